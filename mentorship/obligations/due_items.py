"""One obligation: what is owed, by whom, about what, when, and how far it is.

The key is unique and made from the obligation itself, never from today: a run that is repeated,
late or caught up finds the same item again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from mentorship.relationships import PairingId, Programme


class DueItemKind(StrEnum):
    """Kinds of obligation; values are the codes of `di_kind`."""

    _value_: str
    prefix: str
    """First part of the item's key, short enough to read in a REDCap list."""

    def __new__(cls, code: str, prefix: str) -> Self:
        """Make a kind with its code and its prefix."""
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.prefix = prefix
        return kind

    PREFERENCES = "1", "PREF"
    COMMITMENT = "2", "COMMIT"
    PAIRING_NOTICE = "3", "PAIR"
    FIRST_MEETING = "4", "MEET"
    AGREEMENT = "5", "AGREE"
    MONTHLY_CONTACT = "6", "TOUCH"
    QUARTERLY_IN_PERSON = "7", "INPERSON"
    QUARTERLY_REPORT = "8", "REPORT"
    SIX_MONTH_SUMMARY = "9", "SUM"
    SENIOR_REVIEW = "10", "REVIEW"
    PULSE = "11", "PULSE"
    CLOSING_REFLECTION = "12", "CLOSE"
    JULY_MEETING = "13", "JULY"
    RENEWAL = "14", "RENEW"
    WELCOME_BACK = "15", "BACK"
    RESIDENT_COUNTS = "16", "COUNTS"
    SECOND_MENTOR = "17", "SECOND"
    CHOICES = "18", "FIX"
    ASK = "19", "ASK"
    DATE_AHEAD = "21", "DATE"
    MENTORING_YEAR = "22", "YEAR"
    EVALUATION = "23", "EVAL"
    FEEDBACK = "24", "FEEDBACK"
    OPPORTUNITIES = "25", "OPP"
    CORRECTION = "26", "CORRECT"


NEWS: frozenset[DueItemKind] = frozenset(
    {
        DueItemKind.PULSE,
        DueItemKind.WELCOME_BACK,
        DueItemKind.RESIDENT_COUNTS,
        DueItemKind.SECOND_MENTOR,
        DueItemKind.DATE_AHEAD,
        DueItemKind.MENTORING_YEAR,
        DueItemKind.EVALUATION,
        DueItemKind.FEEDBACK,
        DueItemKind.CORRECTION,
    }
)
"""What asks for nothing but a mail: done once it has gone out, and nobody's task before."""


class DueState(StrEnum):
    """How far an item is; values are the codes of `di_state`."""

    UPCOMING = "1"
    DUE = "2"
    OVERDUE = "3"
    DONE_ON_TIME = "4"
    DONE_LATE = "5"
    WAIVED = "6"
    VOID = "7"

    is_open: bool
    """Somebody still owes it."""
    is_done: bool
    """It was fulfilled, in time or not."""

    def __init__(self, code: str) -> None:
        """Work out once what every item of every night is asked."""
        self.is_open = code in {"1", "2", "3"}
        self.is_done = code in {"4", "5"}


