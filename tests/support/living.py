"""Lives written as tables, lived night by night with the pure core alone.

    day        | pair   | what
    -----------|--------|----------------
    2026-07-20 | 1001.1 | met IN_PERSON

A night at two in the morning sees what was written until the day before. Known words: `met HOW`,
`mentee signs`, `mentor signs`, `both sign`, `mentee reports PERIOD`, `mentor reports PERIOD`,
`both report PERIOD`, `mentor departs`, `reviewed PERIOD`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from mentorship.people import Participation
from mentorship.relationships import Meeting, Pairing
from mentorship.roster import Roster
from tests.support.builders import a_contact, a_report, a_review, an_agreement
from tests.support.rule_nights import Memory
from tests.support.tables import rows


DAY = timedelta(days=1)


def lived(roster: Roster, life: str, *, first: date, last: date) -> Memory:
    """Live every night from *first* to *last* and return what is remembered then."""
    memory = Memory(roster)
    events = sorted(rows(life), key=lambda each: each["day"])
    night = first
    while night <= last:
        while events and date.fromisoformat(events[0]["day"]) < night:
            memory.roster = _after(memory.roster, events.pop(0))
        memory.night(night)
        night += DAY
    return memory


def ledger_of(memory: Memory, beginning: str = "") -> list[tuple[str, ...]]:
    """The stored ledger as (key, due, state, done, notices), by key, as tables write it."""
    return sorted(
        (
            each.key,
            str(each.due_on),
            each.state.name.lower().replace("_", " "),
            str(each.done_on or ""),
            str(each.notices_sent),
        )
        for each in memory.roster.ledger
        if beginning in each.key
    )


def expected(table: str) -> list[tuple[str, ...]]:
    """A ledger written by hand."""
    return sorted(tuple(row.values()) for row in rows(table))


def _after(roster: Roster, event: dict[str, str]) -> Roster:
    pairing = next(each for each in roster.pairings if str(each.id) == event["pair"])
    words = event["what"].split()
    match words:
        case ["met", how]:
            return _met(roster, pairing, event["day"], Meeting[how])
        case [who, "signs" | "sign"]:
            return _signed(roster, pairing, who)
        case [who, "reports" | "report", period]:
            return _reported(roster, pairing, who, period)
        case ["mentor", "departs"]:
            mentor = roster.people[pairing.mentor_id]
            gone = replace(mentor, participation=Participation.DEPARTED)
            return replace(roster, people={**roster.people, gone.record_id: gone})
        case ["reviewed", period]:
            return replace(roster, reviews=(*roster.reviews, a_review(period)))
    raise ValueError(event["what"])


def _met(roster: Roster, pairing: Pairing, on: str, how: Meeting) -> Roster:
    contact = a_contact(pairing, on, how, instance=len(roster.contacts) + 1)
    return replace(roster, contacts=(*roster.contacts, contact))


def _signed(roster: Roster, pairing: Pairing, who: str) -> Roster:
    others = [each for each in roster.agreements if each.pairing_id != pairing.id]
    own = next((a for a in roster.agreements if a.pairing_id == pairing.id), an_agreement(pairing))
    return replace(roster, agreements=(*others, replace(own, **_ticks(who))))


def _reported(roster: Roster, pairing: Pairing, who: str, period: str) -> Roster:
    def is_own(report):
        return (report.pairing_id, report.period) == (pairing.id, period)

    blank = a_report(pairing, period, mentee_ok=None, mentor_ok=None)
    own = next(filter(is_own, roster.reports), blank)
    others = [each for each in roster.reports if not is_own(each)]
    return replace(roster, reports=(*others, replace(own, **_ticks(who))))


def _ticks(who: str) -> dict[str, bool]:
    partners = ("mentee", "mentor") if who == "both" else (who,)
    return {f"{each}_ok": True for each in partners}
