"""What builders of messages may look at, and the questions that several of them ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property

from mentorship.academic_calendar import AcademicCalendar, Quarter
from mentorship.corrections import counts_from
from mentorship.coverage import ProgrammeCounts
from mentorship.evaluation import Evaluation
from mentorship.hub_summary import GroupSummary
from mentorship.mentoring_year import Statement
from mentorship.obligations.due_items import DueItem, DueItemKind, NoticeOwed, Opening
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.obligations.tonight import Tonight, pairing_about
from mentorship.pairing.proposal import PairingPlan
from mentorship.people import Person
from mentorship.policy import Policy
from mentorship.prompts import Side, questions
from mentorship.relationships import Pairing
from mentorship.roster import Roster
from mentorship.status_rules.pairings import phase
from notifications.diary import DiaryDate
from notifications.directory import ListedGroup, listed_groups
from notifications.notice import Link, Notice
from notifications.survey_links import LinkFor, SurveyLinks


class CannotBuild(ValueError):
    """A notice lacks a fact; the reason is safe to log and to show to the office."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that builders may look at."""

    roster: Roster
    today: date
    link_for: LinkFor
    openings: Sequence[Opening] = ()
    items: Mapping[str, DueItem] = field(default_factory=dict)
    """Tonight's ledger by key, for dates of items opened tonight."""
    summaries: Sequence[GroupSummary] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    """Mentors' years by the mentor's record."""
    evaluation: Evaluation | None = None
    pairing_plans: Sequence[PairingPlan] = ()
    """Of tonight's pairing runs, one a programme."""
    redcap: str = ""
    """Where REDCap is opened, for the office."""
    counts: ProgrammeCounts | None = None
    """Of the residents' programme, on a night that tells its director."""
    policy: Policy = field(default_factory=Policy)
    """The numbers in force, the office's settings included."""
    zone: tzinfo = UTC
    """In which the hours that people typed are meant."""

    @property
    def links(self) -> SurveyLinks:
        """Look-up of survey instances and their links."""
        return SurveyLinks(self.roster, self.openings, self.link_for)

    @cached_property
    def directory(self) -> tuple[ListedGroup, ...]:
        """The hubs that mentees may choose, as every mail of the night lists them."""
        return listed_groups(self.roster.hubs, self.roster.groups)

    def due_on(self, kind: DueItemKind, pairing: Pairing) -> date | None:
        """Return when an item of *pairing* is due, from tonight's ledger."""
        item = self.items.get(f"{kind.prefix}-{pairing.id}")
        return item.due_on if item else None


Builder = Callable[[NoticeOwed, Facts], Notice]


def quarter_label(period: str, quarter: Quarter | None) -> str:
    """Return how people read a quarter: `July to September 2026`; the period if unknown."""
    if quarter is None:
        return period
    first, last = quarter.first, quarter.last
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first:%B}{year} to {last:%B %Y}"


def needed(link: Link | None, reason: str) -> Link:
    """Return *link*.

    Raises:
        CannotBuild: there is none, for *reason*.
    """
    if link is None:
        raise CannotBuild(reason)
    return link


def pairing_owed(owed: NoticeOwed, facts: Facts) -> Pairing:
    """Return the pairing that a notice is about.

    Raises:
        CannotBuild: it is not there.
    """
    pairing_id = pairing_about(owed.item.about)
    found = facts.roster.pairings_by_id.get(pairing_id) if pairing_id else None
    if found is None:
        raise CannotBuild("the pairing it is about is not in tonight's roster")
    return found


def partner_of(owed: NoticeOwed, pairing: Pairing, facts: Facts) -> Person:
    """Return the other one of the pair.

    Raises:
        CannotBuild: the record is not there.
    """
    is_mentee = owed.person_id == pairing.mentee_id
    partner_id = pairing.mentor_id if is_mentee else pairing.mentee_id
    found = facts.roster.people.get(partner_id or "")
    if found is None:
        raise CannotBuild("the partner's record is not in tonight's roster")
    return found


def goals_of(pairing: Pairing, roster: Roster) -> tuple[str, ...]:
    """Goals of the latest agreement that has any; class C2, for the two partners."""
    agreements = roster.agreements_by_pairing.get(pairing.id, [])
    found = [each.goals for each in agreements if any(each.goals)]
    return tuple(goal for goal in found[-1] if goal) if found else ()


def quarter_named(period: str, roster: Roster) -> Quarter | None:
    """Return the quarter that a ledger key calls `AY2026-Q2`; None for anything else."""
    found = re.fullmatch(r"AY(\d{4})-Q([1-4])", period)
    if found is None:
        return None
    begins = roster.settings.academic_year_start
    year = AcademicCalendar(begins.month, begins.day).year_beginning_in(int(found[1]))
    return year.quarters[int(found[2]) - 1]


def date_ahead(pairing: Pairing, facts: Facts) -> date | None:
    """Return the next date that the pair has set, today included."""
    roster = facts.roster
    known = [each.next_on for each in roster.agreements_by_pairing.get(pairing.id, [])]
    known += [each.next_on for each in roster.contacts_by_pairing.get(pairing.id, [])]
    known += [each.next_on for each in roster.reports_by_pairing.get(pairing.id, [])]
    return min((on for on in known if on is not None and on >= facts.today), default=None)


def diary_date(pairing: Pairing, on: date, partner: Person, facts: Facts) -> DiaryDate:
    """Return a date the pair has set as its diaries take it, with the hour if they said one."""
    hours = [
        each.next_at
        for each in facts.roster.agreements_by_pairing.get(pairing.id, [])
        if each.next_on == on and each.next_at is not None
    ]
    return DiaryDate(
        about=str(pairing.id),
        on=on,
        starts_at=datetime.combine(on, hours[-1], facts.zone) if hours else None,
        partner_name=partner.name,
    )


def prompts_for(owed: NoticeOwed, pairing: Pairing, on: date, facts: Facts) -> tuple[str, ...]:
    """Return the questions that whoever is written to reads before a conversation on a day."""
    people = facts.roster.people
    mentee, mentor = people.get(pairing.mentee_id), people.get(pairing.mentor_id or "")
    start = counts_from(pairing, facts.today)
    if mentee is None or mentor is None or start is None:
        return ()
    tonight = Tonight(facts.roster, facts.policy, facts.today)
    pair = PairTonight(tonight, pairing, start, mentee, mentor)
    side = Side.MENTEE if owed.person_id == pairing.mentee_id else Side.MENTOR
    return questions(pairing.id, on, phase(pair), side)
