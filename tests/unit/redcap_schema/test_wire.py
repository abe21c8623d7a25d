from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from mentorship.people import Rank
from redcap_schema.wire import (
    Answered,
    Code,
    Listing,
    OptionalCount,
    OptionalDate,
    OptionalDays,
    OptionalInt,
    OptionalMoment,
    RecordReference,
    YesNo,
    format_value,
)


def read(kind, cell):
    return TypeAdapter(kind).validate_python(cell)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (OptionalDate, "2026-11-21", date(2026, 11, 21)),
        (OptionalDate, " 2026-11-21 ", date(2026, 11, 21)),
        (OptionalDate, "2026-11-21 08:30", date(2026, 11, 21)),
        (OptionalDate, "2028-02-29", date(2028, 2, 29)),
        (OptionalMoment, "2026-11-21 02:00", datetime(2026, 11, 21, 2, 0)),  # noqa: DTZ001 - REDCap's cells have no zone
        (OptionalInt, "-3", -3),
        (OptionalCount, "0", 0),
        (OptionalCount, "007", 7),
        (OptionalDays, "3660", 3660),
        (RecordReference, "1042", "1042"),
        (RecordReference, "331-1", "331-1"),
        (YesNo, "1", True),
        (YesNo, "0", False),
        (Code[Rank], "9", Rank.OTHER),
        (Answered, "anything", True),
        (Answered, "  ", False),
    ],
)
def test_a_cell_is_read_as_what_it_means(kind, cell, value):
    assert read(kind, cell) == value


@pytest.mark.parametrize("cell", ["", "  ", "UNK", "NI", "NA"])
@pytest.mark.parametrize(
    "kind",
    [OptionalDate, OptionalMoment, OptionalInt, OptionalCount, RecordReference, YesNo, Code[Rank]],
)
def test_blanks_and_missing_data_codes_are_none(kind, cell):
    assert read(kind, cell) is None


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (OptionalDate, "11/21/2026"),
        (OptionalDate, "2027-02-29"),
        (OptionalDate, "1899-12-31"),
        (OptionalDate, "2200-01-01"),
        (OptionalDate, "2026-11-21T08:30"),
        (OptionalMoment, "2026-11-21 25:00"),
        (OptionalInt, "1.0"),
        (OptionalInt, "1234567890"),
        (OptionalInt, "\u0661"),
        (OptionalCount, "-1"),
        (OptionalDays, "-1"),
        (OptionalDays, "3661"),
        (OptionalDays, "999999999"),
        (RecordReference, "Amber"),
        (YesNo, "2"),
        (Code[Rank], "8"),
    ],
)
def test_anything_else_is_refused(kind, cell):
    with pytest.raises(ValidationError):
        read(kind, cell)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "1"),
        (False, "0"),
        (0, "0"),
        (Rank.OTHER, "9"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02 03:04"),
        ("  two\r\nlines \n", "two\nlines"),
    ],
)
def test_a_value_is_written_as_redcap_stores_it(value, cell):
    assert format_value(value) == cell


def test_a_value_that_no_field_holds_is_refused():
    with pytest.raises(TypeError, match="no REDCap cell for a list"):
        format_value([1])


@pytest.mark.parametrize("cell", ["", " \r\n\t", "NA", " UNK "])
def test_a_listing_may_say_that_there_is_nothing(cell):
    assert read(Listing, cell) == ""


def test_a_listing_keeps_its_lines():
    assert read(Listing, " A fellowship\r\nNA\n") == "A fellowship\nNA"
