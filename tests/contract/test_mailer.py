"""What every mailer promises, kept by the one in memory and by yagmail on a real SMTP server."""

import inspect
import ssl
from pathlib import Path

import pytest
import trustme
import yagmail

from mentorship.errors import ConfigurationError, RelayDown
from notifications.mailer import Envelope, MemoryMailer, Outcome, Status
from notifications.relay import Relay, RelaySettings
from tests.support.scripted_smtp import HANG_UP, SILENCE, scripted_smtp
from tests.support.smtp import PASSWORD, Handler, smtp_server


SENDER = "office@example.edu"
MIME = "From: office@example.edu\r\nSubject: Test\r\n\r\nHello\r\n.\r\n..two dots\r\n"
ANSWERS = {
    "refused": Outcome(Status.REFUSED, 550, "5.1.1 no such user"),
    "later": Outcome(Status.DEFERRED, 452, "4.2.2 mailbox full"),
    "closing": Outcome(Status.DEFERRED, 421, "4.3.2 going down"),
    "lost-early": Outcome(Status.NOT_SENT, 0, "connection lost"),
    "lost-late": Outcome(Status.UNCERTAIN, 0, "connection lost"),
    "too-big": Outcome(Status.REFUSED, 552, "5.3.4 too big"),
    "busy": Outcome(Status.DEFERRED, 451, "4.3.0 try later"),
}


def envelope(local: str = "reader") -> Envelope:
    return Envelope(f"{local}@example.edu", MIME)


def a_relay(server, **changes) -> Relay:
    settings = {"sender": SENDER, "host": server.host, "port": server.port, "security": "plain"}
    return Relay(RelaySettings(**{**settings, "timeout": 5.0, **changes}))


def a_relay_at(port: int) -> Relay:
    return Relay(
        RelaySettings(sender=SENDER, host="127.0.0.1", port=port, security="plain", timeout=0.3)
    )


@pytest.fixture
def server():
    with smtp_server() as running:
        yield running


@pytest.fixture(params=["memory", "yagmail"])
def mailer(request):
    if request.param == "memory":
        accepted = Outcome(Status.ACCEPTED, 250, "kept")
        yield MemoryMailer(lambda e: ANSWERS.get(e.recipient.partition("@")[0], accepted))
        return
    with smtp_server() as running, a_relay(running) as relay:
        yield relay


@pytest.fixture(scope="session")
def authority():
    return trustme.CA()


@pytest.fixture
def cafile(authority, tmp_path):
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


