"""Codes that only the schema needs; the core's own enumerations live in `mentorship`."""

from __future__ import annotations

from enum import StrEnum


class RecordType(StrEnum):
    """What a record is (`record_type`)."""

    PERSON = "1"
    HUB = "2"
    GROUP = "3"
    SETTINGS = "9"


class Writer(StrEnum):
    """Who fills an instrument; nobody else does. Source: programme 4.2."""

    PEOPLE = "people"
    AUTOMATION = "automation"


class GoalProgress(StrEnum):
    """How a goal stands in a quarterly report (`qr_g1` to `qr_g3`). Source: S1.34."""

    ACHIEVED = "1"
    ON_COURSE = "2"
    BEHIND = "3"
    CHANGED = "4"
    DROPPED = "5"


class Shared(StrEnum):
    """What besides dates the senior mentor may see (`fr_share`). Source: S4.27."""

    GOALS = "1"
    ACHIEVEMENTS = "2"
    BARRIERS = "3"
    HELP = "4"


class Achievement(StrEnum):
    """Kinds of achievements (`qr_kind`). Source: S1.34."""

    ABSTRACT = "1"
    MANUSCRIPT_SUBMITTED = "2"
    MANUSCRIPT_ACCEPTED = "3"
    GRANT_SUBMITTED = "4"
    GRANT_AWARDED = "5"
    TALK = "6"
    TEACHING = "7"
    QUALITY_PROJECT = "8"
    LEADERSHIP = "9"
    AWARD = "10"


class Barrier(StrEnum):
    """Kinds of barriers (`qr_barrier`). Source: S1.34."""

    NONE = "0"
    CLINICAL_LOAD = "1"
    PROTECTED_TIME = "2"
    DATA_OR_IRB = "3"
    STATISTICS = "4"
    FUNDING = "5"
    SKILLS = "6"
    FINDING_TIME = "7"
    DIRECTION = "8"
    OTHER = "9"


class HelpFrom(StrEnum):
    """From whom the pair would welcome help (`qr_help`). Source: S1.34."""

    NOBODY = "0"
    HUB = "1"
    SENIOR_MENTOR = "2"
    FACULTY_AFFAIRS = "3"


class HubProgress(StrEnum):
    """How a hub and its faculty do (`sr_progress`). Source: S1.36."""

    THRIVING = "1"
    ON_COURSE = "2"
    NEEDS_ATTENTION = "3"
    STALLED = "4"


class OfficeAsk(StrEnum):
    """What a senior mentor asks of Faculty Affairs (`sr_ask_office`). Source: S1.36."""

    NOTHING = "0"
    ADD_A_MENTOR = "1"
    REVIEW_WORKLOAD = "2"
    PROTECTED_TIME = "3"
    RESOURCES = "4"
    CALL_ME = "5"


class HowOften(StrEnum):
    """How often a mentee finds something so (`mf_listens` to `mf_focus`). Source: S4.23."""

    NEVER = "1"
    SELDOM = "2"
    SOMETIMES = "3"
    OFTEN = "4"
    ALWAYS = "5"


class TimeFrame(StrEnum):
    """For how many months an agreement is made (`fr_months`); 0 is open, reviewed yearly."""

    OPEN = "0"
    SIX = "6"
    TWELVE = "12"
    TWENTY_FOUR = "24"
