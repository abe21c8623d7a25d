"""XOAUTH2 through the same adapter: a real SMTP server with TLS, a real token endpoint."""

import json
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl

import pytest
import trustme

from mentorship.errors import ConfigurationError, RelayDown
from notifications.mailer import Envelope, Status
from notifications.oauth import MICROSOFT_SCOPE, TokenSource
from notifications.relay import Relay, RelaySettings
from tests.support.smtp import Handler, smtp_server


SENDER = "office@example.edu"
MAIL = Envelope("reader@example.edu", "From: office@example.edu\r\nSubject: Test\r\n\r\nHello\r\n")
SECRET = "a-secret-of-the-client"


class Endpoint:
    """What the token endpoint answers, and what it was asked."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.status, self.lasts, self.body = 200, 3600, None
        self.url = ""

    @property
    def answer(self) -> bytes:
        token = {"access_token": f"token-{len(self.forms)}", "expires_in": self.lasts}
        return json.dumps(token).encode() if self.body is None else self.body


@pytest.fixture
def endpoint():
    found = Endpoint()

    class Page(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["Content-Length"])
            found.forms.append(dict(parse_qsl(self.rfile.read(size).decode())))
            self.send_response(found.status)
            self.end_headers()
            self.wfile.write(found.answer)

        def log_message(self, *_):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found.url = f"http://127.0.0.1:{server.server_port}/token"
        yield found
        server.shutdown()


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@contextmanager
def server_with(authority, *tokens):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    handler = Handler(tokens=set(tokens))
    with smtp_server(tls=context, auth=True, handler=handler, host="localhost") as server:
        yield server


@pytest.fixture
def relay_to(authority, tmp_path):
    cafile = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(cafile)

    def made(server, token, **changes):
        settings = {"sender": SENDER, "host": "localhost", "port": server.port, "timeout": 5.0}
        return Relay(RelaySettings(**settings, cafile=cafile, token=token, **changes))

    return made


def source(endpoint, **changes):
    return TokenSource(url=endpoint.url, client_id="app", client_secret=SECRET, **changes)


def test_a_mail_goes_with_a_token_and_one_login_serves_the_run(authority, endpoint, relay_to):
    with server_with(authority, "token-1") as server, relay_to(server, source(endpoint)) as relay:
        outcomes = [relay.deliver(MAIL) for _ in range(3)]

    assert [each.status for each in outcomes] == [Status.ACCEPTED] * 3
    assert server.handler.logins == [SENDER.encode()]
    assert endpoint.forms == [
        {
            "client_id": "app",
            "client_secret": SECRET,
            "grant_type": "client_credentials",
            "scope": MICROSOFT_SCOPE,
        }
    ]


def test_a_token_that_the_relay_refuses_stops_the_run_and_blames_nobody(
    authority, endpoint, relay_to
):
    with server_with(authority, "another") as server, relay_to(server, source(endpoint)) as relay:
        with pytest.raises(RelayDown, match="refused us with code 535") as raised:
            relay.deliver(MAIL)

        assert server.taken == []
    assert "token-1" not in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": 401}, "refused us with code 401"),
        ({"status": 302}, "refused us with code 302"),
        ({"body": b"<html>"}, "holds no token"),
        ({"body": b"[]"}, "holds no token"),
        ({"body": b'{"access_token": "x"}'}, "holds no token"),
    ],
)
def test_an_endpoint_that_gives_no_token_stops_the_run(
    authority, endpoint, relay_to, changes, words
):
    for name, value in changes.items():
        setattr(endpoint, name, value)

    with (
        server_with(authority) as server,
        relay_to(server, source(endpoint)) as relay,
        pytest.raises(RelayDown, match=words) as raised,
    ):
        relay.deliver(MAIL)

    assert SECRET not in str(raised.value)


def test_an_endpoint_that_is_away_stops_the_run(endpoint):
    away = TokenSource(url="http://127.0.0.1:9/token", client_id="app", client_secret=SECRET)

    with pytest.raises(RelayDown, match="cannot be reached"):
        away()


def test_a_token_is_kept_until_it_is_about_to_end(endpoint):
    tokens = source(endpoint)
    assert (tokens(), tokens()) == ("token-1", "token-1")

    endpoint.lasts = 30
    short = source(endpoint)
    assert (short(), short()) == ("token-2", "token-3")


def test_a_refresh_token_is_used_where_there_is_one(endpoint):
    source(endpoint, refresh_token="a-refresh-token")()

    [form] = endpoint.forms
    assert form["grant_type"] == "refresh_token"
    assert form["refresh_token"] == "a-refresh-token"
    assert "scope" not in form


def test_nothing_secret_is_shown_by_a_repr(endpoint):
    tokens = source(endpoint, refresh_token="a-refresh-token")
    tokens()

    settings = RelaySettings(sender=SENDER, host="relay", port=587, token=tokens)
    for secret in (SECRET, "a-refresh-token", "token-1"):
        assert secret not in repr(tokens) + repr(settings)


def test_a_secret_is_not_sent_to_an_endpoint_without_https():
    with pytest.raises(ConfigurationError, match="must be https"):
        TokenSource(url="http://login.example.edu/token", client_id="app", client_secret=SECRET)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"security": "plain"}, "without TLS"), ({"password": "one"}, "not both")],
)
def test_a_token_needs_tls_and_replaces_the_password(changes, words):
    with pytest.raises(ConfigurationError, match=words):
        RelaySettings(sender=SENDER, host="relay", port=587, token=lambda: "x", **changes)
