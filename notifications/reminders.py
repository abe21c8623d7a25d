"""Reminders of the programme's rhythm: places, contact, meetings, reviews, renewal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from mentorship.obligations.due_items import NoticeKind
from notifications.notice import C0, C1, Audience, Link, Notice


MENTEE = "You get this because you are a mentee in the department's mentorship programme."
PAIR = "You get this because you are one of the two partners in this pairing."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesToCorrect(Notice):
    """N03: a hub on the list that nobody can be placed in, with the way out. Source: S1.24b."""

    kind: ClassVar = NoticeKind.CHOICES
    template: ClassVar = "choices"
    noun: ClassVar = "choice"
    audience: ClassVar = Audience.MENTEE
    why: ClassVar = MENTEE
    stops_when: ClassVar = "It stops when the list is corrected, and after two of these mails."
    usefulness: ClassVar = 19

    faults: Annotated[tuple[str, ...], C1]
    """Sentences about the mentee's own choices, in the directory's words."""
    due_on: Annotated[date, C1]
    is_late: Annotated[bool, C1]
    link: Annotated[Link, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCommitment(Notice):
    """N04: how many mentees a mentor can hold this cycle, in half a minute. Source: S1.25b."""

    kind: ClassVar = NoticeKind.COMMITMENT
    template: ClassVar = "commitment"
    noun: ClassVar = "question"
    audience: ClassVar = Audience.MENTOR
    why: ClassVar = "You get this because you are a mentor in one of the programme's hubs."
    stops_when: ClassVar = "It stops when you have answered, or when the mentees begin to choose."
    usefulness: ClassVar = 25

    cycle: Annotated[str, C0]
    due_on: Annotated[date, C0]
    link: Annotated[Link, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepInTouch(Notice):
    """N11: the pair has not been in touch for a while, and no date is ahead. Source: S1.32."""

    kind: ClassVar = NoticeKind.KEEP_IN_TOUCH
    template: ClassVar = "keep_in_touch"
    noun: ClassVar = "contact"
    audience: ClassVar = Audience.WHO_IS_ASKED
    why: ClassVar = PAIR
    stops_when: ClassVar = "It stops with the next contact or date, and after two of these mails."
    usefulness: ClassVar = 45

    partner_name: Annotated[str, C1]
    partner_email: Annotated[str | None, C1]
    last_on: Annotated[date | None, C1]
    """None for a pair of which no contact was ever logged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetInPerson(Notice):
    """N14: no meeting in person is logged, and the period ends soon. Source: S1.33."""

    kind: ClassVar = NoticeKind.IN_PERSON
    template: ClassVar = "in_person"
    noun: ClassVar = "meeting"
    audience: ClassVar = Audience.WHO_IS_ASKED
    why: ClassVar = PAIR
    stops_when: ClassVar = "It stops when a meeting is logged or a date is set."
    usefulness: ClassVar = 35

    partner_name: Annotated[str, C1]
    partner_email: Annotated[str | None, C1]
    period: Annotated[str, C1]
    due_on: Annotated[date, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue(Notice):
    """N17: the senior mentor's review of one hub is not saved yet. Source: S1.36."""

    kind: ClassVar = NoticeKind.REVIEW
    template: ClassVar = "review"
    noun: ClassVar = "hub review"
    audience: ClassVar = Audience.REVIEWER
    why: ClassVar = "You get this as senior mentor of the hub's affinity group."
    stops_when: ClassVar = "It stops when the review is saved, and after two of these mails."
    usefulness: ClassVar = 18

    hub: Annotated[str, C0]
    due_on: Annotated[date, C1]
    link: Annotated[Link, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToReview(Notice):
    """N21: the agreement's time ends: renew it, change it, or close. Source: S4.116, S2.45."""

    kind: ClassVar = NoticeKind.RENEWAL
    template: ClassVar = "renewal"
    noun: ClassVar = "agreement"
    audience: ClassVar = Audience.PAIR
    why: ClassVar = PAIR
    stops_when: ClassVar = "It stops when both of you have signed again, or the pairing closes."
    usefulness: ClassVar = 15

    partner_name: Annotated[str, C1]
    ends_on: Annotated[date, C1]
    """By when the two are to say."""
    ran_out_on: Annotated[date | None, C1] = None
    """When the time ended, if they have longer than that to say so."""
    link: Annotated[Link, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToLookBack(Notice):
    """N21 for a pair that is closing: look back together; once, never chased. Source: S2.24."""

    kind: ClassVar = NoticeKind.RENEWAL
    template: ClassVar = "look_back"
    noun: ClassVar = "closing reflection"
    audience: ClassVar = Audience.PAIR
    why: ClassVar = PAIR
    stops_when: ClassVar = "It comes once, when a pairing is closing."
    usefulness: ClassVar = 38

    partner_name: Annotated[str, C1]
    open_until: Annotated[date, C1]
    link: Annotated[Link, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class JulyMeeting(Notice):
    """N23: a resident and the mentor meet first in July, and in person. Source: S0.26, S0.27."""

    kind: ClassVar = NoticeKind.JULY_MEETING
    template: ClassVar = "july_meeting"
    noun: ClassVar = "July meeting"
    audience: ClassVar = Audience.WHO_IS_ASKED
    why: ClassVar = PAIR
    stops_when: ClassVar = "It stops when the meeting is logged, or the pairing pauses or closes."
    usefulness: ClassVar = 17

    partner_name: Annotated[str, C1]
    partner_email: Annotated[str | None, C1]
    due_on: Annotated[date, C1]


@dataclass(frozen=True, slots=True, kw_only=True)
class YourTurn(Notice):
    """N10: the partner has agreed to a joint form; to the other only. Source: S1.30, S1.34."""

    kind: ClassVar = NoticeKind.YOUR_TURN
    template: ClassVar = "your_turn"
    noun: ClassVar = "form"
    audience: ClassVar = Audience.PAIR
    why: ClassVar = PAIR
    stops_when: ClassVar = "It stops when you have ticked that you agree, and after three of these."
    usefulness: ClassVar = 11

    partner_name: Annotated[str, C1]
    form: Annotated[str, C1]
    """What the two agree to, such as `quarterly report`, with its quarter."""
    due_on: Annotated[date, C1]
    is_late: Annotated[bool, C1]
    link: Annotated[Link, C1]
