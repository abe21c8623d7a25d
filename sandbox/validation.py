"""REDCap's text validation types: what a cell of each type may look like, and dates by format.

Range limits are not here: REDCap treats minimum and maximum as a soft warning on import.
"""

import re
from collections.abc import Callable
from datetime import date, datetime


_NUMBER = r"[-+]?(\d+(\.\d*)?|\.\d+)"
_NUMBER_COMMA = r"[-+]?(\d+(,\d*)?|,\d+)"
_EMAIL = r"[^@\s,;<>()\"]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
_PHONE = r"\(?[2-9]\d{2}\)?[ .-]?\d{3}[ .-]?\d{4}( ?(x|ext\.?) ?\d+)?"
_DECIMALS = range(1, 5)

PATTERNS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in (
        ("alpha_only", r"[A-Za-z]+"),
        ("email", _EMAIL),
        ("integer", r"[-+]?\d+"),
        ("mrn_10d", r"\d{10}"),
        ("mrn_generic", r"[A-Za-z0-9_-]+"),
        ("number", _NUMBER),
        ("number_comma_decimal", _NUMBER_COMMA),
        *((f"number_{n}dp", rf"[-+]?\d*\.\d{{{n}}}") for n in _DECIMALS),
        *((f"number_{n}dp_comma_decimal", rf"[-+]?\d*,\d{{{n}}}") for n in _DECIMALS),
        ("phone", _PHONE),
        ("phone_australia", r"(\(0[2-8]\)|0[2-8])\s*\d{4}\s*\d{4}"),
        ("phone_uk", r"[0+][\d ()+-]{8,}"),
        ("postalcode_australia", r"\d{4}"),
        ("postalcode_canada", r"[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d"),
        ("postalcode_french", r"\d{5}"),
        ("postalcode_germany", r"\d{5}"),
        ("postalcode_uk", r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}"),
        ("ssn", r"\d{3}-?\d{2}-?\d{4}"),
        ("time", r"([01]?\d|2[0-3]):[0-5]\d"),
        ("time_hh_mm_ss", r"(\d{1,2}):[0-5]\d:[0-5]\d"),
        ("time_mm_ss", r"[0-5]?\d:[0-5]\d"),
        ("vmrn", r"[\d-]{4,11}"),
        ("zipcode", r"\d{5}(-\d{4})?"),
    )
}
DATE_TYPES = frozenset(
    f"{stem}_{order}"
    for stem in ("date", "datetime", "datetime_seconds")
    for order in ("ymd", "mdy", "dmy")
)
NOT_CHECKED = frozenset({"", "autocomplete", "signature", "barcode", "number_slider"})
KNOWN_TYPES = frozenset(PATTERNS) | DATE_TYPES | NOT_CHECKED
_DATE_SHAPES = {
    "YMD": re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    "MDY": re.compile(r"(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4})"),
    "DMY": re.compile(r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})"),
}
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def normalize(validation: str, text: str, date_format: str = "YMD") -> str | None:
    """The value as REDCap stores it, or None when it does not follow the type's format.

    Dates come in *date_format* (YMD, MDY or DMY) and are stored as ISO, whatever the field's own
    order. Types that nobody has documented accept any text.
    """
    if validation in DATE_TYPES:
        return _date_normalizer(validation)(text, date_format)
    pattern = PATTERNS.get(validation)
    if pattern is None or pattern.fullmatch(text):
        return text
    return None


def _date_normalizer(validation: str) -> Callable[[str, str], str | None]:
    if validation.startswith("datetime_seconds"):
        return lambda text, order: _moment(text, order, seconds=True)
    if validation.startswith("datetime"):
        return lambda text, order: _moment(text, order, seconds=False)
    return _day


def _day(text: str, order: str) -> str | None:
    match = _DATE_SHAPES[order].fullmatch(text) or _DATE_SHAPES["YMD"].fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
    except ValueError:
        return None


def _moment(text: str, order: str, *, seconds: bool) -> str | None:
    day_text, _, time_text = text.replace("T", " ").partition(" ")
    day, time = _day(day_text, order), _TIME.fullmatch(time_text.strip())
    if day is None or time is None:
        return None
    try:
        moment = datetime.fromisoformat(day).replace(
            hour=int(time[1]), minute=int(time[2]), second=int(time[3] or 0)
        )
    except ValueError:
        return None
    return moment.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
