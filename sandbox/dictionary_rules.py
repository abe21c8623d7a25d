"""REDCap's objections to a data dictionary: names, types, choices, order.

The rules are documented; REDCap's exact sentences are not established (redcap_api.md 7), so the
words are ours. A dictionary with any objection is refused as a whole.
"""

import re
from collections.abc import Iterator, Sequence

from sandbox.dictionary import CHOICE_TYPES, Field
from sandbox.logic import LogicError, field_names_in
from sandbox.names import checkbox_column
from sandbox.validation import KNOWN_TYPES


FIELD_TYPES = frozenset(
    {
        "text",
        "notes",
        "calc",
        "dropdown",
        "radio",
        "checkbox",
        "yesno",
        "truefalse",
        "file",
        "slider",
        "descriptive",
        "sql",
    }
)
RESERVED = frozenset(
    {
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "redcap_data_access_group",
        "redcap_survey_identifier",
        "redcap_survey_timestamp",
    }
)
MAX_NAME = 100
_NAME = re.compile(r"[a-z](?:[a-z0-9_]*[a-z0-9])?")
_CODE = re.compile(r"[\w.\- ]+")


def objections(fields: Sequence[Field]) -> list[str]:
    """Every reason why REDCap would refuse this dictionary; empty when it is acceptable."""
    if not fields:
        return ["The data dictionary has no fields."]
    found = list(_structure(fields))
    names = {field.name for field in fields}
    for position, field in enumerate(fields, start=1):
        where = f"Row {position} ({field.name or 'no name'})"
        found += [f"{where}: {reason}" for reason in _of_field(field)]
        found += [f"{where}: {reason}" for reason in _of_branching(field, names)]
    return found


def _structure(fields: Sequence[Field]) -> Iterator[str]:
    if fields[0].type != "text":
        yield "The first field is the record id and must be a text field."
    seen: set[str] = set()
    for field in fields:
        if field.name in seen:
            yield f"The variable name {field.name} is used more than once."
        seen.add(field.name)
    statuses = {f"{field.instrument}_complete" for field in fields}
    for name in sorted(statuses & seen):
        yield f"The variable name {name} belongs to an instrument's status."
    yield from _interleaved(fields)


def _interleaved(fields: Sequence[Field]) -> Iterator[str]:
    closed: set[str] = set()
    previous = fields[0].instrument
    for field in fields:
        if field.instrument != previous:
            closed.add(previous)
            previous = field.instrument
        if field.instrument in closed:
            yield f"The fields of {field.instrument} are not together ({field.name})."


def _of_field(field: Field) -> Iterator[str]:
    if not _NAME.fullmatch(field.name) or len(field.name) > MAX_NAME:
        yield "a variable name has lower-case letters, digits and underscores"
    if field.name in RESERVED:
        yield "this variable name is reserved"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", field.instrument):
        yield f"the form name {field.instrument!r} is not valid"
    if field.type not in FIELD_TYPES:
        yield f"the field type {field.type!r} does not exist"
    if field.type == "text" and field.validation not in KNOWN_TYPES:
        yield f"the validation type {field.validation!r} does not exist"
    if field.type == "calc" and not field.detail.strip():
        yield "a calculated field needs a calculation"
    if field.type in CHOICE_TYPES:
        yield from _of_choices(field)


def _of_choices(field: Field) -> Iterator[str]:
    codes = [code for code, _label in field.choices]
    if not codes:
        yield "a multiple choice field needs choices"
    columns = [checkbox_column(field.name, code) for code in codes]
    if len(set(codes)) < len(codes):
        yield "a choice code is used more than once"
    elif field.type == "checkbox" and len(set(columns)) < len(columns):
        yield "two choice codes give the same export column"
    for code in codes:
        if not _CODE.fullmatch(code):
            yield f"the choice code {code!r} has characters that are not allowed"


def _of_branching(field: Field, names: set[str]) -> Iterator[str]:
    if not field.branching.strip():
        return
    try:
        used = field_names_in(field.branching)
    except LogicError as error:
        yield f"the branching logic has an error: {error}"
        return
    for name in sorted(used - names):
        if not name.endswith("_complete"):
            yield f"the branching logic names the field {name}, which does not exist"
