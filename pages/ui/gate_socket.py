"""The web socket of one sign-in: it ends with it, and only it may fetch the files it was told of."""

import re
from collections.abc import Iterator

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from data.access.sessions import Sessions, SignedIn

OWN_FILE = re.compile(r"/media/[0-9a-f]{32}|/_stcore/upload_file/[0-9a-f-]{36}/[0-9a-f-]{36}")
"""Addresses that a session may use only if the server told it of them."""

WANTED = frozenset(
    {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request"}
)
"""What a screen may ask for; the rest is for developers, such as to empty everybody's caches."""

READING = WANTED - {"file_urls_request"}
"""What a screen may ask for on behalf of somebody who only looks."""

_MAKING = frozenset({"deferred_file", "dataframe_chunk"})
"""What the server may be asked to make: a file whose button was drawn, more rows of a table."""

_MAY_TELL = re.compile(rb"/media/|/upload_file/|[^0-9a-f][0-9a-f]{32}")
"""What a message holds that tells of a file; most do not, and are not read."""


class Socket:
    """
    One web socket.

    Parameters
    ----------
    sessions : Sessions
        The sign-ins of this server.
    token : str
        The secret of the one that opened the socket.
    session : SignedIn
        That sign-in.
    """

    def __init__(self, sessions: Sessions, token: str, session: SignedIn) -> None:
        self.sessions = sessions
        self.token = token
        self.session = session

    def receiving(self, receive: Receive, send: Send) -> Receive:
        """Return *receive* that closes the socket once the sign-in is over, and drops what is not wanted."""

        async def receive_while_signed_in() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                if self.sessions.find(self.token) is None:
                    await send({"type": "websocket.close", "code": 1008})
                    return {"type": "websocket.disconnect", "code": 1008}
                if is_wanted(message.get("bytes") or b"", self.session):
                    self.session.turn += 1
                    return message

        return receive_while_signed_in

    def sending(self, send: Send) -> Send:
        """Return *send* that notes which files the browser is told of."""

        async def send_and_note(message: Message) -> None:
            if message["type"] == "websocket.send":
                for address in told_files(message.get("bytes") or b""):
                    self.session.tell(address)
            await send(message)

        return send_and_note


def receiving_readers(receive: Receive) -> Receive:
    """Return *receive* of somebody who did not sign in and only looks; what is not looking is dropped."""

    async def receive_from_reader() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or is_reading(message.get("bytes") or b""):
                return message

    return receive_from_reader


def is_wanted(content: bytes, session: SignedIn) -> bool:
    """Return whether a message is one that a screen sends, and asks for no file of another session."""
    message = _read(content)
    if not _is_one_of(message, WANTED):
        return False
    request = message.backend_operation_request
    return request.WhichOneof("payload") != "deferred_file" or session.knows(request.deferred_file.file_id)


def is_reading(content: bytes) -> bool:
    """Return whether a message is one that a screen sends, and brings nothing."""
    return _is_one_of(_read(content), READING)


def _read(content: bytes) -> BackMsg:
    """Return a message of a browser; an empty one for what is none."""
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return BackMsg()
    return message


def _is_one_of(message: BackMsg, kinds: frozenset[str]) -> bool:
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request" and kind in kinds:
        return message.backend_operation_request.WhichOneof("payload") in _MAKING
    return kind in kinds


def told_files(content: bytes) -> Iterator[str]:
    """Yield the addresses, and the numbers of files still to be made, that a message tells a browser of."""
    if _MAY_TELL.search(content) is None:
        return
    message = ForwardMsg.FromString(content)
    for address in _addresses(message):
        own = OWN_FILE.match(address)
        if own is not None:
            yield own[0]
    if message.delta.new_element.HasField("download_button"):
        yield message.delta.new_element.download_button.deferred_file_id


def _addresses(message: ForwardMsg) -> Iterator[str]:
    """Yield where a message says that a file is; never what somebody typed and it repeats."""
    kind = message.WhichOneof("type")
    if kind == "delta":
        yield from _addresses_of(message.delta.new_element)
    elif kind == "logo":
        yield from (message.logo.image, message.logo.icon_image)
    elif kind == "page_config_changed":
        yield message.page_config_changed.favicon
    elif kind == "backend_operation_response":
        yield message.backend_operation_response.deferred_file.url
    elif kind == "file_urls_response":
        for file in message.file_urls_response.file_urls:
            yield from (file.upload_url, file.delete_url)


def _addresses_of(element: Element) -> Iterator[str]:
    kind = element.WhichOneof("type")
    if kind == "download_button":
        yield element.download_button.url
    elif kind == "imgs":
        yield from (image.url for image in element.imgs.imgs)
