"""An outbox whose disk is full, whose server goes away, or whose address is not to be trusted."""

import resource
import sys

import psycopg
import pytest

from mentorship.errors import ConfigurationError, OutboxBusy, OutboxUnavailable
from notifications.dispatch import Dispatcher
from notifications.mail import Environment
from notifications.mailer import MemoryMailer, Outcome, Status
from notifications.notice import Delivery
from notifications.outbox import Outbox
from notifications.outbox_opening import has_outbox, open_store
from notifications.outbox_postgres import _conninfo
from notifications.outbox_states import MailState
from notifications.outbox_store import PostgresPlace
from notifications.planning import plan_mails
from tests.support.builders import a_mentee
from tests.support.mail import NOW, SENDER, TODAY, a_mail, open_gates
from tests.support.postgres import a_place, on_postgres
from tests.support.prefect_server import wait_until


LIVE = Environment.LIVE
ACCEPTED = Outcome(Status.ACCEPTED, 250, "queued")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite"


class Disk:
    """The disk, as far as files of this process may grow on it."""

    def __init__(self):
        self._soft, self._hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self):
        """Let no file grow beyond its first page."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, self._hard))

    def clear(self):
        """Let everything grow again."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._soft, self._hard))


@pytest.fixture
def disk():
    found = Disk()
    yield found
    found.clear()


def plan(outbox, *mails):
    return plan_mails(outbox, mails, sender=SENDER, now=NOW)


def night(outbox, mailer):
    gates = open_gates([a_mentee(str(n)) for n in range(1001, 1004)])
    return Dispatcher(outbox=outbox, mailer=mailer, gates=gates, clock=lambda: NOW).run()


# ── the disk ──────────────────────────────────────────────────────────────────────────────────


def test_a_full_disk_plans_nothing_rather_than_half(path, disk):
    with Outbox(path) as outbox:
        plan(outbox, a_mail())
        disk.fill()
        with pytest.raises(OutboxUnavailable, match=r"outbox\.sqlite cannot be used"):
            plan(outbox, *(a_mail(str(n)) for n in range(2001, 2021)))
        disk.clear()

        assert [each.person_id for each in outbox.waiting(LIVE, TODAY)] == ["1001"]


def test_on_a_full_disk_nothing_is_claimed_so_nothing_is_sent(path, disk):
    mailer = MemoryMailer()
    with Outbox(path) as outbox:
        plan(outbox, a_mail("1001"), a_mail("1002"))
        disk.fill()
        with pytest.raises(OutboxUnavailable):
            night(outbox, mailer)
        disk.clear()
        assert (mailer.kept, mailer.is_closed) == ([], True)

        assert night(outbox, mailer).accepted == 2


@pytest.mark.parametrize(
    ("delivery", "copies", "state"),
    [
        (Delivery.AT_LEAST_ONCE, 2, MailState.ACCEPTED),
        (Delivery.AT_MOST_ONCE, 1, MailState.HELD),
    ],
)
def test_a_disk_that_fills_up_before_the_mark_is_like_a_crash(path, disk, delivery, copies, state):
    sent = []

    def take(envelope):
        sent.append(envelope.mime)
        return ACCEPTED

    def take_and_fill(envelope):
        disk.fill()
        return take(envelope)

    with Outbox(path) as outbox:
        plan(outbox, a_mail("1001", delivery=delivery))
        with pytest.raises(OutboxUnavailable):
            night(outbox, MemoryMailer(take_and_fill))
        disk.clear()

        night(outbox, MemoryMailer(take))

        assert (len(sent), len(set(sent))) == (copies, 1)
        assert outbox.counts(LIVE)[state] == 1


def test_a_file_that_is_no_outbox_is_named_and_left_alone(path):
    path.write_bytes(b"not a database, but somebody's notes" * 100)

    with pytest.raises(OutboxUnavailable, match="not a database"):
        Outbox(path)


# ── the server ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def place(postgres_url):
    return a_place(postgres_url)


