"""The kit of the tests of access: a real provider, people of each role, and a client that is no browser.

The provider is Canaille, run by pytest-iam. `Caller` speaks to the server as a program would: it has the
cookies of one sign-in, asks for any address, and sends what it likes through the web socket.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx2
from pytest_iam import Server
from sqlalchemy import Engine
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from data.access.accounts import add_account
from data.vocabulary import AccessRole

CLIENT_ID = "maraude"
CLIENT_SECRET = "a secret of the tests"  # noqa: S105 - of a provider that lives as long as the tests
PASSWORD = "a password of the tests"  # noqa: S105

PATIENCE_S = 60

NOW = datetime(2020, 1, 1, tzinfo=UTC)


def sign_in_settings(iam: Server, port: int) -> dict[str, str]:
    """Return the settings of a server on *port* whose people sign in at *iam*."""
    return {
        "MARAUDE_ADDRESS": f"http://127.0.0.1:{port}",
        "MARAUDE_SIGN_IN_PROVIDER": f"{iam.url}.well-known/openid-configuration",
        "MARAUDE_SIGN_IN_CLIENT_ID": CLIENT_ID,
        "MARAUDE_SIGN_IN_CLIENT_SECRET": CLIENT_SECRET,
        "MARAUDE_SIGN_IN_UNVERIFIED": "true",
    }


def register_app(iam: Server, port: int) -> None:
    """Make the server on *port* known to the provider."""
    address = f"http://127.0.0.1:{port}"
    with iam.app.app_context():
        client = iam.models.Client(
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            client_name="Maraude",
            client_uri=address,
            redirect_uris=[f"{address}/sign-in/return"],
            post_logout_redirect_uris=[f"{address}/sign-in"],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "email"],
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - the name of a method
        )
        iam.backend.save(client)


def known_person(iam: Server, address: str) -> object:
    """Make somebody known to the provider, with the password of the tests, and return them."""
    name = address.split("@", maxsplit=1)[0]
    user = iam.random_user(user_name=name, emails=[address], password=PASSWORD)
    iam.consent(user)
    return user


@dataclass
class Run:
    """What the server told a web socket while a script ran."""

    messages: list[ForwardMsg] = field(default_factory=list)
    content: bytes = b""

    def add(self, content: bytes) -> ForwardMsg:
        """Note a message as it came over the wire, and return what it says."""
        self.content += content
        self.messages.append(ForwardMsg.FromString(content))
        return self.messages[-1]

    def elements(self, kind: str) -> Iterator[Any]:
        """Yield every element of a kind that was drawn."""
        for message in self.messages:
            element = message.delta.new_element
            if message.WhichOneof("type") == "delta" and element.WhichOneof("type") == kind:
                yield getattr(element, kind)

    @property
    def session(self) -> str:
        """The number by which the server knows this session of Streamlit's."""
        [number] = {
            message.new_session.initialize.session_id
            for message in self.messages
            if message.WhichOneof("type") == "new_session"
        }
        return str(number)

    @property
    def titles(self) -> list[str]:
        """The headings of the first order."""
        return [heading.body for heading in self.elements("heading") if heading.tag == "h1"]

    @property
    def menu(self) -> set[str]:
        """The addresses in the menu; the home screen is empty."""
        return {
            page.url_pathname
            for message in self.messages
            if message.WhichOneof("type") == "navigation"
            for page in message.navigation.app_pages
        }

    @property
    def downloads(self) -> list[str]:
        """The numbers of the files that may be asked for."""
        return [button.deferred_file_id or button.url for button in self.elements("download_button")]

    def says(self, text: str) -> bool:
        """Tell whether a text came over the wire, shown or not, in a table, a map or a message."""
        return text.encode() in self.content

    def widget(self, key: str) -> str:
        """Return the number of the one widget whose key ends so."""
        kinds = ("button", "button_group", "selectbox", "date_input", "text_input")
        found = {str(one.id) for kind in kinds for one in self.elements(kind) if one.id.endswith(key)}
        assert len(found) == 1, (key, found)
        return found.pop()


