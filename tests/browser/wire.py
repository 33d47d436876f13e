"""What a server sends to a browser, decoded so that it can be scanned: messages of the socket, and files."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, Message
from playwright.sync_api import Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

TIP = "tip"
"""Property of a shape that holds its tooltip: lines of "name: value" as HTML."""

_LINE = re.compile(r"(?P<name>[^:]+?)\s*:\s*(?P<value>.+)")
_TAG = re.compile(r"</?strong>")


def decoded(message: Message) -> dict[str, object]:
    """
    Return a message as mappings, lists, frames and texts, with everything inside taken apart.

    Parameters
    ----------
    message : Message
        Of Streamlit's protocol.

    Returns
    -------
    dict
        By the names of its fields.
    """
    return {descriptor.name: _field(descriptor, value) for descriptor, value in message.ListFields()}


def _field(descriptor: FieldDescriptor, value: Any) -> object:  # noqa: ANN401 - containers of protobuf
    if isinstance(value, Message | str | bytes):
        return _value(value)
    if isinstance(value, bool | int | float):
        return value
    if descriptor.message_type is not None and descriptor.message_type.GetOptions().map_entry:
        return {str(key): _value(value[key]) for key in value}
    return [_value(one) for one in value]


def _value(value: object) -> object:
    if isinstance(value, Message):
        return decoded(value)
    if isinstance(value, bytes):
        return opened(value)
    return taken_apart(value)


def opened(content: bytes) -> object:
    """Return an Arrow stream as a frame, and any other bytes as they are."""
    try:
        return pa.ipc.open_stream(io.BytesIO(content)).read_all().to_pandas()
    except pa.ArrowInvalid:
        return content


def taken_apart(value: object) -> object:
    """Return JSON as what it says, a script with the literals in it, and tooltips line by line."""
    if isinstance(value, dict):
        return {
            key: [inside, _tip(inside)] if key == TIP and isinstance(inside, str) else taken_apart(inside)
            for key, inside in value.items()
        }
    if isinstance(value, list):
        return [taken_apart(one) for one in value]
    if not isinstance(value, str):
        return value
    try:
        inside = json.loads(value)
    except ValueError:
        literals = [taken_apart(one) for one in _literals(value)]
        return [value, *literals] if literals else value
    return taken_apart(inside) if isinstance(inside, dict | list) else value


def _literals(text: str) -> Iterator[object]:
    """Yield the objects and lists that a script holds as JSON, the outermost ones."""
    decoder, at = json.JSONDecoder(), 0
    for start in (found.start() for found in re.finditer(r"[{\[]", text)):
        if start < at:
            continue
        try:
            literal, at = decoder.raw_decode(text, start)
        except ValueError:
            continue
        if literal:
            yield literal


def _tip(html: str) -> dict[str, str]:
    """Return the values of a tooltip by their names."""
    lines = (_LINE.fullmatch(_TAG.sub("", line)) for line in html.split("<br>"))
    return {line["name"]: line["value"] for line in lines if line}


@dataclass
class Wire:
    """
    Everything that came over the sockets of a page.

    Attributes
    ----------
    page : Page
        Playwright's page.
    messages : list of dict
        Decoded, in order.
    unread : list of bytes
        Frames that are no message.
    """

    page: Page
    messages: list[dict[str, object]] = field(default_factory=list)
    unread: list[bytes] = field(default_factory=list)

    def listen(self) -> None:
        """Start to keep what comes."""
        self.page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._keep)

    def _keep(self, frame: str | bytes) -> None:
        content = frame.encode() if isinstance(frame, str) else frame
        message = ForwardMsg()
        try:
            message.ParseFromString(content)
        except DecodeError:
            self.unread.append(content)
        else:
            self.messages.append(decoded(message))

    def take_files(self, folder: Path) -> Iterator[tuple[str, bytes]]:
        """Click every download button of the page; yield each file with its name."""
        buttons = self.page.get_by_test_id("stDownloadButton").get_by_role("button")
        for at in range(buttons.count()):
            with self.page.expect_download() as download:
                buttons.nth(at).click()
            path = folder / f"{at}-{download.value.suggested_filename}"
            download.value.save_as(path)
            yield path.name, path.read_bytes()
