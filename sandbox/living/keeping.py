"""Pairs keep their records: contacts, agreements, reports, and now and then a request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from mentorship.academic_calendar import Quarter
from mentorship.relationships import Meeting, OverrideAction, PairingState
from sandbox.living.desk import ENTERED_BY
from sandbox.living.habits import REPORT_GRACE, Habits, PlannedContact
from sandbox.living.pairs import PAIR_INSTRUMENTS, Pair, pairs
from sandbox.living.visit import Visit
from sandbox.living.world import World
from sandbox.making.chance import happens
from sandbox.making.plans import Signing
from sandbox.making.rows import Value
from sandbox.making.survey_answers import agreement_answers, contact_answers, report_answers


LOGS_FIRST_MEETING = 0.7
"""Pairs that log the first meeting at once; the others mention it in the agreement."""
LOGS_IN_PERSON = 0.85
WRONG_YEAR = 0.005
"""Dates typed with next year's number. Source: programme.md 6.1."""
MENTEE_FIRST = 0.75
"""Joint instruments that the mentee attests first."""
DAYS_TO_ANSWER_REQUEST = timedelta(days=24)
REQUEST_CLOSES_PAIR = 0.5
A_YEAR = timedelta(days=365)
AGREEMENT_AFTER = timedelta(days=45)
BOTH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """An instrument that both partners attest: how to find it, what it says, who signs when."""

    instrument: str
    keys: dict[str, Value]
    opening: dict[str, Value]
    answers: dict[str, Value]
    attestations: tuple[str, str]
    signing: Signing


@dataclass(frozen=True, slots=True)
class Keeper:
    """What pairs write down from *first* up to the day before *to*."""

    world: World
    visit: Visit
    first: date
    to: date

    def both_there(self, habits: Habits, on: date) -> bool:
        """Tell whether neither partner is away, and the pair not closed, on that day."""
        end_on = habits.pair.end_on
        return (end_on is None or on < end_on) and habits.are_there(on)

    def keep(self, pair: Pair) -> None:
        """Write whatever this pair writes."""
        habits = Habits(self.world, pair)
        self._log_contacts(pair, habits)
        self._sign(habits, _agreement(habits))
        for quarter in habits.owed_quarters(self.to):
            self._sign(habits, _report(habits, quarter))
        if pair.mentee not in self.world.cast_records:
            self._ask_for_change(pair, habits)

    def _log_contacts(self, pair: Pair, habits: Habits) -> None:
        for contact in self._due_contacts(pair, habits):
            dates = (contact.on, contact.on + A_YEAR)  # the second one typed with a wrong year
            if all(self._logged(pair, on) is None for on in dates):
                self._log(pair, contact)

    def _logged(self, pair: Pair, on: date) -> int | None:
        return self.visit.find("contact_log", pair.mentee, cl_pair=pair.number, cl_on=on)

    def _due_contacts(self, pair: Pair, habits: Habits) -> Iterator[PlannedContact]:
        for contact in habits.contacts(self.to):
            rng = self.world.chance("logs", pair.mentee, pair.number, contact.on)
            is_first = contact.on == habits.first_met_on
            in_person = contact.how is Meeting.IN_PERSON
            share = LOGS_FIRST_MEETING if is_first else LOGS_IN_PERSON if in_person else 1.0
            if (
                contact.on >= self.first
                and self.both_there(habits, contact.on)
                and happens(rng, share)
            ):
                yield contact

    def _log(self, pair: Pair, contact: PlannedContact) -> None:
        rng = self.world.chance("contact", pair.mentee, pair.number, contact.on)
        mistyped = happens(rng, WRONG_YEAR)
        number = self.visit.free("contact_log", pair.mentee)
        self.visit.save(
            "contact_log",
            pair.mentee,
            number,
            cl_pair=pair.number,
            cl_on=contact.on + A_YEAR if mistyped else contact.on,
            cl_next=contact.next_on,
            contact_log_complete="2",
            **contact_answers(rng, contact.how),
        )

    def correct_years(self) -> None:
        """Put right dates that an earlier visit typed with next year's number."""
        for mentee, number, row in self.visit.rows("contact_log"):
            on = date.fromisoformat(row["cl_on"]) if row["cl_on"] else self.to
            if on - A_YEAR < self.first and on > self.to + A_YEAR / 2:
                self.visit.save("contact_log", mentee, number, cl_on=on - A_YEAR)

    def _sign(self, habits: Habits, joint: Joint | None) -> None:
        """Fill the opened instance, or a new one, and attest as far as the days have come."""
        if joint is None:
            return
        pair = habits.pair
        found = self.visit.find(joint.instrument, pair.mentee, **joint.keys)
        number = found or self.visit.free(joint.instrument, pair.mentee)
        row = self.visit.page(joint.instrument, pair.mentee, number)
        missing = [column for column in joint.attestations if row[column] != "1"]
        values: dict[str, Value] = {}
        if len(missing) == BOTH and self._is_due(habits, joint.signing.first_on):
            opening = {} if found else joint.opening
            values |= {**opening, **joint.keys, **joint.answers, missing.pop(0): True}
        if len(missing) == 1 and self._is_due(habits, joint.signing.second_on):
            values[missing[0]] = True
        if values:
            status = {f"{joint.instrument}_complete": "2"}
            self.visit.save(joint.instrument, pair.mentee, number, **values, **status)

    def _is_due(self, habits: Habits, on: date | None) -> bool:
        """Tell whether the day has come, moved to the end of any leave."""
        while on is not None and on < self.to:
            if self.both_there(habits, on):
                return True
            on += timedelta(days=1)
        return False

    def _ask_for_change(self, pair: Pair, habits: Habits) -> None:
        """File a request on its day; the office answers weeks later, and half of them end it."""
        asked_on = habits.change_asked_on
        if asked_on is None or asked_on >= self.to or not self.both_there(habits, asked_on):
            return
        rng = self.world.chance("request", pair.mentee, pair.number)
        number = self.visit.find("change_request", pair.mentee, cr_pair=pair.number)
        if number is None:
            number = self.visit.free("change_request", pair.mentee)
            self.visit.save(
                "change_request",
                pair.mentee,
                number,
                cr_pair=pair.number,
                cr_who=rng.choices("12", (75, 25))[0],
                cr_kind=rng.choices("12345", (45, 20, 10, 15, 10))[0],
                cr_told=rng.choice("102"),
                change_request_complete="2",
            )
        answered_on = asked_on + DAYS_TO_ANSWER_REQUEST
        key = f"CHANGE-{pair.mentee}.{number}"
        known = self.visit.find("item_override", pair.mentee, ov_key=key)
        if answered_on < self.to and known is None:
            self._answer_request(pair, key, answered_on, ends=happens(rng, REQUEST_CLOSES_PAIR))

    def _answer_request(self, pair: Pair, key: str, on: date, *, ends: bool) -> None:
        self.visit.save(
            "item_override",
            pair.mentee,
            self.visit.free("item_override", pair.mentee),
            ov_key=key,
            ov_action=OverrideAction.MARK_DONE,
            ov_date=on,
            ov_by=ENTERED_BY,
            item_override_complete="2",
        )
        if ends:
            closed: dict[str, Value] = {"pr_state": PairingState.CLOSED, "pr_end_on": on}
            self.visit.save("pairing", pair.mentee, pair.number, **closed, pr_end_why="2")


