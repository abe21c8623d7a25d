from datetime import UTC, datetime

import pytest

from flows.night import Night
from mappings.load import load_department
from mentorship.errors import DriftError
from mentorship.program_settings import Mode
from redcap_gateway.memory import MemoryProject
from redcap_schema import registry
from redcap_schema.dictionary import metadata_rows


def test_a_run_that_cannot_read_what_it_needs_ends_with_that_fault_and_writes_nothing():
    project = MemoryProject(
        metadata_rows(), repeating=registry.repeating_instruments(), hidden=["person_profile"]
    )
    project.push(
        [{"record_id": "1001", "record_type": "1", "rec_active": "1"}],
        record_id_field="record_id",
    )
    written = project.calls.writes
    night = Night(
        department=load_department("synthetic"),
        mode=Mode.LIVE,
        now=datetime(2026, 11, 21, 2, tzinfo=UTC),
        project=project,
    )

    with pytest.raises(DriftError, match="p_first") as fault:
        night.pull()
    night.give_up(fault.value, seconds=1.0)

    assert project.calls.writes == written
