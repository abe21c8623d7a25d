"""The functions of REDCap's expressions, one small function each.

Every function takes and returns texts, as REDCap's fields do; a result that does not exist
(a mean of nothing, a square root of a word) is a blank.
"""

import math
import statistics
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta


Function = Callable[[Sequence[str]], str]
_UNITS = {"y": 365.2425, "M": 30.44, "d": 1.0, "h": 1 / 24, "m": 1 / 1440, "s": 1 / 86400}


def to_number(text: str) -> float | None:
    """The number a text stands for, or None; words such as `nan` and `inf` are not numbers."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def to_text(value: float) -> str:
    """A number as REDCap writes it: no decimal point when it is whole, at most 15 digits."""
    if not math.isfinite(value):
        return ""
    if value == int(value) and abs(value) < 1e15:  # noqa: PLR2004 - a float's exact integers
        return str(int(value))
    return f"{value:.15g}"


def as_boolean(*, value: bool) -> str:
    """True and false as REDCap's expressions know them."""
    return "1" if value else "0"


def to_moment(text: str) -> datetime | None:
    """A date or date-time in ISO, or None."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def _numbers(arguments: Sequence[str]) -> list[float]:
    return [value for value in map(to_number, arguments) if value is not None]


def _aggregate(apply: Callable[[list[float]], float], minimum: int = 1) -> Function:
    def call(arguments: Sequence[str]) -> str:
        numbers = _numbers(arguments)
        return to_text(apply(numbers)) if len(numbers) >= minimum else ""

    return call


def _numeric(apply: Callable[..., float]) -> Function:
    def call(arguments: Sequence[str]) -> str:
        numbers = _numbers(arguments)
        if len(numbers) < len(arguments):
            return ""
        try:
            return to_text(apply(*numbers))
        except (ValueError, OverflowError, ZeroDivisionError, TypeError):
            return ""

    return call


def _round_with(apply: Callable[[float], float]) -> Callable[..., float]:
    def call(number: float, places: float = 0) -> float:
        scale = 10 ** int(places)
        # The tiny nudge undoes binary noise, so that 2.675 rounds as people expect.
        return float(apply(round(number * scale, 9)) / scale)

    return call


def _half_up(number: float) -> float:
    return math.copysign(math.floor(abs(number) + 0.5), number)


def _logarithm(number: float, base: float = math.e) -> float:
    return math.log(number, base)


def _date_difference(arguments: Sequence[str]) -> str:
    """Source: REDCap's public help on datediff: 365.2425 days a year, 30.44 a month."""
    if len(arguments) < 3:  # noqa: PLR2004 - two dates and a unit
        return ""
    first, second, unit = to_moment(arguments[0]), to_moment(arguments[1]), arguments[2]
    if first is None or second is None or unit not in _UNITS:
        return ""
    days = (second.replace(tzinfo=None) - first.replace(tzinfo=None)).total_seconds() / 86400
    signed = any(argument.lower() in ("1", "true") for argument in arguments[3:])
    return to_text(round((days if signed else abs(days)) / _UNITS[unit], 12))


def _moved_date(arguments: Sequence[str]) -> str:
    """The date-time that lies an offset from another; units as in datediff."""
    if len(arguments) != 3:  # noqa: PLR2004 - date, offset, unit
        return ""
    start, offset, unit = to_moment(arguments[0]), to_number(arguments[1]), arguments[2]
    if start is None or offset is None or unit not in _UNITS:
        return ""
    try:
        # To the second first: binary noise must not take a day away.
        moved = start + timedelta(seconds=round(offset * _UNITS[unit] * 86400))
    except OverflowError:
        return ""
    return moved.strftime("%Y-%m-%d %H:%M:%S")


def _text(apply: Callable[..., str]) -> Function:
    def call(arguments: Sequence[str]) -> str:
        try:
            return apply(*arguments)
        except (TypeError, ValueError, IndexError):
            return ""

    return call


def _test(apply: Callable[..., bool]) -> Function:
    return _text(lambda *arguments: as_boolean(value=apply(*arguments)))


def _join(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)


def _middle(text: str, start: str, length: str) -> str:
    first = max(int(start) - 1, 0)
    return text[first : first + max(int(length), 0)]


def _right(text: str, count: str) -> str:
    return text[-int(count) :] if int(count) > 0 else ""


def _part(name: str) -> Function:
    def call(arguments: Sequence[str]) -> str:
        moment = to_moment(arguments[0]) if arguments else None
        return str(getattr(moment, name)) if moment else ""

    return call


FUNCTIONS: dict[str, Function] = {
    "abs": _numeric(abs),
    "calcdate": _moved_date,
    "concat": _text(lambda *parts: "".join(parts)),
    "concat_ws": _text(_join),
    "contains": _test(lambda text, part: part.lower() in text.lower()),
    "datediff": _date_difference,
    "day": _part("day"),
    "ends_with": _test(lambda text, part: text.lower().endswith(part.lower())),
    "exponential": _numeric(math.exp),
    "find": _text(lambda part, text: str(text.lower().find(part.lower()) + 1)),
    "isinteger": _test(lambda text: (to_number(text) or 0.5).is_integer() or text == "0"),
    "isnumber": _test(lambda text: to_number(text) is not None),
    "left": _text(lambda text, count: text[: max(int(count), 0)]),
    "length": _text(lambda text: str(len(text))),
    "log": _numeric(_logarithm),
    "lower": _text(str.lower),
    "max": _aggregate(max),
    "mean": _aggregate(statistics.fmean),
    "median": _aggregate(statistics.median),
    "mid": _text(_middle),
    "min": _aggregate(min),
    "mod": _numeric(math.fmod),
    "month": _part("month"),
    "not_contain": _test(lambda text, part: part.lower() not in text.lower()),
    "replace_text": _text(lambda text, old, new: text.replace(old, new)),
    "right": _text(_right),
    "round": _numeric(_round_with(_half_up)),
    "rounddown": _numeric(_round_with(math.trunc)),
    "roundup": _numeric(_round_with(lambda number: math.copysign(math.ceil(abs(number)), number))),
    "sqrt": _numeric(math.sqrt),
    "starts_with": _test(lambda text, part: text.lower().startswith(part.lower())),
    "stdev": _aggregate(statistics.stdev, minimum=2),
    "sum": _aggregate(math.fsum),
    "trim": _text(str.strip),
    "upper": _text(str.upper),
    "year": _part("year"),
}
