"""Confidential pulse: neither read nor opened."""

from __future__ import annotations

from typing import ClassVar

from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow


class PulseRow(InstrumentRow):
    """What people say about their relationship; the automation has no access to it (class C3).

    On the mentee's record for both partners; the instance number says the rest
    (`mentorship.pulse_term.pulse_instance`).
    """

    instrument: ClassVar[str] = "pulse"
    label: ClassVar[str] = "Confidential pulse"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    is_repeating: ClassVar[bool] = True
    is_survey: ClassVar[bool] = True
    repeating_label: ClassVar[str] = "[pu_who]"
