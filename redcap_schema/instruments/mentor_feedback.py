"""A mentee's ratings of the mentoring: read to be averaged, and for nothing else."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import HowOften, RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code


class MentorFeedbackRow(InstrumentRow):
    """What one mentee ticks about one mentor and academic year (class C3). Source: S4.23.

    On the mentee's record, neither opened nor written by the automation; the instance number says
    the rest (`mentorship.feedback_term.feedback_instance`). Only `redcap_schema.readers.feedback`
    reads it, and lets nothing out but averages.
    """

    instrument: ClassVar[str] = "mentor_feedback"
    label: ClassVar[str] = "Feedback to the mentor"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "Feedback"

    mf_listens: Code[HowOften] = None
    mf_safe: Code[HowOften] = None
    mf_constructive: Code[HowOften] = None
    mf_speaks_up: Code[HowOften] = None
    mf_focus: Code[HowOften] = None
