"""Cells as REDCap exports them (every value a string) and as the house reads them.

Reading types for row models: blank is None, codes are enumerations, dates are dates. A cell that
cannot be read raises inside pydantic; `redcap_schema.reading` turns that into an `Issue`.
Back to strings: `format_value`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


E = TypeVar("E", bound=StrEnum)

MISSING_DATA_CODES = frozenset({"NI", "UNK", "UNC", "NA"})
"""REDCap's usual missing-data codes; where a date, number or code is due they read as blank.

A text cell keeps them: "Na" may be somebody's name.
"""

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?: \d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_REFERENCE = re.compile(r"\d{1,18}(-\d{1,18})?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
"""Outside of these a date is a typing error, and adding days to it might overflow."""
_MOST_DAYS = 3660
"""Ten years: a longer time to do something in is a typing error, and no date could hold some."""

BAD_DATE = "bad_date"
BAD_NUMBER = "bad_number"
BAD_REFERENCE = "bad_reference"
BAD_CODE = "bad_code"


def _blank_to_none(value: Any) -> Any:
    """Return None for blanks and missing-data codes, other text stripped, the rest as it is."""
    if not isinstance(value, str) or isinstance(value, StrEnum):
        return value
    text = value.strip()
    return None if not text or text in MISSING_DATA_CODES else text


def _read_date(value: Any) -> Any:
    cell = _blank_to_none(value)
    if not isinstance(cell, str):
        return cell
    found = _DATE.fullmatch(cell)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise PydanticCustomError(BAD_DATE, "not a date")
    return day


def _read_moment(value: Any) -> Any:
    cell = _blank_to_none(value)
    if not isinstance(cell, str):
        return cell
    try:
        found = datetime.fromisoformat(cell) if _DATE.fullmatch(cell) else None
    except ValueError:
        found = None
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise PydanticCustomError(BAD_DATE, "not a date and time")
    return found


def _read_whole(value: Any) -> Any:
    cell = _blank_to_none(value)
    if not isinstance(cell, str):
        return cell
    if not _WHOLE.fullmatch(cell):
        raise PydanticCustomError(BAD_NUMBER, "not a whole number")
    return int(cell)


def _read_count(value: Any) -> Any:
    number = _read_whole(value)
    if isinstance(number, int) and number < 0:
        raise PydanticCustomError(BAD_NUMBER, "below zero")
    return number


def _read_days(value: Any) -> Any:
    number = _read_count(value)
    if isinstance(number, int) and number > _MOST_DAYS:
        raise PydanticCustomError(BAD_NUMBER, "too many days")
    return number


def _read_reference(value: Any) -> Any:
    cell = _blank_to_none(value)
    if isinstance(cell, str) and not _REFERENCE.fullmatch(cell):
        raise PydanticCustomError(BAD_REFERENCE, "not a record number")
    return cell


def _read_yes_no(value: Any) -> Any:
    cell = _blank_to_none(value)
    if not isinstance(cell, str):
        return cell
    if cell not in {"0", "1"}:
        raise PydanticCustomError(BAD_CODE, "neither 0 nor 1")
    return cell == "1"


def tidy(text: str) -> str:
    """Return *text* with `LF` line ends and without blanks at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _read_text(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


def _read_answered(value: Any) -> Any:
    return bool(value.strip()) if isinstance(value, str) else value


def _read_listing(value: Any) -> Any:
    cell = _blank_to_none(value)
    return tidy(cell) if isinstance(cell, str) else ""


Text = Annotated[str, BeforeValidator(_read_text)]
"""What people wrote, tidied; blank is ""."""
OptionalDate = Annotated[date | None, BeforeValidator(_read_date)]
"""`YYYY-MM-DD`, also the day of `YYYY-MM-DD HH:MM`; years 1900 to 2199."""
OptionalMoment = Annotated[datetime | None, BeforeValidator(_read_moment)]
"""`YYYY-MM-DD HH:MM`, or a day alone; in REDCap's own time, without a zone; years as above."""
OptionalInt = Annotated[int | None, BeforeValidator(_read_whole)]
OptionalCount = Annotated[int | None, BeforeValidator(_read_count)]
"""A whole number, zero or more."""
OptionalDays = Annotated[int | None, BeforeValidator(_read_days)]
"""A number of days to do something in, ten years at most."""
RecordReference = Annotated[str | None, BeforeValidator(_read_reference)]
"""The number of another record, as typed by a person."""
YesNo = Annotated[bool | None, BeforeValidator(_read_yes_no)]
"""`1` or `0`, of a yes/no field or of a radio with these two codes."""
Code = Annotated[E | None, BeforeValidator(_blank_to_none)]
"""One code of a choice field, as a member of its enumeration."""
Checkbox = Annotated[frozenset[E], "checkbox"]
"""The ticked codes of a checkbox, whose columns are `field___code`."""
Answered = Annotated[bool, BeforeValidator(_read_answered)]
"""Whether anything is there; what it says is not kept."""
Listing = Annotated[str, BeforeValidator(_read_listing)]
"""A text that may say that there is nothing: blank and missing-data codes are ""."""


def format_value(value: object) -> str:
    """Return *value* as REDCap stores it: blank for None, ISO dates, codes, one `LF` a line end.

    Text is stripped at both ends, so that what is read back equals what was written.

    Raises:
        TypeError: for a kind of value that no field holds.
    """
    match value:
        case None:
            text = ""
        case StrEnum():
            text = value.value
        case str():
            text = tidy(value)
        case int():
            text = str(int(value))
        case datetime():
            text = value.strftime("%Y-%m-%d %H:%M")
        case date():
            text = value.isoformat()
        case _:
            raise TypeError(f"no REDCap cell for a {type(value).__name__}")
    return text


def lines(parts: Iterable[str]) -> str:
    """Join sentences as the lines of a notes field."""
    return "\n".join(parts)