def _agreement(habits: Habits) -> Joint | None:
    signing = habits.agreement
    if signing.first_on is None or habits.first_met_on is None:
        return None
    pair = habits.pair
    rng = habits.world.chance("agreement text", pair.mentee, pair.number)
    answers = agreement_answers(rng, habits.first_met_on, signing.first_on)
    return Joint(
        instrument="first_report",
        keys={"fr_pair": pair.number},
        opening={"fr_due": pair.start_on + AGREEMENT_AFTER},
        answers={**answers, "fr_met_how": habits.first_met_how},
        attestations=_in_order(rng, "fr_mentee_ok", "fr_mentor_ok"),
        signing=signing,
    )


def _report(habits: Habits, quarter: Quarter) -> Joint:
    pair = habits.pair
    rng = habits.world.chance("report text", pair.mentee, pair.number, quarter.name)
    answers = report_answers(rng)
    met_on = habits.in_person_on(quarter)
    signing = habits.report(quarter)
    if met_on is not None and signing.first_on is not None and met_on <= signing.first_on:
        answers["qr_met_on"] = met_on
    else:
        answers["qr_met_no"] = rng.choice("1245")
    return Joint(
        instrument="quarterly_report",
        keys={"qr_pair": pair.number, "qr_period": quarter.name},
        opening={"qr_due": quarter.last + REPORT_GRACE},
        answers=answers,
        attestations=_in_order(rng, "qr_mentee_ok", "qr_mentor_ok"),
        signing=signing,
    )


def _in_order(rng: Random, mentee: str, mentor: str) -> tuple[str, str]:
    """Return the two attestations in the order in which they are given."""
    return (mentee, mentor) if happens(rng, MENTEE_FIRST) else (mentor, mentee)


def keep_records(world: World, first: date, to: date) -> int:
    """All pairs write what falls on days from *first* up to, not including, *to*."""
    visit = world.visit(
        *PAIR_INSTRUMENTS,
        "contact_log",
        "first_report",
        "quarterly_report",
        "change_request",
        "item_override",
    )
    keeper = Keeper(world, visit, first, to)
    keeper.correct_years()
    for pair in pairs(visit):
        if pair.start_on < to:
            keeper.keep(pair)
    return visit.leave()
