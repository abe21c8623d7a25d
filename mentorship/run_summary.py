"""What a night did, in counters that all exist at zero. No person appears in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum

from mentorship.program_settings import Mode


class RunResult(StrEnum):
    """How the night ended; values are the codes of `rl_result`."""

    CLEAN = "1"
    WITH_PROBLEMS = "2"
    STOPPED = "3"
    FAILED = "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """Counts of one night. `rows_written` leaves out the run's own log row."""

    department: str
    date: date
    mode: Mode
    result: RunResult = RunResult.CLEAN
    redcap_calls: int = 0
    rows_read: int = 0
    rows_written: int = 0
    openings: int = 0
    issues: int = 0
    errors: int = 0
    proposals: int = 0
    due_items: int = 0
    overdue: int = 0
    notices_owed: int = 0
    mails_planned: int = 0
    mails_accepted: int = 0
    mails_refused: int = 0
    mails_held: int = 0
    seconds: float = 0.0
    issues_by_code: dict[str, int] = field(default_factory=dict)
    mails_by_kind: dict[str, int] = field(default_factory=dict)
    stopped_because: str = ""

    def with_counts(self, **counts: object) -> RunSummary:
        """Return a copy with some counters changed."""
        return replace(self, **counts)  # type: ignore[arg-type]  # field names are checked by replace

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values, dates in ISO form."""
        values = asdict(self)
        values["date"] = self.date.isoformat()
        values["mode"] = self.mode.value
        values["result"] = self.result.name.lower()
        return values
