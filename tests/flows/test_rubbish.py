"""Whatever somebody manages to store, the night goes on for everybody else."""

import pytest

from mentorship.errors import ConfigurationError
from mentorship.program_settings import Mode
from redcap_schema import registry
from redcap_schema.codes import RecordType
from redcap_schema.dictionary import FieldType, fields
from redcap_schema.row import field_names


RUBBISH = (
    "nonsense",
    "-1",
    "99999999999999999999",
    "2026-13-45",
    "<script>alert(1)</script>\n\x0b\u202e\ufeff",
    "NaN",
    "1042.2",
    "0",
)
KEPT = ("record_id", "record_type")


def fields_on(record_type):
    """Fields of everything that belongs on such a record, checkboxes left out."""
    return [
        name
        for each in registry.INSTRUMENTS
        if record_type in each.records and each.instrument != "run_log_auto"
        for name in field_names(each)
        if name in fields() and fields()[name].type is not FieldType.CHECKBOX and name not in KEPT
    ]


def record_of(stage, record_type):
    """A record of that type, if possible one that plays no special part."""
    cast = {r for part in stage.department.cast.values() for r in part.record_ids}
    records = [r["record_id"] for r in stage.content() if r.get("record_type") == record_type.value]
    return min(records, key=lambda each: (each in cast, int(each)))


@pytest.mark.parametrize("text", RUBBISH)
@pytest.mark.parametrize("record_type", [RecordType.PERSON, RecordType.HUB, RecordType.GROUP])
def test_a_record_full_of_rubbish_stops_nobody_else(
    announcing, announcement_night, record_type, text
):
    record = record_of(announcing, record_type)
    announcing.redcap.write_raw(record, dict.fromkeys(fields_on(record_type), text))
    night = announcing.begin(announcement_night, Mode.PREVIEW)

    summary = announcing.run(night)

    assert any(issue.record_id == record for issue in night.plan.issues)
    assert summary.notices_owed > 0
    assert night.plan.people


@pytest.mark.parametrize("text", ["nonsense", "\x00", "<b>&amp;</b>", "7" * 400])
def test_a_live_night_leaves_a_record_full_of_rubbish_as_it_is(
    announcing, announcement_night, text
):
    def rows():
        return [row for row in announcing.content() if row["record_id"] == record]

    record = record_of(announcing, RecordType.PERSON)
    announcing.redcap.write_raw(record, dict.fromkeys(fields_on(RecordType.PERSON), text))
    before = rows()

    summary = announcing.night(announcement_night)

    assert rows() == before
    assert summary.rows_written > 0
    assert summary.mails_accepted > 1


@pytest.mark.parametrize("text", RUBBISH)
def test_rubbish_in_our_own_instruments_is_put_right_or_reported(
    announcing, announcement_night, text
):
    record = record_of(announcing, RecordType.PERSON)
    ours = [
        name for name in fields_on(RecordType.PERSON)
        if fields()[name].instrument in registry.owned_instruments()
    ]  # fmt: skip
    announcing.redcap.write_raw(record, dict.fromkeys(ours, text))

    first = announcing.night(announcement_night)
    second = announcing.night(announcement_night)

    assert first.rows_written > 0
    assert (second.rows_written, second.mails_accepted) == (0, 0)


@pytest.mark.parametrize("text", RUBBISH)
def test_rubbish_in_the_settings_ends_in_a_sentence_and_without_mail(
    announcing, announcement_night, text
):
    (record,) = [r["record_id"] for r in announcing.content() if r.get("record_type") == "9"]
    announcing.redcap.write_raw(record, dict.fromkeys(fields_on(RecordType.SETTINGS), text))

    with pytest.raises(ConfigurationError, match=f"record {record}: |settings record"):
        announcing.night(announcement_night)

    assert announcing.mails() == []
