"""Data problems as values: what is wrong, where, and what to do about it.

Parsing and validation collect these and go on; nothing here is ever raised.
The sentences carry record numbers, field names and codes, never what a person wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How far a problem reaches."""

    ERROR = "error"
    """The record is left alone tonight: neither written nor mailed."""
    WARNING = "warning"
    """The office should look; the record goes on."""


class IssueCode(StrEnum):
    """Stable codes; the runbook lists them. V1 to V20 are the validation rules of the programme."""

    PREFERENCES = "V1"
    HUB_UNKNOWN = "V2"
    MENTOR_REFERENCE = "V3"
    MENTOR_WITHOUT_COMMITMENT = "V4"
    OVER_CAPACITY = "V5"
    TWO_ACTIVE_PAIRINGS = "V6"
    DATE_ORDER = "V7"
    REPORT_PERIOD = "V8"
    ATTESTED_INCOMPLETE = "V9"
    LEAVE_RANGE = "V10"
    SENIOR_MENTOR = "V11"
    MENTOR_IN_TWO_GROUPS = "V12"
    EMAIL = "V13"
    UNKNOWN_CODE = "V14"
    EVALUATOR = "V15"
    FINAL_WITHOUT_DATE = "V16"
    CLOSED_WITHOUT_DATE = "V17"
    OVERRIDE_KEY = "V18"
    SETTINGS_RECORDS = "V19"
    VIDEO_IN_JULY = "V20"
    HUB_WITHOUT_MENTOR = "V21"
    PROPOSAL_REFERENCE = "V22"
    REDCAP_REFUSED = "V23"
    FINAL_WITHOUT_ROOM = "V24"
    WITHOUT_MENTOR = "V25"
    STAY_IN_TOUCH = "V26"
    TRAINING_YEAR = "V27"


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One problem in one place.

    `what` says what is wrong in a sentence, `do` how to put it right. `record_id` is the record
    whose page the office opens; "" when the problem belongs to the project as a whole.
    """

    code: IssueCode
    severity: Severity
    record_id: str
    instrument: str
    field: str
    what: str
    do: str
    repeat_instance: int | None = None

    @property
    def sentence(self) -> str:
        """The problem as the office reads it: where, what, and what to do."""
        where = f"Record {self.record_id}: " if self.record_id else ""
        return f"{where}{self.what} {self.do}"
