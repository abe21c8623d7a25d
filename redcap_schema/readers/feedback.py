"""Mentees' ratings of their mentors become averages here, and nowhere is one of them kept.

Whatever this returns or reports is the same whoever of the raters gave which answer, and is
nothing at all where they are fewer than five. Source: S4.23, programme 4.3 (class C3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from mentorship.evaluation import FEWEST, Mean
from mentorship.feedback_term import feedback_place
from mentorship.issues import Issue, IssueCode, Severity
from mentorship.mentor_feedback import Asked, FeedbackByYear, MentorFeedback
from mentorship.relationships import Pairing, PairingId
from redcap_schema.instruments.mentor_feedback import MentorFeedbackRow
from redcap_schema.readers.pull import Pull
from redcap_schema.reading import Problems


FIELDS = {
    Asked.LISTENS: "mf_listens",
    Asked.SAFE: "mf_safe",
    Asked.CONSTRUCTIVE: "mf_constructive",
    Asked.SPEAKS_UP: "mf_speaks_up",
    Asked.FOCUS: "mf_focus",
}
_Ratings = dict[str, int]


def read_feedback(pull: Pull, pairings: Iterable[Pairing]) -> FeedbackByYear:
    """Return what five mentees or more say together, by mentor and academic year.

    A mentee counts once: of two pairings with one mentor the later one speaks. Nobody counts for
    themselves (V3): whoever knows one answer of five reads the average of the others. Years are
    never pooled. What cannot be read is reported without the record, which would tell who answered.
    """
    mentors = {
        each.id: each.mentor_id
        for each in pairings
        if each.is_final and each.mentor_id != each.mentee_id
    }
    problems = Problems()
    answered: defaultdict[tuple[str, str], dict[str, _Ratings]] = defaultdict(dict)
    for row in pull.read(MentorFeedbackRow, problems):  # by record, the later pairing last
        place = feedback_place(row.repeat_instance)
        mentor_id = mentors.get(PairingId(row.record_id, place.pairing_number))
        if mentor_id is not None:
            of_this_year = answered[mentor_id, place.year_name]
            of_this_year.setdefault(row.record_id, {}).update(_ratings(row))
    pull.problems.found += _nobodys(problems)
    found = {key: _together(raters.values()) for key, raters in sorted(answered.items())}
    return {key: each for key, each in found.items() if each is not None}


def _ratings(row: MentorFeedbackRow) -> _Ratings:
    given = {name: getattr(row, name) for name in FIELDS.values()}
    return {name: int(code.value) for name, code in given.items() if code is not None}


def _together(raters: Collection[_Ratings]) -> MentorFeedback | None:
    averages = tuple(
        (asked, Mean(round(sum(given) / len(given), 1), len(given)))
        for asked, name in FIELDS.items()
        if _may_be_told(given := [each[name] for each in raters if name in each])
    )
    return MentorFeedback(averages) if averages else None


def _may_be_told(given: list[int]) -> bool:
    """Five or more, and not all alike: an average of equal answers is everybody's answer."""
    return len(given) >= FEWEST and len(set(given)) > 1


def _nobodys(problems: Problems) -> list[Issue]:
    """Return one problem a field, without a record, a place or a value."""
    return [
        Issue(
            code=IssueCode.UNKNOWN_CODE,
            severity=Severity.WARNING,
            record_id="",
            instrument=MentorFeedbackRow.instrument,
            field=name,
            what=f"{MentorFeedbackRow.label}: a value in {name} is not one of the answers in the"
            " data dictionary, so it is not counted.",
            do="If the choices were changed in REDCap, tell whoever looks after the programme's"
            " data dictionary. Nobody needs to look for the answer.",
        )
        for name in sorted({each.field for each in problems.found})
    ]