class DueItem(NamedTuple):
    """One obligation as computed tonight; made with keywords.

    A tuple with names, not a frozen dataclass: a night makes one for each obligation of all
    years, and it takes a quarter of the time.

    `record_id` is where its ledger row lives (mentee, mentor, hub or affinity group record),
    `about` what it is about in the key (`1042.2` for a pairing, `H14` for a hub review),
    `owed_by` the persons who can still close it, first owner first.
    """

    key: str
    kind: DueItemKind
    record_id: str
    about: str
    period: str
    opened_on: date
    due_on: date
    state: DueState
    done_on: date | None = None
    owed_by: tuple[str, ...] = ()
    pairing_number: int | None = None
    """Set for items of a pairing on *record_id*."""
    next_known_on: date | None = None
    """A date the pair has already set; it silences nudges. Source: S2.51."""
    muted_until: date | None = None
    """No notices about this item up to and including this day; `date.max` while a pair rests."""
    programme: Programme | None = None
    """Of the pairing; None for what a person or a group owes."""
    is_optional: bool = False
    """Invited, never late: it lapses on its due date. Source: S1.13."""
    is_told_elsewhere: bool = False
    """Another item's notices say it, so it has none of its own."""
    office_after: int | None = None
    """Days late from which the office acts next, in programmes 2 to 4; None: never."""
    office_looks_first: bool = False
    """Missing since before anybody watched: the pair is asked only after the office could look."""

    @property
    def pairing_id(self) -> PairingId | None:
        """The pairing it is about; None for what a person or a group owes."""
        number = self.pairing_number
        return None if number is None else PairingId(self.record_id, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItem:
    """A ledger row as REDCap holds it (`due_item_auto`)."""

    record_id: str
    repeat_instance: int
    key: str
    kind: DueItemKind | None
    period: str
    due_on: date | None
    state: DueState | None
    done_on: date | None = None
    notices_sent: int = 0
    last_notice_on: date | None = None
    claim: str = ""
    next_notice_on: date | None = None
    seen_on: date | None = None
    """The night that first wrote the row; None for one from before that was remembered."""

    @property
    def is_done(self) -> bool:
        """Tell whether the row says that it was fulfilled, in time or not."""
        return self.state is not None and self.state.is_done

    @property
    def fulfilled_on(self) -> date | None:
        """The day on which it was fulfilled, as the row says; None for any other item."""
        return self.done_on if self.is_done else None


class LedgerEntry(NamedTuple):
    """What a ledger row must say after tonight: the item and what was told about it.

    A tuple with names for the same reason as the item.
    """

    item: DueItem
    notices_sent: int = 0
    last_notice_on: date | None = None
    next_notice_on: date | None = None
    claim: str = ""
    seen_on: date | None = None
    """The night that first saw the item: what counts from then needs no other memory."""


class NoticeKind(StrEnum):
    """Kinds of mail, by the number the programme gives them."""

    PREFERENCES_OPEN = "N01"
    PREFERENCES_REMINDER = "N02"
    CHOICES = "N03"
    COMMITMENT = "N04"
    PROPOSALS = "N05"
    PAIRING = "N06"
    PAIRING_CORRECTED = "N06b"
    NEW_PAIRS = "N07"
    FIRST_MEETING = "N08"
    AGREEMENT = "N09"
    YOUR_TURN = "N10"
    KEEP_IN_TOUCH = "N11"
    QUARTER_AHEAD = "N12"
    QUARTERLY_REPORT = "N13"
    IN_PERSON = "N14"
    PREPARE = "N15"
    HUB_SUMMARY = "N16"
    REVIEW = "N17"
    COACHING = "N18"
    PULSE = "N19"
    CONFIDENTIAL_ITEM = "N20a"
    REQUEST_RECEIVED = "N20b"
    RENEWAL = "N21"
    MENTORING_YEAR = "N22"
    JULY_MEETING = "N23"
    MORNING_DIGEST = "N24"
    RUN_TROUBLE = "N25"
    WELCOME_BACK = "N26"
    EVALUATION = "N27"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something to tell of that nobody owes: it has no ledger row, the outbox alone remembers it.

    Fields as of a `DueItem`; `about` names the pairings it is about, a blank between them.
    """

    key: str
    opened_on: date
    due_on: date
    """By when somebody is to act, or the day it is for."""
    record_id: str = ""
    """The record it is about, where it is about one."""
    about: str = ""
    period: str = ""

    @property
    def kind(self) -> None:
        """No kind of obligation."""
        return


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOwed:
    """One stage of one notice that one person, or a desk of the office, should get tonight.

    `key` is unique for ever: item, notice, stage and person; never a date of sending.
    `person_id` is a record, or one of `mentorship.desks`.
    """

    key: str
    kind: NoticeKind
    stage: int
    person_id: str
    item: DueItem | Occasion
    expires_on: date
    """Last day on which it still makes sense to send it."""


@dataclass(frozen=True, slots=True)
class SentNotices:
    """What the outbox remembers, for the mode that runs: the decision step reads nothing else.

    `told` maps notice key -> day it was accepted by the relay (or claimed and not yet resolved).
    """

    told: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An empty survey instance to open: key fields only, never touched again.

    `fields` maps canonical field name -> value to store (dates as dates).
    """

    instrument: str
    record_id: str
    repeat_instance: int
    fields: dict[str, str | int | date]
