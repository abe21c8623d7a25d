"""A data dictionary in a department's words, and back: names, choices, logic, piping, tags.

Lets a sandbox hold the project of a department that renamed things, and lets the drift check
compare that project with ours. Pure text work on the 18 API columns. In logic, a field stands
before the value it is compared with, as REDCap's own editor writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mappings.names import Names
from redcap_schema.dictionary import Field, FieldType


_TEXTS = (
    "section_header",
    "field_label",
    "field_note",
    "branching_logic",
    "field_annotation",
)
_CHOICES = "select_choices_or_calculations"
_CODED = frozenset({"radio", "dropdown", "checkbox"})
_YES_NO = frozenset({"yesno", "truefalse"})
_REFERENCE = re.compile(
    r"\[(?P<field>[a-z][a-z0-9_]*)(?:\((?P<box>[^()\[\]]*)\))?(?P<option>:[a-z_:]+)?\]"
    r"(?:(?P<compare>\s*(?:=|<>|!=)\s*)(?P<quote>['\"])(?P<value>[^'\"]*)(?P=quote))?"
)
_OWN_CODES = re.compile(
    r"(?P<tag>@(?:DEFAULT|HIDECHOICE|NONEOFTHEABOVE|SHOWCHOICE)\s*=\s*)"
    r"(?P<quote>['\"])(?P<codes>[^'\"]*)(?P=quote)"
)


@dataclass(frozen=True, slots=True)
class _Words:
    """From one side's names to the other's."""

    fields: Mapping[str, str]
    instruments: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    """By the field's name on the side that is left."""


def to_local(rows: Iterable[Mapping[str, str]], names: Names) -> list[dict[str, str]]:
    """Return our data dictionary, or another one in our words, in the department's words."""
    return [_row(row, outward(names)) for row in rows]


def to_canonical(
    rows: Iterable[Mapping[str, str]], names: Names, dictionary: Mapping[str, Field]
) -> list[dict[str, str]]:
    """Return the department's data dictionary in our words.

    A yes/no field that the department keeps as a radio button becomes one again.
    """
    words = _inward(names)
    return [_yes_no_again(_row(row, words), dictionary) for row in rows]


def text_to_local(text: str, names: Names) -> str:
    """Return *text* with every `[field]` in the department's words: labels, logic, piping."""
    return _rewritten(text, outward(names))


def outward(names: Names) -> _Words:
    """Return the words for canonical -> local; of several local codes, the file's first."""
    codes: dict[str, dict[str, str]] = {}
    for name, pairs in names.codes.items():
        back = codes.setdefault(name, {})
        for local, canonical in pairs.items():
            back.setdefault(canonical, local)
    return _Words(names.fields, names.instruments, codes)


def _inward(names: Names) -> _Words:
    return _Words(
        {local: name for name, local in names.fields.items()},
        {local: name for name, local in names.instruments.items()},
        {names.field_name(name): pairs for name, pairs in names.codes.items()},
    )


def _row(row: Mapping[str, str], words: _Words) -> dict[str, str]:
    """Return one line of a dictionary in other words."""
    name, kind = row["field_name"], row["field_type"]
    codes = words.codes.get(name, {})
    result = dict(row)
    result["field_name"] = words.fields.get(name, name)
    result["form_name"] = words.instruments.get(row["form_name"], row["form_name"])
    for column in _TEXTS:
        result[column] = _rewritten(row.get(column, ""), words)
    result["field_annotation"] = _own_codes(result["field_annotation"], codes)
    choices = row.get(_CHOICES, "")
    if kind in _CODED:
        result[_CHOICES] = _choices(choices, codes)
    elif kind in _YES_NO and codes:
        labels = "1, Yes | 0, No" if kind == "yesno" else "1, True | 0, False"
        result |= {"field_type": "radio", _CHOICES: _choices(labels, codes)}
    else:
        result[_CHOICES] = _rewritten(choices, words)
    return result


def _choices(text: str, codes: Mapping[str, str]) -> str:
    """Return "code, label | code, label" with other codes; labels stay as they are."""
    if not codes:
        return text
    parts = [choice.strip().partition(",") for choice in text.split("|") if choice.strip()]
    return " | ".join(
        f"{codes.get(code.strip(), code.strip())}{comma}{label}" for code, comma, label in parts
    )


def _rewritten(text: str, words: _Words) -> str:
    return _REFERENCE.sub(lambda found: _reference(found, words), text)


def _reference(found: re.Match[str], words: _Words) -> str:
    """Return one `[field(box)] = 'code'` in other words; what is no field of ours stays."""
    name, box = found["field"], found["box"]
    codes = words.codes.get(name, {})
    inner = words.fields.get(name, name)
    if box is not None:
        inner += f"({codes.get(box, box)})"
    result = f"[{inner}{found['option'] or ''}]"
    if found["compare"]:
        value = found["value"] if box is not None else codes.get(found["value"], found["value"])
        result += f"{found['compare']}{found['quote']}{value}{found['quote']}"
    return result


def _own_codes(annotation: str, codes: Mapping[str, str]) -> str:
    """Return the annotation with the field's own codes in its action tags changed."""

    def changed(found: re.Match[str]) -> str:
        listed = ",".join(codes.get(code, code) for code in found["codes"].split(","))
        return f"{found['tag']}{found['quote']}{listed}{found['quote']}"

    return _OWN_CODES.sub(changed, annotation) if codes else annotation


def _yes_no_again(row: dict[str, str], dictionary: Mapping[str, Field]) -> dict[str, str]:
    about = dictionary.get(row["field_name"])
    kinds = {FieldType.YESNO, FieldType.TRUEFALSE}
    if about is not None and about.type in kinds and row["field_type"] == "radio":
        return {**row, "field_type": about.type.value, _CHOICES: ""}
    return row
