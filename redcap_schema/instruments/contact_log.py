"""Contacts of a pair."""

from __future__ import annotations

from typing import ClassVar

from mentorship.relationships import Meeting
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Code, OptionalCount, OptionalDate


class ContactLog(InstrumentRow):
    """One contact; what was talked about stays between the two. Source: S1.32, S1.33."""

    instrument: ClassVar[str] = "contact_log"
    label: ClassVar[str] = "Contact log"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[cl_on] [cl_how]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"cl_pair"})
    deciding: ClassVar[frozenset[str]] = frozenset({"cl_pair", "cl_on", "cl_how"})

    cl_pair: OptionalCount = None
    cl_on: OptionalDate = None
    cl_how: Code[Meeting] = None
    cl_next: OptionalDate = None
