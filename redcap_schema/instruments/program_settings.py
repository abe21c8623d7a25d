"""What the office sets without an engineer."""

from __future__ import annotations

from typing import ClassVar

from mentorship.program_settings import MailMode
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import (
    Code,
    OptionalCount,
    OptionalDate,
    OptionalDays,
    RecordReference,
    Text,
)


class ProgramSettingsRow(InstrumentRow):
    """Programme settings: one record."""

    instrument: ClassVar[str] = "program_settings"
    label: ClassVar[str] = "Programme settings"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.SETTINGS})

    ps_mail_mode: Code[MailMode] = None
    ps_office_email: Text = ""
    ps_lead1_name: Text = ""
    ps_lead1_email: Text = ""
    ps_lead2_name: Text = ""
    ps_lead2_email: Text = ""
    ps_ay_start: OptionalDate = None
    ps_cycle: Text = ""
    ps_pref_open: OptionalDate = None
    ps_pref_close: OptionalDate = None
    ps_first_meet_days: OptionalDays = None
    ps_agreement_days: OptionalDays = None
    ps_q_grace_days: OptionalDays = None
    ps_quiet_dates: Text = ""
    ps_max_mail_run: OptionalCount = None
    ps_support_text: Text = ""
    ps_match_on: OptionalDate = None
    ps_res_match_on: OptionalDate = None
    ps_director: RecordReference = None
    ps_vice_chair: RecordReference = None
