"""A mentor's year from the roster: own pairs, dates, counts, and outcomes with both consents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from mentorship.academic_calendar import AcademicYear
from mentorship.mentoring_year import MentoredLine, MentoringYear, Statement
from mentorship.obligations.pair_tonight import PairTonight, pairs_tonight
from mentorship.obligations.tonight import Tonight
from mentorship.obligations.year_rules import was_there
from mentorship.relationships import PairingState, Programme, QuarterlyReport


PROGRAMMES = {
    Programme.FACULTY_HUB: "faculty hub",
    Programme.RESIDENT: "residents",
    Programme.SENIOR_COACHING: "coaching of a hub mentor",
    Programme.CODIFIED: "registered relationship",
}
SHARES_ACHIEVED = "2"
"""Code of `fr_share`: achievements may be seen above the pair."""
KINDS = {
    "1": "abstract or poster",
    "2": "manuscript submitted",
    "3": "manuscript accepted",
    "4": "grant submitted",
    "5": "grant awarded",
    "6": "talk",
    "7": "teaching or curriculum",
    "8": "quality or safety project",
    "9": "leadership role",
    "10": "award",
}
"""Codes of `qr_kind`, as people read them."""


def mentoring_years(tonight: Tonight, mentors: Iterable[str]) -> dict[str, Statement]:
    """Return the year so far of each of *mentors*, by record."""
    year = tonight.calendar.year_of(tonight.today)
    wanted = set(mentors)
    pairs: dict[str, list[PairTonight]] = {each: [] for each in wanted}
    for pair in pairs_tonight(tonight):
        is_wanted = pair.mentor.record_id in wanted
        if is_wanted and was_there(pair.pairing, year.first, tonight.today):
            pairs[pair.mentor.record_id].append(pair)
    told = tonight.roster.feedback
    return {
        mentor: replace(
            _year(mentor, found, year, tonight.today), feedback=told.get((mentor, year.name))
        )
        for mentor, found in pairs.items()
    }


def _year(mentor_id: str, pairs: list[PairTonight], year: AcademicYear, today: date) -> Statement:
    quotable = [report for pair in pairs for report in _quotable(pair, year)]
    ticked = Counter(KINDS[code] for each in quotable for code in each.kinds if code in KINDS)
    made = MentoringYear(
        mentor_id=mentor_id,
        first=year.first,
        last=today,
        lines=tuple(_line(each, year, today) for each in pairs),
        kinds=tuple(sorted(ticked.items(), key=lambda each: (-each[1], each[0]))),
        asks_mentees=any(each.terms.feedback is not None for each in pairs),
    )
    words = tuple(" ".join(each.achieved.split()) for each in quotable if each.achieved)
    return Statement(made, words)


def _line(pair: PairTonight, year: AcademicYear, today: date) -> MentoredLine:
    is_closed = pair.pairing.state is PairingState.CLOSED
    return MentoredLine(
        mentee=pair.mentee.name,
        programme=PROGRAMMES[pair.pairing.programme],
        since=pair.start,
        until=pair.pairing.end_on if is_closed else None,
        contacts=sum(year.first <= day <= today for day in pair.in_touch_on),
        in_person=sum(year.first <= day <= today for day in pair.in_person_on),
        reports=sum(each.is_signed for each in _reports(pair, year)),
    )


def _reports(pair: PairTonight, year: AcademicYear) -> list[QuarterlyReport]:
    return [each for period, each in sorted(pair.reports.items()) if period.startswith(year.name)]


def _quotable(pair: PairTonight, year: AcademicYear) -> list[QuarterlyReport]:
    """Signed reports of the year that report and agreement both allow to be quoted.

    Only the newest signed agreement speaks for the pair: who renews without the tick withdraws it.
    """
    if not pair.signed or SHARES_ACHIEVED not in pair.signed[-1].shares:
        return []
    return [each for each in _reports(pair, year) if each.is_signed and each.shares_achieved]
