"""Evaluation of a parsed expression against one row.

Values are texts. A field that is not on the row is absent: every comparison with it is false, so
a row never matches a filter on somebody else's field (redcap_api.md 2.8).
"""

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sandbox.logic.functions import FUNCTIONS, as_boolean, to_number, to_text
from sandbox.logic.grammar import Call, Literal, LogicError, Node, Operation, Reference


class Context(Protocol):
    """Where an expression finds its values."""

    def value_of(self, reference: Reference) -> str | None:
        """The raw value; a blank when empty, None when the row does not carry the field."""

    def is_missing_code(self, text: str) -> bool:
        """Whether the text is one of the project's missing-data codes."""

    def moment(self, word: str) -> str:
        """The ISO text of `today` or `now`, by the server's clock."""


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": math.fmod,
    "^": operator.pow,
}


def is_true(node: Node, context: Context) -> bool:
    """Whether the row matches a filter."""
    return _truth(evaluate(node, context))


def evaluate(node: Node, context: Context) -> str | None:
    """The value of an expression as a text; None when it rests on an absent field alone."""
    match node:
        case Literal(value=value):
            return value
        case Reference():
            return context.value_of(node)
        case Call(name=name, arguments=arguments):
            return _call(name, arguments, context)
        case Operation(operator=name, operands=operands):
            return _operation(name, operands, context)


def _truth(value: str | None) -> bool:
    return value not in (None, "", "0")


def _operation(name: str, operands: Sequence[Node], context: Context) -> str | None:
    if name in ("and", "or"):
        both = all if name == "and" else any
        return as_boolean(value=both(is_true(operand, context) for operand in operands))
    if name == "not":
        return as_boolean(value=not is_true(operands[0], context))
    values = [evaluate(operand, context) for operand in operands]
    if name in _ORDER:
        return as_boolean(value=_compare(name, values[0], values[1]))
    return _compute(name, values)


def _compare(name: str, left: str | None, right: str | None) -> bool:
    if left is None or right is None:
        return False
    numbers = to_number(left), to_number(right)
    if None in numbers:
        return _ORDER[name](left, right)
    return _ORDER[name](*numbers)


def _compute(name: str, values: Sequence[str | None]) -> str:
    numbers = [to_number(value or "") for value in values]
    if any(number is None for number in numbers):
        return ""
    known = [number for number in numbers if number is not None]
    if name.startswith("unary"):
        return to_text(-known[0] if name == "unary-" else known[0])
    try:
        result = _ARITHMETIC[name](known[0], known[1])
    except (ZeroDivisionError, OverflowError, ValueError):
        return ""
    return to_text(result) if isinstance(result, float) else ""


def _call(name: str, arguments: Sequence[Node], context: Context) -> str | None:
    if name == "if":
        if len(arguments) != 3:  # noqa: PLR2004 - condition, then, else
            raise LogicError("the function if() takes three arguments")
        return evaluate(arguments[1 if is_true(arguments[0], context) else 2], context)
    values = [evaluate(argument, context) or "" for argument in arguments]
    if name in ("isblankormissingcode", "isblanknotmissingcode", "ismissingcode"):
        return _missing(name, values, context)
    if name == "datediff":
        values[:2] = [context.moment(v) if v in ("today", "now") else v for v in values[:2]]
    function = FUNCTIONS.get(name)
    if function is None:
        raise LogicError(f"the function {name}() does not exist")
    return function(values)


def _missing(name: str, values: Sequence[str], context: Context) -> str:
    text = values[0] if values else ""
    is_code = context.is_missing_code(text)
    verdict = {
        "isblankormissingcode": not text or is_code,
        "isblanknotmissingcode": not text,
        "ismissingcode": is_code,
    }
    return as_boolean(value=verdict[name])
