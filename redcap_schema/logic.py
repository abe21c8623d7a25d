"""REDCap logic (branching, calculations, piping): which fields it names, and what is wrong in it.

A reader of the syntax, not an evaluator. Source: the notation is `[field]`, `[checkbox(code)]`,
`'text'`, `=`, `<>`, `and`, `or` and functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


CHECKBOX = "checkbox"

_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_REFERENCE = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?:\((?P<code>[^()]+)\))?(?::(?:value|label))?")
_COMPARISON = re.compile(r"\[([a-z][a-z0-9_]*)\]\s*(?:=|<>|!=)\s*(?:'([^']*)'|\"([^\"]*)\")")
_WORD = re.compile(r"[A-Za-z_]\w*")
_FOREIGN = re.compile(r"[^\w\s()\[\],.=<>!+\-*/^:'\"]")

SMART_VARIABLES = frozenset(
    {
        "record-name",
        "user-name",
        "form-name",
        "instrument-name",
        "current-instance",
        "previous-instance",
        "next-instance",
        "first-instance",
        "last-instance",
        "is-form",
        "is-survey",
    }
)
_OPERATORS_AND_FUNCTIONS = """
and or not if concat_ws concat datediff round roundup rounddown sqrt abs min max mean median sum
stdev log isnumber isinteger isblankormissingcode contains not_contain starts_with ends_with
left right mid length find trim upper lower year month day
"""
_WORDS = frozenset(_OPERATORS_AND_FUNCTIONS.split())


@dataclass(frozen=True, slots=True)
class Reference:
    """One field named in brackets; *code* is set for one box of a checkbox."""

    field: str
    code: str | None = None


def references(text: str) -> tuple[Reference, ...]:
    """Return the fields that *text* names in brackets, in order; smart variables left out."""
    found = (_FIELD.fullmatch(inside) for inside in _REFERENCE.findall(text))
    return tuple(Reference(each["name"], each["code"]) for each in found if each)


def reference_faults(
    text: str, types: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """Yield what is wrong with the brackets in *text*.

    *types* maps every field of the project to its type, *choices* every choice field to its
    codes.
    """
    for inside in _REFERENCE.findall(text):
        found = _FIELD.fullmatch(inside)
        if found is None:
            if inside.split(":")[0] not in SMART_VARIABLES:
                yield f"[{inside}] is neither a field nor a smart variable"
            continue
        yield from _field_faults(found["name"], found["code"], types, choices)


def _field_faults(
    name: str,
    code: str | None,
    types: Mapping[str, str],
    choices: Mapping[str, Mapping[str, str]],
) -> Iterator[str]:
    if name not in types:
        yield f"[{name}] is not a field of this project"
    elif types[name] == "descriptive":
        yield f"[{name}] is descriptive text and never has a value"
    elif code is not None and types[name] != CHECKBOX:
        yield f"[{name}({code})] names a box, but {name} is not a checkbox"
    elif code is not None and code not in choices[name]:
        yield f"[{name}({code})] names a choice that {name} does not have"


def logic_faults(
    text: str, types: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """Yield what is wrong with *text* as branching logic or as a calculation."""
    yield from reference_faults(text, types, choices)
    bare = _STRING.sub("''", text)
    if bare.replace("''", "").count("'") or bare.count('"'):
        yield "a quotation mark is not closed"
    for first, last in ("()", "[]"):
        if not _is_balanced(bare, first, last):
            yield f"{first} and {last} do not match"
    outside = _REFERENCE.sub(" ", bare)
    for word in _WORD.findall(outside):
        if word.lower() not in _WORDS:
            yield f"{word} is neither an operator nor a function"
    if foreign := _FOREIGN.search(outside):
        yield f"{foreign[0]} has no meaning in logic"
    yield from _comparison_faults(text, types, choices)


def _comparison_faults(
    text: str, types: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    for name, single, double in _COMPARISON.findall(text):
        value = single or double
        if types.get(name) == CHECKBOX:
            yield f"[{name}] is a checkbox: write [{name}(code)]='1'"
        elif name in choices and value and value not in choices[name]:
            yield f"[{name}] is compared with {value}, which is not one of its codes"


def _is_balanced(text: str, first: str, last: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == first) - (character == last)
        if depth < 0:
            return False
    return depth == 0
