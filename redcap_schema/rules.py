"""Whether a data dictionary is one that REDCap takes, and one that this house can work with.

Findings are sentences that say where and what; no findings means that it is in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from redcap_schema.dictionary import COLUMNS, Confidentiality, instrument_names, parse_field
from redcap_schema.field_rules import FIELD_RULES, Book
from redcap_schema.logic import references
from redcap_schema.registry import HUB_LISTS, INSTRUMENTS


FIRST_LINE = 2
"""Line of the first field: line 1 of the file holds the headings."""


def dictionary_faults(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Return what REDCap would refuse or misunderstand in *rows* (API names, in order)."""
    columns = set(COLUMNS.values())
    for line, row in enumerate(rows, start=FIRST_LINE):
        if set(row) != columns:
            odd = ", ".join(sorted(columns ^ set(row)))
            return [f"Line {line}: a data dictionary has REDCap's 18 columns; look at {odd}."]
    book = Book.of(rows)
    found = [*_file_faults(rows)]
    for line, row in enumerate(rows, start=FIRST_LINE):
        for rule in FIELD_RULES:
            found += [f"Field {row['field_name']} (line {line}): {f}." for f in rule(row, book)]
    return found


def _file_faults(rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Yield faults of the file as a whole: record number first, unique names, whole instruments."""
    if not rows:
        yield "The data dictionary is empty."
        return
    if rows[0]["field_type"] != "text":
        yield f"Field {rows[0]['field_name']}: the first field is the record number, a text field."
    for name, count in Counter(row["field_name"] for row in rows).items():
        if count > 1:
            yield f"Field {name} occurs {count} times."
    blocks = [row["form_name"] for row in rows]
    starts = [b for before, b in zip([None, *blocks], blocks, strict=False) if before != b]
    for name, count in Counter(starts).items():
        if count > 1:
            yield f"Instrument {name}: its fields are not together."


def house_faults(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Return where *rows* break this house's own conventions. Source: programme 4.2, 4.3."""
    by_name = {row["field_name"]: row for row in rows}
    repeating = {each.instrument for each in INSTRUMENTS if each.is_repeating}
    found = [*_instrument_faults(rows), *_hub_list_faults(by_name)]
    for row in rows:
        clauses = (
            *_class_faults(row),
            *_owner_faults(row),
            *_source_faults(row, by_name, repeating),
        )
        found += [f"Field {row['field_name']}: {clause}." for clause in clauses]
    return found


def _instrument_faults(rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    expected = tuple(each.instrument for each in INSTRUMENTS)
    if instrument_names(rows) != expected:
        yield "The instruments differ from the registry in names or order."
    used: dict[str, str] = {}
    for row in rows[1:]:
        prefix = row["field_name"].split("_", 1)[0]
        if used.setdefault(prefix, row["form_name"]) != row["form_name"] and prefix != "record":
            yield f"Field {row['field_name']}: prefix {prefix}_ belongs to {used[prefix]}."


def _hub_list_faults(by_name: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    lists = {by_name[n]["select_choices_or_calculations"] for n in HUB_LISTS if n in by_name}
    if len(lists) > 1:
        yield f"The hub lists {', '.join(HUB_LISTS)} are not the same."


def _class_faults(row: Mapping[str, str]) -> Iterator[str]:
    """One class tag each; class C4 in the office's notes only. Source: programme 4.3."""
    try:
        field = parse_field(row)
    except ValueError as error:
        yield str(error)
        return
    notes = row["form_name"] == "office_notes"
    if (field.confidentiality is Confidentiality.NARRATIVE) != notes:
        yield "class C4 is for office_notes, and for all of it"


def _owner_faults(row: Mapping[str, str]) -> Iterator[str]:
    """Only the run writes `*_auto` instruments, so people's screens lock them."""
    if not row["form_name"].endswith("_auto"):
        return
    if "@READONLY" not in row["field_annotation"].split():
        yield "a field that the nightly run writes is @READONLY"
    if row["required_field"]:
        yield "a field that the nightly run writes is not required of people"


def _source_faults(
    row: Mapping[str, str], by_name: Mapping[str, Mapping[str, str]], repeating: set[str]
) -> Iterator[str]:
    """References across instruments go to base rows only. Source: programme 3.4."""
    for column in ("field_label", "branching_logic", "field_annotation"):
        for each in references(row[column]):
            home = by_name[each.field]["form_name"] if each.field in by_name else ""
            if home in repeating and home != row["form_name"]:
                yield f"{column} takes [{each.field}] from another repeating instrument"
