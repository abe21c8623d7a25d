"""One year of the medium department, lived once for all tests that look at it."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from redcap_schema.registry import repeating_instruments
from sandbox.client import Client
from sandbox.department import build, dictionary_csv_for
from sandbox.life import Life
from sandbox.living.pairs import PAIR_INSTRUMENTS
from sandbox.living.visit import Visit
from sandbox.server import SandboxServer
from tests.sandbox.short_night import ShortNight


SEED = 7
READ = (
    *PAIR_INSTRUMENTS,
    "person_profile",
    "hub_directory",
    "hub_commitment",
    "preferences",
    "first_report",
    "contact_log",
    "quarterly_report",
    "senior_review",
    "change_request",
    "item_override",
)
DECIDED = date(2026, 8, 3)
AHEAD, DUE = date(2026, 9, 9), date(2026, 10, 15)
WINTER = date(2027, 1, 4)
REVIEWS_DUE = date(2027, 1, 31)


@contextmanager
def living(size, seed=SEED):
    """A department in a sandbox: client, life, night."""
    department = build(size, seed)
    dictionary = dictionary_csv_for(size)
    with (
        SandboxServer.start(
            dictionary_csv=dictionary, repeating=repeating_instruments()
        ) as sandbox,
        Client(sandbox.url, sandbox.token) as client,
    ):
        department.load(client)
        yield client, Life(client, department, seed), ShortNight(client, department)


@dataclass
class Year:
    """What REDCap held at the turns of one year."""

    department: object
    open: Visit = None
    closed: Visit = None
    decided: Visit = None
    ahead: Visit = None
    due: Visit = None
    winter: Visit = None
    again: int = 0
    counts: dict = field(default_factory=dict)


def a_year():
    """One year of the medium department, up to the new year, with a stand-in for the nights."""
    with living("M") as (client, life, night):
        found = Year(night.department)
        when = night.department.timetable
        life.answer_commitments(when.preferences_open_on)
        night.open_forms()
        found.open = Visit(client, *READ)
        life.answer_commitments(when.match_on)
        night.open_forms()  # an address was added in between
        life.answer_preferences(when.preferences_close_on)
        found.closed = Visit(client, *READ)
        night.propose("first")
        life.decide_pairings(DECIDED)
        found.decided = Visit(client, *READ)
        night.open_pair_forms(DECIDED)
        life.live(DECIDED, AHEAD)
        found.ahead = Visit(client, *READ)
        night.open_pair_forms(AHEAD)
        life.live(AHEAD, DUE)
        found.due = Visit(client, *READ)
        life.live(DUE, WINTER)
        night.open_reviews("2026H2", REVIEWS_DUE)
        life.senior_reviews(REVIEWS_DUE)
        found.again = life.senior_reviews(REVIEWS_DUE) + life.live(DUE, WINTER)
        found.winter = Visit(client, *READ)
    return found


def rows(visit, instrument, **cells):
    return [
        row
        for _, _, row in visit.rows(instrument)
        if all(row[name] == value for name, value in cells.items())
    ]


def cast(year, part, at=0):
    return year.department.cast[part].record_ids[at]


def decision(visit, mentee):
    """The mentee's newest pairing row."""
    instances = visit.instances("pairing", mentee)
    return instances[max(instances)]
