"""People of the department."""

from __future__ import annotations

from typing import ClassVar

from mentorship.people import MailPreference, Participation, Rank, Role, Track, Weekday
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Checkbox, Code, OptionalCount, OptionalDate, Text, YesNo


class PersonProfile(InstrumentRow):
    """Person profile, kept by the office. Source: S1.11, S1.12, S1.22."""

    instrument: ClassVar[str] = "person_profile"
    label: ClassVar[str] = "Person profile"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.PERSON})
    deciding: ClassVar[frozenset[str]] = frozenset(
        {"p_roles", "p_participation", "p_mail_pref", "p_leave_from", "p_leave_until"}
    )

    p_first: Text = ""
    p_last: Text = ""
    p_greeting: Text = ""
    p_email: Text = ""
    p_roles: Checkbox[Role] = frozenset()
    p_rank: Code[Rank] = None
    p_track: Code[Track] = None
    p_pgy: OptionalCount = None
    p_resident_room: OptionalCount = None
    p_hire_on: OptionalDate = None
    p_participation: Code[Participation] = None
    p_leave_from: OptionalDate = None
    p_leave_until: OptionalDate = None
    p_mail_pref: Code[MailPreference] = None
    p_mail_day: Code[Weekday] = None
    p_prepare: YesNo = None
