"""A whole year with a canary in every confidential field: where do they come out?

Class C2 is the pair's own: its two partners may read it in their mail, nobody else. C3 and C4
come out nowhere. Sources: programme.md 4.3, email.md 3.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows import runtime
from flows.night import Night
from flows.run_report import as_markdown
from mappings.load import load_department
from mentorship.program_settings import Mode
from mentorship.roster import Roster
from mentorship_cli.demo.page import Played, write_page
from mentorship_cli.demo.scenes import scenes
from notifications.mail import Environment
from redcap_gateway.memory import MemoryProject
from redcap_gateway.port import REPEAT_INSTANCE, REPEAT_INSTRUMENT
from redcap_schema import registry
from redcap_schema.dictionary import fields
from sandbox.department import Department, build
from sandbox.life import Life
from sandbox.smtp_catcher import SmtpCatcher
from tests.support.canaries import (
    CONFIDENTIAL,
    PAIR,
    YEARS,
    Aviary,
    Canary,
    confidential_labels,
    takes_a_canary,
)
from tests.support.memory_people import RECORD, MemoryClient
from tests.support.privacy import Private, every_log_line


pytestmark = pytest.mark.xdist_group("canaries")  # the year is lived once

NIGHTS = (
    "Preferences open",
    "Preferences closed, proposals computed",
    "The office has decided",
    "The quarter ends soon",
    "Quarter end: reports late",
    "The six-month summary",
    "Half a year together",
    "The mentoring year",
)
REHEARSED = ("The quarter ends soon",)
LATER = (date(2027, 6, 15),)
STEPS = ("check", "pull", "decide", "push", "send", "record")
SLUG = "synthetic"
DEPARTMENT = """
title: Synthetic Department of Anesthesiology
project: {url: https://redcap.example.edu/api/, id: 4711, timezone: America/Chicago}
mail: {sender_name: Synthetic Programme, allow_domains: [example.edu], usual_of_a_kind: 999}
limits: {min_seconds_between_calls: 0, read_attempts: 1}
"""


@dataclass(kw_only=True)
class Read:
    """One mail as its reader has it."""

    kinds: list[str]
    address: str
    words: str
    canaries: list[Canary]
    is_rehearsal: bool


@dataclass(kw_only=True)
class Year:
    """A year as it was lived in memory, and everything that came out of it."""

    folder: Path
    department: Department
    project: MemoryProject
    people: MemoryClient
    smtp: SmtpCatcher
    aviary: Aviary
    life: Life
    roster: Roster | None = None
    """As the last night saw it."""
    logs: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    """Summaries, artifacts and lists of cases."""
    played: list[Played] = field(default_factory=list)

    def night(self, on: date, mode: Mode = Mode.LIVE) -> Night:
        found = load_department(SLUG, self.folder)
        night = Night(
            department=found, mode=mode, now=runtime.now_in(found, on), project=self.project
        )
        for step in STEPS:
            getattr(night, step)()
        summary, self.roster = night.close(0.0), night.assembly.roster
        self.shown += [str(summary.as_dict()), as_markdown(summary), repr(summary)]
        with runtime.open_outbox(found) as outbox:
            self.shown += [str(each) for each in outbox.desk.cases(Environment.LIVE, on)]
        return night

    @cached_property
    def mails(self) -> list[Read]:
        """What the relay took; ask when the year is over."""
        parsed = (email.message_from_bytes(m.data, policy=default) for m in self.smtp.messages)
        return [read(each, self.aviary) for each in parsed]

    @property
    def live_mails(self) -> list[Read]:
        return [each for each in self.mails if not each.is_rehearsal]

    def readers_of(self, canary: Canary) -> set[str]:
        """Addresses of those whose own words these are: the partners, or the writer alone."""
        records = {canary.record}
        if canary.pairing:
            pairings = {str(each.id): each for each in self.roster.pairings}
            records.add(pairings[f"{canary.record}.{canary.pairing}"].mentor_id)
        people = [self.roster.people[each] for each in records if each in self.roster.people]
        return {each.email for each in people}


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A small department's year, from the first night to the end of June."""
    folder = tmp_path_factory.mktemp("year")
    (folder / f"{SLUG}.yaml").write_text(DEPARTMENT)
    department, aviary = build("S", 2026), Aviary()
    project = MemoryProject(
        department.dictionary,
        repeating=registry.repeating_instruments(),
        hidden=["office_notes", "pulse"],
        surveys=registry.survey_instruments(),
    )
    people = MemoryClient(project, aviary.plant)
    people.import_rows(department.rows)
    with (
        pytest.MonkeyPatch.context() as patch,
        SmtpCatcher.start() as smtp,
        every_log_line() as logs,
    ):
        for name, value in {
            "MENTORSHIP_HOME": str(folder),
            "MENTORSHIP_OUTBOX_URL": "",
            "MENTORSHIP_DEPARTMENTS_DIR": str(folder),
            "MENTORSHIP_SMTP_HOST": smtp.host,
            "MENTORSHIP_SMTP_PORT": str(smtp.port),
            "MENTORSHIP_SMTP_SECURITY": "plain",
            "MENTORSHIP_STOP_FILE": "",
        }.items():
            patch.setenv(name, value)
        life = Life(people, department, department.seed)
        found = Year(
            folder=folder, department=department, project=project, people=people, smtp=smtp,
            aviary=aviary, life=life, logs=logs,
        )  # fmt: skip
        live_the_year(found)
        yield found


def live_the_year(year: Year) -> None:
    last = year.department.timetable.start
    for scene in scenes(year.department.timetable):
        for act in scene.before:
            act(year.life)
        last = scene.on
        if scene.title in REHEARSED:
            year.night(scene.on, Mode.REHEARSE)
        if scene.title in NIGHTS and not scene.is_repeat:
            night = year.night(scene.on)
            counts = night.summary.as_dict()
            year.played.append(Played(scene=scene, night=counts, states={}, morning=night))
    write_what_is_seldom_written(year)
    for on in LATER:
        year.life.live(last, on)
        year.night(on)
        last = on


def write_what_is_seldom_written(year: Year) -> None:
    """Let a pair close, and answer the pulse: chance gives no such row in a small department."""
    [pairing, *_] = [each for each in year.roster.pairings if each.is_current]
    for instrument, number in (("closure", "co_pair"), ("pulse", "pu_pair")):
        year.people.import_rows(
            [
                {
                    RECORD: pairing.mentee_id,
                    REPEAT_INSTRUMENT: instrument,
                    REPEAT_INSTANCE: "1",
                    number: str(pairing.id).partition(".")[2],
                }
            ]
        )


def read(mail: EmailMessage, aviary: Aviary) -> Read:
    """Read everything of a mail that somebody could."""
    parts = [str(each.get_content()) for each in mail.walk() if not each.is_multipart()]
    words = "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])
    return Read(
        kinds=str(mail["X-Mentorship-Notice"]).split(),
        address=mail["To"].addresses[0].addr_spec,
        words=words,
        canaries=list(aviary.found_in(words)),
        is_rehearsal=str(mail["Subject"]).startswith("[REHEARSAL]"),
    )


def is_shared(year: Year, canary: Canary) -> bool:
    """Tell whether the pair ticked that the senior mentor may read what was achieved."""
    if canary.field.name != "qr_done":
        return False
    cells = year.project._cells
    report = cells[canary.record, canary.instrument, int(canary.instance)]
    agreements = [
        each
        for (record, instrument, _), each in cells.items()
        if (record, instrument) == (canary.record, "first_report")
        and each.get("fr_pair") == canary.pairing
    ]
    ticked = any(each.get("fr_share___2") == "1" for each in agreements)
    return report.get("qr_share_done") == "1" and ticked


def read_by_others(year: Year, mail: Read) -> list[Canary]:
    """Canaries in *mail* that its reader has no right to."""
    return [
        canary
        for canary in mail.canaries
        if canary.field.confidentiality is not PAIR
        or not (
            mail.address in year.readers_of(canary)
            or ("N16" in mail.kinds and is_shared(year, canary))
        )
    ]


def test_every_confidential_field_that_takes_words_carried_a_canary(year):
    written_by_the_run = {"person_status_auto"}
    wanted = {
        each.name
        for each in fields().values()
        if takes_a_canary(each)
        and not each.validation
        and each.instrument not in written_by_the_run
    }

    assert {each.field.name for each in year.aviary.planted.values()} == wanted


def test_the_year_sent_every_kind_of_mail_that_can_carry_something(year):
    kinds = {kind for mail in year.live_mails for kind in mail.kinds}

    assert kinds >= {"N01", "N06", "N08", "N09", "N12", "N13", "N15", "N16", "N17"}
    assert kinds >= {"N21", "N22", "N23", "N24"}
    assert len(year.logs) > 10


def test_a_pairs_words_are_read_by_the_pair_and_by_nobody_else(year):
    assert [each for mail in year.live_mails for each in read_by_others(year, mail)] == []


def test_the_pair_does_read_its_own_words_and_a_senior_mentor_what_was_ticked(year):
    """Otherwise the tests here would be of no worth."""
    found = {canary.field.name for mail in year.live_mails for canary in mail.canaries}

    assert {"fr_goal1", "qr_done"} <= found
    reports = [each for each in year.aviary.planted.values() if each.field.name == "qr_done"]
    assert {is_shared(year, each) for each in reports} == {True, False}


def test_a_rehearsal_shows_the_office_no_word_of_a_pair(year):
    rehearsed = [each for each in year.mails if each.is_rehearsal]

    assert len(rehearsed) > 10
    assert [each.canaries for each in rehearsed if each.canaries] == []


def test_no_answer_of_the_offices_class_and_no_confidential_date_is_in_any_mail(year):
    words = "\n".join(each.words for each in year.mails)

    assert [label for label in confidential_labels() if label in words] == []
    assert re.findall(rf"\b(?:{'|'.join(YEARS.values())})\b", words) == []


def test_what_mentees_tick_comes_out_as_averages_in_the_mentors_own_statement_or_nowhere(year):
    """That no average tells whose tick is whose is shown where they are made."""
    ticked = [place for place in year.project._cells if place[1] == registry.ONLY_AVERAGED]
    told = [mail for mail in year.mails if "WHAT YOUR MENTEES SAY" in mail.words]
    averaged = [mail for mail in told if "Averages of this academic year" in mail.words]
    mentors = {year.roster.people[mentor_id].email for mentor_id, _ in year.roster.feedback}

    assert len(ticked) > 5
    assert told
    assert all("N22" in mail.kinds for mail in told)
    assert {mail.address for mail in averaged} <= mentors


def test_no_log_line_artifact_summary_or_list_of_cases_holds_one_or_names_anybody(year):
    lines = "\n".join([*year.logs, *year.shown])

    assert list(year.aviary.found_in(lines)) == []
    assert Private(year.department.private_texts).found_in(lines) == set()


def test_the_page_about_the_year_holds_none(year):
    write_page(SimpleNamespace(out=year.folder), year.played)
    page = (year.folder / "report.html").read_text("utf-8")

    assert len(page) > 10_000
    assert list(year.aviary.found_in(page)) == []


def test_the_outbox_holds_them_in_frozen_mail_only(year):
    with runtime.open_outbox(load_department(SLUG, year.folder)) as outbox:
        rows = [
            row
            for table in ("mail", "cover", "attempt", "left_out", "returned", "survey_link")
            for row in outbox._db.all(f"SELECT * FROM {table}")
        ]
    words = [str(value) for row in rows for name, value in row.items() if name != "mime"]

    assert len(words) > 1000
    assert list(year.aviary.found_in("\n".join(words))) == []


def test_what_the_run_writes_into_redcap_is_as_confidential_as_what_it_repeats(year):
    """The goals of a pair are shown on the mentee's status, a field of the same class."""
    order = [*CONFIDENTIAL]
    leaked = [
        (name, canary.field.name)
        for (_, instrument, _), cells in year.project._cells.items()
        for name, value in cells.items()
        if name in fields() and fields()[name].instrument in registry.owned_instruments()
        for canary in year.aviary.found_in(value)
        if fields()[name].confidentiality not in order[order.index(canary.field.confidentiality) :]
    ]

    assert leaked == []
