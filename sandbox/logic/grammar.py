"""The grammar of REDCap's expressions.

`parse` turns text into a tree: comparisons, and/or/not, arithmetic, function calls, field
references with an optional event before and an optional instance behind, and checkbox codes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

import pyparsing as pp


MAX_LENGTH = 20_000
MAX_DEPTH = 30
_REFERENCE = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(
    r"(?P<name>[a-z0-9_\-]+)\s*(?:\((?P<code>[^()]*)\))?\s*(?P<modifiers>(?::\w+)*)"
)


class LogicError(Exception):
    """The expression is not REDCap logic; says where reading stopped."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a quoted text."""

    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A field's value: `[event][name(code):label][instance]`; code for one checkbox choice.

    *modifiers*: the words behind the colons, such as `label`, or a smart variable's instrument.
    """

    name: str
    code: str | None = None
    event: str = ""
    instance: str = ""
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `if` is one too."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator between or before operands."""

    operator: str
    operands: tuple["Node", ...]


Node = Literal | Reference | Call | Operation


@lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """The tree of an expression. Raises `LogicError` when it cannot be read."""
    if len(text) > MAX_LENGTH:
        raise LogicError(f"the expression is longer than {MAX_LENGTH} characters")
    if _depth(text) > MAX_DEPTH:
        raise LogicError(f"the expression is nested deeper than {MAX_DEPTH} parentheses")
    try:
        node: Node = _GRAMMAR.parse_string(_without_comments(text), parse_all=True)[0]
    except pp.ParseBaseException as error:
        raise LogicError(f"cannot be read from position {error.loc + 1}") from error
    except RecursionError:
        raise LogicError("the expression is nested too deeply") from None
    return node


def field_names_in(text: str) -> set[str]:
    """The names of all fields an expression refers to, smart variables left out."""
    return {ref.name for ref in references(parse(text)) if "-" not in ref.name}


def references(node: Node) -> Iterator[Reference]:
    """Every field reference below *node*."""
    match node:
        case Reference():
            yield node
        case Call(arguments=children) | Operation(operands=children):
            for child in children:
                yield from references(child)


def _depth(text: str) -> int:
    steps = ({"(": 1, ")": -1}.get(letter, 0) for letter in text)
    return max(accumulate(steps), default=0)


def _without_comments(text: str) -> str:
    lines = text.replace("\r", "\n").split("\n")
    return " ".join(line for line in lines if not line.strip().startswith(("//", "#")))


def _reference(tokens: pp.ParseResults) -> Reference:
    parts = [part.strip() for part in _REFERENCE.findall(tokens[0])]
    instance = ""
    if len(parts) > 1 and (parts[-1].isdecimal() or parts[-1].endswith("-instance")):
        instance = parts.pop()
    event = parts.pop(0) if len(parts) > 1 else ""
    match = _FIELD.fullmatch(parts[-1].lower()) if len(parts) == 1 else None
    if match is None:
        raise pp.ParseFatalException(f"not a field reference: {tokens[0]}")
    code = _code_of(parts[-1]) if match["code"] is not None else None
    modifiers = tuple(match["modifiers"].split(":")[1:])
    return Reference(match["name"], code, event, instance, modifiers)


def _code_of(text: str) -> str:
    return text[text.index("(") + 1 : text.rindex(")")].strip()


def _binary(tokens: pp.ParseResults) -> Node:
    parts: list[Any] = list(tokens[0])
    node: Node = parts[0]
    for operator, operand in zip(parts[1::2], parts[2::2], strict=True):
        node = Operation(_operator(operator), (node, operand))
    return node


def _unary(tokens: pp.ParseResults) -> Node:
    operator, operand = tokens[0]
    name = "not" if operator.lower() in ("not", "!") else f"unary{operator}"
    return Operation(name, (operand,))


def _operator(text: str) -> str:
    name = text.lower()
    return {"==": "=", "!=": "<>", "&&": "and", "||": "or"}.get(name, name)


def _grammar() -> pp.ParserElement:
    expression = pp.Forward()
    number = pp.Regex(r"\d+(\.\d*)?|\.\d+").set_parse_action(lambda t: Literal(t[0]))
    text = pp.Regex(r"'[^']*'|\"[^\"]*\"").set_parse_action(lambda t: Literal(t[0][1:-1]))
    reference = pp.Regex(r"\[[^\[\]]*\](?:\[[^\[\]]*\])*").set_parse_action(_reference)
    name = pp.Regex(r"[A-Za-z_][A-Za-z0-9_]*")
    arguments = pp.Optional(pp.DelimitedList(expression))
    call = (name + pp.Suppress("(") + pp.Group(arguments) + pp.Suppress(")")).set_parse_action(
        lambda t: Call(t[0].lower(), tuple(t[1]))
    )
    constant = pp.Regex(r"(?i:true|false)\b").set_parse_action(
        lambda t: Literal("1" if t[0].lower() == "true" else "0")
    )
    expression <<= pp.infix_notation(  # type: ignore[no-untyped-call]  # pyparsing leaves it untyped
        number | text | reference | call | constant,
        [
            (pp.one_of("- +"), 1, pp.OpAssoc.RIGHT, _unary),
            ("^", 2, pp.OpAssoc.LEFT, _binary),
            (pp.one_of("* / %"), 2, pp.OpAssoc.LEFT, _binary),
            (pp.one_of("+ -"), 2, pp.OpAssoc.LEFT, _binary),
            (pp.one_of("<= >= <> != == < > ="), 2, pp.OpAssoc.LEFT, _binary),
            (pp.Regex(r"(?i:not)\b|!(?!=)"), 1, pp.OpAssoc.RIGHT, _unary),
            (pp.Regex(r"(?i:and)\b|&&"), 2, pp.OpAssoc.LEFT, _binary),
            (pp.Regex(r"(?i:or)\b|\|\|"), 2, pp.OpAssoc.LEFT, _binary),
        ],
    )
    return expression


pp.ParserElement.enable_packrat()
_GRAMMAR = _grammar()
