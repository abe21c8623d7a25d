"""Every number of the rules, with its default and the sentence it comes from.

A department's YAML may change any of them; `program_settings` in REDCap overrides four. The flat
numbers are programme 1's and those common to all; each other programme has a block of its own
(`mentorship.terms`), and `Policy.terms` gives any programme's block.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mentorship.cadences import (
    ContactTerm,
    InPersonTerm,
    MeetingTerm,
    ReportTerm,
    SigningTerm,
    Span,
)
from mentorship.feedback_term import FeedbackTerm
from mentorship.program_settings import ProgramSettings
from mentorship.pulse_term import PulseTerm
from mentorship.relationships import Programme
from mentorship.terms import COACHING, CODIFIED, RESIDENTS, Above, Terms


BLOCKS = {
    Programme.FACULTY_HUB: "faculty",
    Programme.RESIDENT: "residents",
    Programme.SENIOR_COACHING: "coaching",
    Programme.CODIFIED: "codified",
}
"""What each programme's block is called in a department's file."""

OWN_NUMBERS = {
    "first_meeting": "first_meeting_after",
    "agreement": "agreement_after",
    "report": "quarterly_grace",
}
"""Entries of programme 1 whose days the office may set in REDCap, and the flat number."""


LONGEST = 3660
"""Days: nothing in a programme takes ten years, so a larger number is a typing error."""
SMALLEST = {"contact_gap": 1, "contact_gap_week": 1, "contact_gap_two_weeks": 1}
"""Numbers that mean nothing at zero: a gap of no days would be over before it began."""
LARGEST = {"quarter_opens_before_end": 80, "counts_after": 80, "mentor_may_hold": 1000}
"""Numbers with a bound of their own: a report opens inside its quarter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of programme 1 (faculty hubs) and of all; a block for each other programme.

    All durations are calendar days.
    """

    academic_year_starts: str = "07-01"
    """Month and day. Source: S1.x2."""
    first_meeting_after: int = 30
    """"within a month of initial assignments". Source: S1.29a."""
    agreement_after: int = 45
    """The seed gives no deadline; two weeks after the first meeting. Source: S1.30."""
    contact_gap: int = 31
    """"on at least a monthly basis". Source: S1.32."""
    contact_gap_week: int = 7
    """When the pair agreed on weekly contact (`fr_contact_every` 1)."""
    contact_gap_two_weeks: int = 14
    """When the pair agreed on contact every two weeks (`fr_contact_every` 2)."""
    quarterly_grace: int = 14
    """Days after quarter end by which the joint report is due. Source: S1.34."""
    quarter_needs_pair_days: int = 45
    """A pair younger than this at quarter end owes nothing for that quarter. Source: S1.x2."""
    quarter_opens_before_end: int = 21
    """The quarterly report opens, and the pair hears of it, this long before quarter end."""
    commitments_open_before: int = 21
    """Mentors confirm commitments this long before preferences open. Source: N04."""
    opportunities_before: int = 28
    """The office is asked this long before preferences open about hubs whose list of scholarship
    opportunities is empty or old: a week to look, two to hear from the hubs, one to type.
    Source: S1.14."""
    opportunities_stale: int = 365
    """A list is old when it will have stood unchanged this long on the day preferences close;
    "stale-entry prompt yearly". Source: S1.14."""
    due_soon: int = 14
    """An item is "due" rather than "upcoming" from this many days before its due date."""
    stalled_without_contact: int = 92
    """No contact for longer: the office is asked whether a call would help."""
    stalled_overdue: int = 30
    """Overdue on two kinds for longer: the same question."""
    mentor_may_hold: int | None = None
    """Most mentees one mentor may hold over all hubs; None: the commitments say it."""
    resident_mentor_holds: int = 3
    """Most residents one mentor may hold where the mentor's own page does not say. Source: S3.7."""
    prepare_before: int = 3
    """A date the pair has set is prepared for this many days before. Source: S2.15, N15."""
    statement_after_months: int = 10
    """A mentor's year is summed up so many months into the academic year: in May. Source: N22."""
    after_pause: int = 14
    """What fell due while a pair rested is due this long after its pause. Source: S1.x1."""
    renewal_opens_before: int = 30
    """The pair is asked to renew, change or close this long before its time frame ends.
    Source: S2.47, N21."""
    reflection_within: int = 30
    """A closing reflection is open this long after the pairing closed. Source: S2.24."""
    history: int = 106
    """A quarter and the days of its report: what was due longer than this before the night that
    first saw the pair is history that was loaded and gets no row. Source: S1.x1, S1.34."""
    announce_within: int = 45
    """A pairing made final with an assignment date older than this is not news any more: history
    that was loaded, not a pairing to announce."""
    news_lasts: int = 14
    """A confidential question (N19), a welcome (N26), counts for the programme director: not sent
    any more when they are later than this."""
    feedback_lasts: int = 92
    """An invitation to tell the mentor how it goes waits this long for a mail to go with.
    Source: S4.23."""
    feedback_before_statement: int = 31
    """Nobody is invited later than this before the year's statements (N22), which tell the
    averages: whose month comes then is invited when the next academic year begins."""
    answer_within: int = 14
    """The office answers an ask in this many days. Source: S4.32."""
    counts_after: int = 35
    """Days into each quarter when the programme director gets the residents' counts; 5 August in a
    year that begins on 1 July. Source: N23, S0.8."""
    review_within: int = 31
    """A review month first seen longer ago than this is history too. Source: S1.36."""
    match_grace: int = 14
    """A matching night that was missed is caught up within this many days."""
    proposal_salt: str = "published lottery"
    """Seeds the lottery for real ties; published before preferences close, never redrawn."""

    faculty: tuple[tuple[str, object], ...] = ()
    """Entries of programme 1 that a department writes in words, instead of the flat numbers."""
    residents: Terms = RESIDENTS
    """Programme 2. Source: S0.26 to S0.31, S3.7 to S3.14."""
    coaching: Terms = COACHING
    """Programme 3. Source: S1.23, S1.35."""
    codified: Terms = CODIFIED
    """Programme 4. Source: S1.13."""

    def terms(self, programme: Programme) -> Terms:
        """Return what *programme* asks of a pair."""
        match programme:
            case Programme.RESIDENT:
                return self.residents
            case Programme.SENIOR_COACHING:
                return self.coaching
            case Programme.CODIFIED:
                return self.codified
            case _:
                return self._faculty_terms()

    def _faculty_terms(self) -> Terms:
        terms = Terms(
            first_meeting=MeetingTerm(self.first_meeting_after),
            agreement=SigningTerm(self.agreement_after),
            contact=ContactTerm(self.contact_gap),
            in_person=InPersonTerm(1, Span.QUARTER),
            report=ReportTerm(Span.QUARTER, self.quarterly_grace),
            pulse=PulseTerm((4, 10)),
            feedback=FeedbackTerm(6),
            is_announced=True,
            silence=self.stalled_without_contact,
            above=Above.NAMES,
        )
        return replace(terms, **dict(self.faculty))  # type: ignore[arg-type]  # read_entry checked names and types

    def overridden_by(self, settings: ProgramSettings) -> Policy:
        """Return this policy with the numbers that the office set in REDCap."""
        changes: dict[str, object] = {
            "academic_year_starts": f"{settings.academic_year_start:%m-%d}",
            "first_meeting_after": settings.first_meeting_days,
            "agreement_after": settings.agreement_days,
            "quarterly_grace": settings.quarterly_grace_days,
        }
        given = {k for k, v in changes.items() if v is not None}
        changes["faculty"] = tuple(
            (entry, value) for entry, value in self.faculty if OWN_NUMBERS.get(entry) not in given
        )
        return replace(self, **{k: v for k, v in changes.items() if v is not None})  # type: ignore[arg-type]  # every value fits the field it is named for
