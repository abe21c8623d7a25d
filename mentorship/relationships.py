"""What people told REDCap about wishes, pairings and how a pairing goes.

A pairing is an instance on the mentee's record; its number is that instance's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import NamedTuple

from mentorship.named import Named
from mentorship.people import MentorKind


class PairingId(NamedTuple):
    """A pairing: the mentee's record and the number of the `pairing` instance on it."""

    mentee_id: str
    number: int

    def __str__(self) -> str:
        return f"{self.mentee_id}.{self.number}"


class TakesPart(StrEnum):
    """A mentee's answer for a cycle (`pf_participate`). Source: S1.12, S1.13."""

    MATCH_ME = "1"
    REGISTER_EXISTING = "2"
    NOT_THIS_YEAR = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """One mentee's answer for one cycle: up to three hubs in order (`preferences`).

    `choices` keeps blanks as None, so that position is rank. Source: S1.24b.
    """

    mentee_id: str
    repeat_instance: int
    cycle: str
    takes_part: TakesPart | None
    choices: tuple[int | None, int | None, int | None] = (None, None, None)
    mentors: tuple[str | None, ...] = ()
    """Whom a resident hopes for, where the department asks; position is rank. Source: S3.7."""
    seeks: frozenset[MentorKind] = frozenset()
    wants_talk_first: bool = False

    @property
    def is_answered(self) -> bool:
        """Tell whether the mentee has answered; an instance we opened is not an answer."""
        return self.takes_part is not None

    @property
    def hub_codes(self) -> tuple[int, ...]:
        """The hubs named, best first, blanks and repeats left out."""
        named = [code for code in self.choices if code is not None]
        return tuple(dict.fromkeys(named))