def server_context(authority, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


# ── every mailer ──────────────────────────────────────────────────────────────────────────────


def test_a_message_that_is_taken_is_accepted(mailer):
    assert mailer.deliver(envelope()).status is Status.ACCEPTED


@pytest.mark.parametrize("local", ANSWERS)
def test_every_fate_of_a_message_is_told_apart(mailer, local):
    assert mailer.deliver(envelope(local)) == ANSWERS[local]


@pytest.mark.parametrize("local", ANSWERS)
def test_one_bad_message_does_not_spoil_the_next(mailer, local):
    mailer.deliver(envelope(local))

    assert mailer.deliver(envelope()).status is Status.ACCEPTED


def test_closing_twice_is_harmless(mailer):
    mailer.deliver(envelope())

    mailer.close()
    mailer.close()


# ── the real relay ────────────────────────────────────────────────────────────────────────────


def test_the_bytes_arrive_as_they_were_frozen(server):
    with a_relay(server) as relay:
        outcome = relay.deliver(envelope())

    assert server.taken[0].content == MIME.encode()
    assert server.taken[0].recipients == ["reader@example.edu"]
    assert outcome.text == "2.0.0 Ok: queued as Q1"


def test_one_connection_serves_a_whole_run_and_ends_with_quit(server):
    with a_relay(server) as relay:
        for _ in range(10):
            relay.deliver(envelope())

    assert len(server.handler.sessions) == 1
    assert server.handler.quits == 1


def test_a_connection_is_renewed_after_as_many_messages_as_the_settings_say(server):
    with a_relay(server, messages_per_connection=4) as relay:
        for _ in range(10):
            relay.deliver(envelope())

    assert len(server.taken) == 10
    assert len(server.handler.sessions) == 3
    assert server.handler.quits == 3


def test_a_message_lost_on_the_line_is_never_repeated_by_itself(server):
    with a_relay(server) as relay:
        outcome = relay.deliver(envelope("lost-late"))

    assert outcome.status is Status.UNCERTAIN
    assert len(server.taken) == 1


def test_a_slow_reply_is_waited_for_and_the_message_goes_once():
    with smtp_server(handler=Handler(slow_reply=0.3)) as server, a_relay(server) as relay:
        assert relay.deliver(envelope()).status is Status.ACCEPTED

    assert len(server.taken) == 1


def test_a_line_that_the_relay_closed_while_idle_is_noticed_before_the_message_goes(server):
    with a_relay(server) as relay:
        relay.deliver(envelope())
        server.handler.drops = 1

        assert relay.deliver(envelope()).status is Status.NOT_SENT
        assert relay.deliver(envelope()).status is Status.ACCEPTED

    assert len(server.taken) == 2


def test_a_relay_that_is_not_there_stops_the_run(server):
    with smtp_server() as gone:
        pass

    with pytest.raises(RelayDown, match="cannot be reached"):
        a_relay(gone).deliver(envelope())


def test_a_relay_that_refuses_our_sender_stops_the_run_and_blames_no_recipient(server):
    server.handler.refused_sender = SENDER

    with a_relay(server) as relay, pytest.raises(RelayDown, match="code 553") as raised:
        relay.deliver(envelope())

    assert "@" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("word", "answer", "outcome"),
    [
        ("MAIL", HANG_UP, Outcome(Status.NOT_SENT, 0, "connection lost")),
        ("RCPT", HANG_UP, Outcome(Status.NOT_SENT, 0, "connection lost")),
        ("RCPT", "garbage", Outcome(Status.NOT_SENT, 0, "connection lost")),
        ("RCPT", SILENCE, Outcome(Status.NOT_SENT, 0, "connection lost")),
        ("RCPT", "250-OK\r\n250 and more", Outcome(Status.ACCEPTED, 250, "2.0.0 Ok: queued as Q1")),
        ("DATA", HANG_UP, Outcome(Status.UNCERTAIN, 0, "connection lost")),
        ("DATA", "451 4.3.0 not now", Outcome(Status.DEFERRED, 451, "4.3.0 not now")),
        ("DATA", "554 5.7.1 never", Outcome(Status.REFUSED, 554, "5.7.1 never")),
        ("DOT", HANG_UP, Outcome(Status.UNCERTAIN, 0, "connection lost")),
        ("DOT", SILENCE, Outcome(Status.UNCERTAIN, 0, "connection lost")),
        ("DOT", "what is this", Outcome(Status.UNCERTAIN, 0, "connection lost")),
        ("DOT", "354 more, please", Outcome(Status.UNCERTAIN, 0, "connection lost")),
        ("DOT", "421 4.3.2 going down", Outcome(Status.DEFERRED, 421, "4.3.2 going down")),
        ("DOT", "251 2.0.0 taken", Outcome(Status.ACCEPTED, 250, "2.0.0 taken")),
        ("DOT", "250 a\0b\x1b[2Jc", Outcome(Status.ACCEPTED, 250, "a b [2Jc")),
    ],
)  # fmt: skip
def test_whatever_word_the_relay_stumbles_over_the_fate_is_known_or_called_unknown(
    word, answer, outcome
):
    with scripted_smtp({word: answer}) as port, a_relay_at(port) as relay:
        assert relay.deliver(envelope()) == outcome


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("CONNECT", HANG_UP),
        ("CONNECT", SILENCE),
        ("CONNECT", "421 too busy"),
        ("CONNECT", "554 not you"),
        ("CONNECT", "garbage"),
        ("EHLO", HANG_UP),
        ("MAIL", "451 4.3.0 not now"),
        ("MAIL", "421 4.3.2 going down"),
    ],
)
def test_what_concerns_every_mail_stops_the_run(word, answer):
    with scripted_smtp({word: answer}) as port, a_relay_at(port) as relay, pytest.raises(RelayDown):
        relay.deliver(envelope())


def test_a_relay_whose_name_nobody_knows_stops_the_run():
    settings = RelaySettings(sender=SENDER, host="relay.invalid", port=25, security="plain")

    with Relay(settings) as relay, pytest.raises(RelayDown, match="cannot be resolved"):
        relay.deliver(envelope())


def test_only_an_envelope_can_be_sent_so_that_no_string_is_read_as_a_file(server):
    with a_relay(server) as relay, pytest.raises(TypeError):
        relay.deliver("/etc/hostname")

    assert server.taken == []