def hang_up(place, on):
    """End the server's side of an outbox's session, as a restart or a firewall does."""
    with psycopg.connect(place.url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", (on._db._db.info.backend_pid,))


@on_postgres
def test_a_run_that_loses_its_session_loses_its_right_to_send_with_it(place):
    with Outbox(place) as one, Outbox(place) as other:
        plan(one, a_mail())
        [waiting] = one.waiting(LIVE, TODAY)
        with one.only_sender():
            one.claim(waiting.key, today=TODAY, at=NOW)
            with pytest.raises(OutboxBusy), other.only_sender():
                pass
            hang_up(place, on=one)

            wait_until(lambda: recovered_by(other), "the lock to be free")
            with pytest.raises(OutboxUnavailable):
                one.settle(waiting.key, ACCEPTED, today=TODAY, at=NOW)

        assert [each.doubts for each in other.waiting(LIVE, TODAY)] == [1]


def recovered_by(outbox):
    try:
        with outbox.only_sender():
            return outbox.recover(LIVE, at=NOW)
    except OutboxBusy:
        return 0


@on_postgres
def test_departments_on_one_server_know_nothing_of_each_other(postgres_url):
    with Outbox(a_place(postgres_url)) as one, Outbox(a_place(postgres_url)) as other:
        plan(one, a_mail())

        with one.only_sender(), other.only_sender(), one.only_run(), other.only_run():
            assert other.waiting(LIVE, TODAY) == []


@on_postgres
def test_asking_whether_there_is_an_outbox_makes_none(place):
    assert not has_outbox(place)
    assert not has_outbox(place)
    Outbox(place).close()

    assert has_outbox(place)


@on_postgres
def test_an_outbox_of_another_version_is_not_touched(place):
    with Outbox(place) as outbox:
        outbox._db.run("UPDATE outbox_version SET version = 99")

    with pytest.raises(ConfigurationError, match="version 99"):
        Outbox(place)


def test_a_server_that_is_not_there_is_said_in_one_sentence_without_the_password():
    place = PostgresPlace("postgresql://mentor:top-secret@127.0.0.1:1/mentorship", "outbox_x")

    with pytest.raises(OutboxUnavailable) as raised:
        Outbox(place)
    with pytest.raises(OutboxUnavailable):
        has_outbox(place)

    assert "top-secret" not in str(raised.value) + repr(place)
    assert raised.value.__cause__ is None


# ── the address ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://db.example.edu/mentorship", "verify-full"),
        ("postgres://db.example.edu/mentorship?sslmode=require", "require"),
        ("postgresql://127.0.0.1/mentorship", None),
        ("postgresql://localhost/mentorship", None),
        ("postgresql:///mentorship?host=/run/postgresql", None),
    ],
)
def test_a_line_to_another_machine_proves_who_it_leads_to(url, mode):
    assert psycopg.conninfo.conninfo_to_dict(_conninfo(url)).get("sslmode") == mode


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_a_line_to_another_machine_without_tls_is_refused(mode):
    with pytest.raises(ConfigurationError, match="may not leave this machine"):
        _conninfo(f"postgresql://10.0.0.1/mentorship?sslmode={mode}")


@pytest.mark.parametrize("url", ["mysql://localhost/x", "outbox.sqlite", ""])
def test_only_an_address_of_postgresqls_is_taken(url):
    with pytest.raises(ConfigurationError, match="postgresql://"):
        PostgresPlace(url, "outbox_x")


def test_an_address_that_cannot_be_read_is_refused_without_repeating_it():
    with pytest.raises(ConfigurationError) as raised:
        _conninfo("postgresql://mentor:top-secret@[/mentorship")

    assert "top-secret" not in str(raised.value)


def test_without_the_extra_the_sentence_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(ConfigurationError, match=r"-e '\.\[postgres\]'"):
        open_store(PostgresPlace("postgresql://localhost/x", "outbox_x"))
