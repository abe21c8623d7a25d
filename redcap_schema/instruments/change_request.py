"""That somebody asks for a change, never why."""

from __future__ import annotations

from typing import ClassVar

from mentorship.relationships import Asker
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Answered, Code, OptionalCount


class ChangeRequestRow(InstrumentRow):
    """One request; only its pairing, who asks and that it was answered are read. Source: S4.117."""

    instrument: ClassVar[str] = "change_request"
    label: ClassVar[str] = "Request a change"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[cr_kind]"
    opening_fields: ClassVar[frozenset[str]] = frozenset({"cr_pair"})
    deciding: ClassVar[frozenset[str]] = frozenset({"cr_pair"})

    cr_pair: OptionalCount = None
    cr_who: Code[Asker] = None
    cr_kind: Answered = False
