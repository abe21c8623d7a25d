"""Hubs of scholarly excellence."""

from __future__ import annotations

from typing import ClassVar

from mentorship.hubs import HubArea, HubStatus
from redcap_schema.codes import RecordType
from redcap_schema.row import InstrumentRow
from redcap_schema.wire import Checkbox, Code, Listing, OptionalCount, Text


class HubDirectory(InstrumentRow):
    """Hub directory, kept by the office. Source: S1.20, S1.21."""

    instrument: ClassVar[str] = "hub_directory"
    label: ClassVar[str] = "Hub directory"
    records: ClassVar[frozenset[RecordType]] = frozenset({RecordType.HUB})
    deciding: ClassVar[frozenset[str]] = frozenset({"hub_code", "hub_cap", "hub_status"})

    hub_code: OptionalCount = None
    hub_name: Text = ""
    hub_domain: Checkbox[HubArea] = frozenset()
    hub_ag: OptionalCount = None
    hub_opportunities: Listing = ""
    """Source: S1.14."""
    hub_url: Text = ""
    """Source: S1.24a."""
    hub_cap: OptionalCount = None
    hub_status: Code[HubStatus] = None