class Caller:
    """A program with the cookies of one sign-in, or none."""

    def __init__(self, address: str, cookies: Mapping[str, str] | None = None) -> None:
        self.address = address
        self.http = httpx2.Client(base_url=address, cookies=dict(cookies or {}), timeout=PATIENCE_S)

    def sign_in(self, iam: Server, user: object, path: str = "/") -> httpx2.Response:
        """Sign in as a browser would, following the provider; return the last answer."""
        iam.login(user)
        answer = self.http.get("/sign-in/start", params={"next": path}, follow_redirects=True)
        iam.logout()
        return answer

    @cached_property
    def headers(self) -> dict[str, str]:
        """What a web socket of this caller sends when it opens."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)
        return {"Cookie": cookies}

    @contextmanager
    def socket(self, origin: str = "") -> Iterator[ClientConnection]:
        """Open the web socket of the screens, from a page of the server itself or of *origin*."""
        address = f"ws://{urlsplit(self.address).netloc}/_stcore/stream"
        with connect(
            address,
            additional_headers=self.headers,
            origin=Origin(origin or self.address),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=PATIENCE_S,
        ) as socket:
            yield socket

    def run(self, page: str = "", **query: str) -> Run:
        """Open a screen by its address, and return all that comes back."""
        with self.socket() as socket:
            return ask(socket, rerun(page, **query))


@dataclass
class Guarded:
    """A server whose people sign in."""

    address: str
    engine: Engine
    iam: Server

    def person(self, address: str, *roles: AccessRole, service: int | None = None) -> Caller:
        """Return a new person with these roles, signed in; without roles they have no account."""
        if roles:
            add_account(self.engine, address, roles, service, by=None, now=NOW)
        caller = Caller(self.address)
        answer = caller.sign_in(self.iam, known_person(self.iam, address))
        assert answer.status_code == 200
        return caller


def rerun(page: str = "", *widgets: WidgetState, **query: str) -> BackMsg:
    """Return the message of a browser that opens a screen in English, with widgets as they are."""
    asked = "&".join(f"{key}={value}" for key, value in ({"lang": "en"} | query).items())
    return BackMsg(
        rerun_script=ClientState(
            query_string=asked, page_name=page, widget_states=WidgetStates(widgets=widgets)
        )
    )


def pressed(widget: str) -> WidgetState:
    """Return the state of a button that was just pressed."""
    return WidgetState(id=widget, trigger_value=True)


def picked(widget: str, option: str) -> WidgetState:
    """Return the state of pills of which one was picked."""
    state = WidgetState(id=widget)
    state.string_array_value.data.append(option)
    return state


def ask(socket: ClientConnection, message: BackMsg) -> Run:
    """Send a message, and return what comes back until the script has run."""
    socket.send(message.SerializeToString())
    run = Run()
    while True:
        told = run.add(_bytes(socket))
        # A script that runs again at once, as after a save, finishes more than once.
        early = told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        if told.WhichOneof("type") == "script_finished" and not early:
            return run


def ask_for_files(socket: ClientConnection, run: Run, numbers: Sequence[str]) -> list[str]:
    """Ask for files by the numbers of their buttons, wait for all of them, and return their addresses."""
    for number in numbers:
        socket.send(_request(run, number))
    addresses: list[str] = []
    while len(addresses) < len(numbers):
        answer = ForwardMsg.FromString(_bytes(socket))
        if answer.WhichOneof("type") == "backend_operation_response":
            addresses.append(answer.backend_operation_response.deferred_file.url)
    return addresses


def is_deaf_to(socket: ClientConnection, run: Run, numbers: Sequence[str], again: BackMsg) -> bool:
    """Tell whether the server takes no notice of who asks for files: the run after that brings no answer."""
    for number in numbers:
        socket.send(_request(run, number))
    answers = ask(socket, again).messages
    return not any(message.WhichOneof("type") == "backend_operation_response" for message in answers)


def _request(run: Run, number: str) -> bytes:
    message = BackMsg()
    request = message.backend_operation_request
    request.request_id, request.session_id = number, run.session
    request.deferred_file.file_id = number
    content: bytes = message.SerializeToString()
    return content


def _bytes(socket: ClientConnection) -> bytes:
    content = socket.recv(timeout=PATIENCE_S)
    assert isinstance(content, bytes)
    return content
