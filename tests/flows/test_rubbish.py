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


def ours(names):
    """Those that belong to our own instruments."""
    owned = registry.owned_instruments()
    return [name for name in names if fields()[name].instrument in owned]


def spoil(stage, record_types, texts, choose=lambda names: names):
    """Fill a record of each type with each text, in every field; return those records.

    Records that play a special part come last.
    """
    cast = {r for part in stage.department.cast.values() for r in part.record_ids}
    spoiled = set()
    for record_type in record_types:
        of_type = [
            row["record_id"] for row in stage.content()
            if row.get("record_type") == record_type.value
        ]  # fmt: skip
        of_type.sort(key=lambda each: (each in cast, int(each)))
        for record, text in zip(of_type, texts, strict=False):
            stage.redcap.write_raw(record, dict.fromkeys(choose(fields_on(record_type)), text))
            spoiled.add(record)
    return spoiled


def rows_of(stage, records):
    return [row for row in stage.content() if row["record_id"] in records]


@pytest.mark.parametrize("record_type", [RecordType.PERSON, RecordType.HUB, RecordType.GROUP])
def test_records_full_of_rubbish_stop_nobody_else(announcing, announcement_night, record_type):
    spoiled = spoil(announcing, [record_type], RUBBISH)
    night = announcing.begin(announcement_night, Mode.PREVIEW)

    summary = announcing.run(night)

    reported = {issue.record_id for issue in night.plan.issues}
    assert spoiled <= reported
    assert len(spoiled) >= 3
    assert summary.notices_owed > 0
    assert len(night.plan.people) > 20


def test_a_live_night_leaves_people_full_of_rubbish_as_they_are(announcing, announcement_night):
    spoiled = spoil(announcing, [RecordType.PERSON], [*RUBBISH, "\x00", "7" * 400])
    before = rows_of(announcing, spoiled)

    summary = announcing.night(announcement_night)

    assert len(spoiled) == len(RUBBISH) + 2
    assert rows_of(announcing, spoiled) == before
    assert summary.rows_written > 0
    assert summary.mails_accepted > 1


def test_rubbish_in_our_own_instruments_is_put_right_at_once(announcing, announcement_night):
    spoil(announcing, [RecordType.PERSON, RecordType.HUB, RecordType.GROUP], RUBBISH, ours)

    first = announcing.night(announcement_night)
    second = announcing.night(announcement_night)

    assert first.rows_written > 0
    assert (second.rows_written, second.mails_accepted) == (0, 0)


@pytest.mark.parametrize("text", RUBBISH)
def test_rubbish_in_the_settings_ends_in_a_sentence_and_without_mail(
    announcing, announcement_night, text
):
    (record,) = spoil(announcing, [RecordType.SETTINGS], [text])

    with pytest.raises(ConfigurationError, match=f"record {record}: |settings record"):
        announcing.night(announcement_night)

    assert announcing.mails() == []