class ConstraintKind(StrEnum):
    """Why two people may not, or should, be paired (`pc_kind`). Source: S3.14, S4.119."""

    NEVER = "1"
    EVALUATES = "2"
    CONFLICT = "3"
    PREFER = "4"
    KEEP_TOGETHER = "5"

    @property
    def forbids(self) -> bool:
        """Tell whether the two may not be paired."""
        return self in {ConstraintKind.NEVER, ConstraintKind.EVALUATES, ConstraintKind.CONFLICT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """An office rule about two people, read both ways (`pairing_constraint`)."""

    person_id: str
    other_id: str
    kind: ConstraintKind
    until: date | None = None
    repeat_instance: int = 1

    def holds(self, on: date) -> bool:
        """Tell whether the rule is in force on that day."""
        return self.until is None or on <= self.until


class Programme(StrEnum):
    """The four ways to run mentorship (`pr_program`)."""

    FACULTY_HUB = "1"
    RESIDENT = "2"
    SENIOR_COACHING = "3"
    CODIFIED = "4"


class Take(StrEnum):
    """Which suggestion the office takes (`pr_take`). Source: S1.25."""

    PROPOSAL = "1"
    ALTERNATIVE_A = "2"
    ALTERNATIVE_B = "3"
    OWN_CHOICE = "4"
    EXISTING = "5"
    NONE = "0"


class Said(StrEnum):
    """What a partner said when asked (`pr_mentee_said`, `pr_mentor_said`). Source: S1.25c."""

    NOT_ASKED = "0"
    AGREES = "1"
    DECLINES = "2"


class Decision(StrEnum):
    """How far the office is (`pr_decision`). Only FINAL is announced. Source: S1.25a."""

    DRAFT = "1"
    IN_DISCUSSION = "2"
    FINAL = "3"
    NOT_GOING_AHEAD = "4"


class PairingState(StrEnum):
    """A final pairing's life (`pr_state`). Source: S2.24, S4.117."""

    ACTIVE = "1"
    PAUSED = "2"
    CLOSING = "3"
    CLOSED = "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The office's decision about one mentee (`pairing`), with hub and mentor resolved.

    `hub_code` and `mentor_id` are what the decision means: typed by the office, or looked up in
    the proposal it takes. Either is None while it cannot be resolved.
    """

    id: PairingId
    cycle: str
    programme: Programme
    take: Take | None
    decision: Decision
    hub_code: int | None = None
    mentor_id: str | None = None
    second_mentor_id: str | None = None
    mentee_said: Said = Said.NOT_ASKED
    mentor_said: Said = Said.NOT_ASKED
    start_on: date | None = None
    state: PairingState = PairingState.ACTIVE
    paused_until: date | None = None
    end_on: date | None = None
    announced_on: date | None = None
    """When both were told, as the automation recorded it; None before.

    Where only one of them had been when it was corrected, the day the correction was told.
    """
    told_before: tuple[Named, ...] = ()
    """What they were told until the office corrected it, the oldest first."""
    corrected_on: date | None = None
    """When they were told of the last correction."""
    corrects: Named | None = None
    """What they were told last, while the office has typed another and told nobody."""
    has_status: bool = False
    """A status row is stored for it: whatever becomes of it, that row has to be kept true."""

    @property
    def mentee_id(self) -> str:
        """The mentee's record."""
        return self.id.mentee_id

    @property
    def is_told(self) -> bool:
        """Tell whether both were told of it as it stands."""
        return self.announced_on is not None and self.corrects is None

    @property
    def is_untold(self) -> bool:
        """Tell whether its announcement is ahead: not made, nor taken over by a correction."""
        return self.announced_on is None and self.corrects is None

    @property
    def is_final(self) -> bool:
        """Tell whether the office has made it final."""
        return self.decision is Decision.FINAL

    @property
    def is_current(self) -> bool:
        """Final and not closed: it holds a place with its mentor.

        A final "no mentor this cycle" is a decision, not a pair.
        """
        return (
            self.is_final and self.take is not Take.NONE and self.state is not PairingState.CLOSED
        )

    def is_paused(self, on: date) -> bool:
        """Tell whether the pair asked for quiet on that day."""
        if self.state is not PairingState.PAUSED:
            return False
        return self.paused_until is None or on <= self.paused_until


class Meeting(StrEnum):
    """How people met (`fr_met_how`, `cl_how`). Source: S1.33, S0.27."""

    IN_PERSON = "1"
    VIDEO = "2"
    PHONE = "3"
    WRITING = "4"
    GROUP = "5"

    @property
    def is_individual_meeting(self) -> bool:
        """In person or by video, the two alone. Source: S1.29a."""
        return self is Meeting.IN_PERSON or self is Meeting.VIDEO


class ContactEvery(StrEnum):
    """How often the pair agreed to be in touch (`fr_contact_every`). Source: S1.32."""

    WEEK = "1"
    TWO_WEEKS = "2"
    MONTH = "3"


class InPersonEvery(StrEnum):
    """How often the pair agreed to meet in person (`fr_inperson_every`). Source: S1.33, S0.31."""

    MONTH = "1"
    TWO_MONTHS = "2"
    QUARTER = "3"


class PromotionGoal(StrEnum):
    """When the mentee plans to be promoted (`fr_promo_goal`). Source: S1.29b, S4.45."""

    TWO_YEARS = "1"
    FIVE_YEARS = "2"
    LATER = "3"
    NOT_NOW = "4"
    NOT_DISCUSSED = "9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The "first report and mentorship agreement" of a pairing (`first_report`). Source: S1.30."""

    pairing_id: PairingId
    repeat_instance: int
    due_on: date | None = None
    met_on: date | None = None
    met_how: Meeting | None = None
    goals: tuple[str, ...] = ()
    contact_every: ContactEvery | None = None
    in_person_every: InPersonEvery | None = None
    months: int | None = None
    promotion_goal: PromotionGoal | None = None
    has_read_criteria: bool | None = None
    """Whether the two have read the promotion requirements together (`fr_promo_read`)."""
    shares: frozenset[str] = frozenset()
    """Codes of `fr_share`: what besides dates the senior mentor may see. Source: S4.27."""
    next_on: date | None = None
    next_at: time | None = None
    """The hour of `next_on`, where the pair said one, in the department's time."""
    mentee_ok: bool | None = None
    mentor_ok: bool | None = None

    @property
    def is_signed(self) -> bool:
        """Both attested: done by definition of the joint report."""
        return bool(self.mentee_ok) and bool(self.mentor_ok)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One entry of the contact log; it never says what was talked about. Source: S1.32."""

    pairing_id: PairingId
    repeat_instance: int
    on: date
    how: Meeting | None
    next_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterlyReport:
    """One pairing's joint report for one quarter (`quarterly_report`). Source: S1.34.

    Free text stays in REDCap, with two exceptions of class C2: `achieved` is quoted where the pair
    consented, and `plan` only to the pair itself (N15).
    """

    pairing_id: PairingId
    repeat_instance: int
    period: str
    due_on: date | None = None
    met_on: date | None = None
    goals: tuple[str | None, str | None, str | None] = (None, None, None)
    """Codes of `qr_g1`..`qr_g3`: 1 achieved, 2 on course, 3 behind, 4 changed, 5 dropped."""
    achieved: str = ""
    plan: str = ""
    kinds: frozenset[str] = frozenset()
    barriers: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    """Codes of `qr_help`: 1 hub, 2 senior mentor, 3 Faculty Affairs."""
    shares_achieved: bool = False
    next_on: date | None = None
    mentee_ok: bool | None = None
    mentor_ok: bool | None = None

    @property
    def is_signed(self) -> bool:
        """Both attested that this is their joint report."""
        return bool(self.mentee_ok) and bool(self.mentor_ok)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeniorReview:
    """A senior mentor's six-month review of one hub (`senior_review`). Source: S1.36."""

    group_record_id: str
    repeat_instance: int
    period: str
    hub_code: int | None
    due_on: date | None = None
    met_on: date | None = None
    progress: str | None = None
    """Code of `sr_progress`; its presence is what makes the review done."""
    asks: frozenset[str] = frozenset()
    """Codes of `sr_ask_office`, "none" left out. Source: S1.36, S4.32."""

    @property
    def is_done(self) -> bool:
        """The senior mentor has said how the hub is doing."""
        return self.progress is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """That a pair reflected on its end; what it wrote stays in REDCap. Source: S2.24."""

    pairing_id: PairingId
    repeat_instance: int
    is_answered: bool = False
    stays_in_touch: bool = False
    """They ticked that they stay in touch as colleagues (`co_informal`). Source: S4.117."""


class Asker(StrEnum):
    """Which of the two asks for a change (`cr_who`)."""

    MENTEE = "1"
    MENTOR = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest:
    """That somebody asked for a change; never why (`change_request`, class C3). Source: S4.117."""

    person_id: str
    """On whose page it lies, which is not always who sent it."""
    repeat_instance: int
    pairing_number: int | None
    asker: Asker | None = None
    """Read to confirm it to whoever sent it and to nobody else."""


class OverrideAction(StrEnum):
    """How the office overrules the clock (`ov_action`)."""

    WAIVE = "1"
    EXTEND = "2"
    MUTE = "3"
    MARK_DONE = "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """The office's word about one due item; the next run obeys (`item_override`)."""

    record_id: str
    repeat_instance: int
    key: str
    action: OverrideAction
    on: date | None = None
