"""What each night did."""

from __future__ import annotations

from typing import ClassVar

from mentorship.run_summary import RunResult
from redcap_schema.codes import RecordType, Writer
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, OptionalMoment, Text


class RunLogAuto(InstrumentRow):
    """One row a run."""

    instrument: ClassVar[str] = "run_log_auto"
    label: ClassVar[str] = "Run log (written nightly)"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.SETTINGS})
    written_by: ClassVar[Writer] = Writer.AUTOMATION
    is_repeating: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[rl_on] [rl_result]"

    rl_on: OptionalMoment = None
    rl_result: Code[RunResult] = None
    rl_counts: Text = ""
    rl_problems: Text = ""
    rl_version: Text = ""