# ── TLS and login ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "tls"])
def test_a_relay_with_a_certificate_of_the_sites_authority_is_used(authority, cafile, implicit):
    context = server_context(authority, "localhost")
    security = "tls" if implicit else "starttls"

    with smtp_server(tls=context, implicit=implicit) as server, a_relay(
        server, host="localhost", security=security, cafile=cafile
    ) as relay:  # fmt: skip
        assert relay.deliver(envelope()).status is Status.ACCEPTED


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "tls"])
@pytest.mark.parametrize(
    ("name", "knows_authority"), [("localhost", False), ("other.example.edu", True)]
)
def test_a_relay_that_cannot_prove_its_name_gets_nothing(
    authority, cafile, implicit, name, knows_authority
):
    context = server_context(authority, name)
    security = "tls" if implicit else "starttls"

    with smtp_server(tls=context, implicit=implicit) as server:
        relay = a_relay(
            server,
            host="localhost",
            security=security,
            cafile=cafile if knows_authority else None,
        )
        with pytest.raises(RelayDown, match="did not prove who it is"):
            relay.deliver(envelope())

    assert server.taken == []


def test_a_relay_from_which_starttls_was_stripped_gets_nothing(server, cafile):
    with pytest.raises(RelayDown):
        a_relay(server, security="starttls", cafile=cafile).deliver(envelope())

    assert server.taken == []


def test_the_right_password_logs_in_under_a_login_name_of_its_own(authority, cafile):
    context = server_context(authority, "localhost")

    with smtp_server(tls=context, auth=True) as server, a_relay(
        server, host="localhost", security="starttls", cafile=cafile,
        login="HOSP\\svc-mentor", password=PASSWORD,
    ) as relay:  # fmt: skip
        assert relay.deliver(envelope()).status is Status.ACCEPTED
        assert relay.deliver(envelope()).status is Status.ACCEPTED

    assert server.handler.logins == [b"HOSP\\svc-mentor"]


def test_a_wrong_password_stops_the_run_and_appears_nowhere(authority, cafile):
    context = server_context(authority, "localhost")

    with smtp_server(tls=context, auth=True) as server:
        relay = a_relay(
            server, host="localhost", security="starttls", cafile=cafile, password="wrong-secret"
        )
        with pytest.raises(RelayDown, match="code 535") as raised:
            relay.deliver(envelope())

    assert "wrong-secret" not in str(raised.value)
    assert server.taken == []


def test_the_check_proves_the_relay_without_sending_anything(server):
    a_relay(server).check()

    assert server.taken == []
    assert server.handler.quits == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "secret"}, "never sent without TLS"),
        ({"sender": "office"}, "full e-mail address"),
    ],
)
def test_settings_that_would_leak_or_mislead_are_refused(changes, words):
    settings = {"sender": SENDER, "host": "127.0.0.1", "port": 25, "security": "plain"}

    with pytest.raises(ConfigurationError, match=words):
        RelaySettings(**{**settings, **changes})


def test_mail_without_tls_does_not_go_to_a_public_host():
    relay = Relay(RelaySettings(sender=SENDER, host="8.8.8.8", port=25, security="plain"))

    with pytest.raises(ConfigurationError, match="public host"):
        relay.deliver(envelope())


def test_a_password_is_not_in_the_settings_repr():
    settings = RelaySettings(sender=SENDER, host="localhost", port=587, password="top-secret")

    assert "top-secret" not in repr(settings)


# ── what we lean on ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("method", "line"),
    [
        ("send", "self.login()"),
        ("send", "return self._attempt_send(recipients, msg_strings)"),
        ("_attempt_send", "result = self.smtp.sendmail(self.user, recipients, msg_strings)"),
        ("_attempt_send", "except smtplib.SMTPServerDisconnected as e:"),
        ("_attempt_send", "except Exception as reconnect_err:"),
        ("_login", "self.smtp = self.connection(self.host, self.port, **self.kwargs)"),
        ("_login", "self.smtp.starttls(**self.starttls)"),
        ("_login", "password = self.handle_password(self.user, password)"),
    ],
)
def test_yagmail_still_has_the_lines_that_the_adapter_leans_on(method, line):
    assert line in inspect.getsource(getattr(yagmail.Client, method))


def test_stock_yagmail_still_needs_the_adapter():
    """It takes any certificate; when that changes, the adapter may become smaller."""
    assert "starttls()" in inspect.getsource(yagmail.Client._login)
    assert issubclass(yagmail.sender.smtplib.SMTPException, OSError)
    assert Path(inspect.getsourcefile(yagmail.Client)).name == "sender.py"
