"""How a live project differs from what this version needs.

Extra instruments and fields of the department are its own affair, and so are the choices of hub
and affinity group lists. Blocking drift stops the night before any write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from mentorship.hubs import hub_label
from redcap_schema.codes import Writer
from redcap_schema.dictionary import Field, FieldType, fields, parse_choices
from redcap_schema.registry import HUB_LISTS, INSTRUMENTS, LOCAL_LISTS, needed_fields
from redcap_schema.row import InstrumentRow


_SAME_CELLS: tuple[frozenset[str], ...] = (
    frozenset({FieldType.TEXT, FieldType.NOTES, FieldType.CALC}),
    frozenset(
        {
            FieldType.RADIO,
            FieldType.DROPDOWN,
            FieldType.YESNO,
            FieldType.TRUEFALSE,
            FieldType.SQL,
        }
    ),
    frozenset({FieldType.CHECKBOX}),
)
"""Field types whose exported cells read alike."""

_UPLOAD = "Upload this version's data dictionary, or map the field in the department's file."


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One difference: where, what it is, what to do, and whether the night must not run."""

    instrument: str
    field: str
    what: str
    do: str
    is_blocking: bool

    @property
    def sentence(self) -> str:
        """The difference as an operator reads it."""
        return f"{self.what} {self.do}"


def find_drift(
    live: Sequence[Mapping[str, str]], repeating: Collection[str] | None = None
) -> tuple[Drift, ...]:
    """Return how the project's metadata differ from what we need, in dictionary order.

    *live* are the 18 API columns under canonical names (mapped names translated back).
    *repeating* are the live repeating instruments, None where the token may not ask.
    """
    by_name = {row["field_name"]: row for row in live}
    needed = needed_fields()
    found = [drift for field in fields().values() for drift in _field_drift(field, by_name, needed)]
    if repeating is not None:
        found += _repeating_drift(repeating)
    return tuple(found)


def _field_drift(
    field: Field,
    live: Mapping[str, Mapping[str, str]],
    needed: Mapping[str, type[InstrumentRow]],
) -> Iterator[Drift]:
    """Yield the differences of one field; only the automation's own needs block."""
    is_needed = field.name in needed
    row = live.get(field.name)
    if row is None:
        yield _missing(field, live, is_needed=is_needed)
    elif is_needed:
        yield from _moved(field, row)
        yield from _retyped(field, row)
        if field.choices and field.name not in LOCAL_LISTS:
            yield from _rechosen(field, row, needed[field.name].written_by)


def _missing(field: Field, live: Mapping[str, Mapping[str, str]], *, is_needed: bool) -> Drift:
    near = get_close_matches(field.name, live, n=1, cutoff=0.8)
    hint = f" The nearest name there is {near[0]}." if near else ""
    return Drift(
        instrument=field.instrument,
        field=field.name,
        what=f"The project has no field {field.name} ({field.instrument}).",
        do=f"{_UPLOAD}{hint}" if is_needed else "The nightly run does not use it.",
        is_blocking=is_needed,
    )


def _moved(field: Field, row: Mapping[str, str]) -> Iterator[Drift]:
    if row["form_name"] != field.instrument:
        yield Drift(
            instrument=field.instrument,
            field=field.name,
            what=f"Field {field.name} is on instrument {row['form_name']}, "
            f"not on {field.instrument}.",
            do="Move it back, or map the instrument in the department's file.",
            is_blocking=True,
        )


def _retyped(field: Field, row: Mapping[str, str]) -> Iterator[Drift]:
    live = row["field_type"]
    if live != field.type and not any({live, field.type} <= same for same in _SAME_CELLS):
        yield Drift(
            instrument=field.instrument,
            field=field.name,
            what=f"Field {field.name} is of type {live}, not {field.type}.",
            do=_UPLOAD,
            is_blocking=True,
        )
        return
    check = row["text_validation_type_or_show_slider_number"]
    is_date = field.validation.startswith("date")
    if field.type is FieldType.TEXT and is_date and not check.startswith("date"):
        yield Drift(
            instrument=field.instrument,
            field=field.name,
            what=f"Field {field.name} is no longer validated as a date.",
            do="Set its validation back, so that people cannot type anything else.",
            is_blocking=False,
        )


def _rechosen(field: Field, row: Mapping[str, str], writer: Writer) -> Iterator[Drift]:
    """Yield lost and added codes: a lost one blocks where we write it, an added one never."""
    if row["field_type"] in {FieldType.YESNO, FieldType.TRUEFALSE, FieldType.SQL}:
        return
    live = parse_choices(row["select_choices_or_calculations"])
    lost = [code for code in field.choices if code not in live]
    added = [code for code in live if code not in field.choices]
    if lost:
        pasted = " | ".join(f"{code}, {field.choices[code]}" for code in lost)
        yield Drift(
            instrument=field.instrument,
            field=field.name,
            what=f"Field {field.name} lacks the codes {', '.join(lost)}.",
            do=f"Add to its choices: {pasted}",
            is_blocking=writer is Writer.AUTOMATION,
        )
    if added:
        yield Drift(
            instrument=field.instrument,
            field=field.name,
            what=f"Field {field.name} has codes we do not know: {', '.join(added)}.",
            do="Map them in the department's file; until then such answers are data problems.",
            is_blocking=False,
        )


def _repeating_drift(repeating: Collection[str]) -> Iterator[Drift]:
    for each in INSTRUMENTS:
        is_live = each.instrument in repeating
        if is_live == each.is_repeating:
            continue
        is_needed = any(model is each for model in needed_fields().values())
        yield Drift(
            instrument=each.instrument,
            field="",
            what=f"Instrument {each.instrument} "
            f"{'repeats' if is_live else 'does not repeat'} in the project.",
            do="Change it under Project Setup, repeating instruments.",
            is_blocking=is_needed,
        )


def missing_hub_choices(
    live: Sequence[Mapping[str, str]], hubs: Mapping[int, str]
) -> dict[str, tuple[str, ...]]:
    """Return, by hub list field, the choice lines to paste for hubs it lacks.

    *hubs* maps code to name; a line reads `51, H51 Sleep medicine`.
    """
    by_name = {row["field_name"]: row for row in live}
    found: dict[str, tuple[str, ...]] = {}
    for name in HUB_LISTS:
        row = by_name.get(name)
        listed = parse_choices(row["select_choices_or_calculations"]) if row else {}
        missing = [code for code in sorted(hubs) if str(code) not in listed]
        if missing:
            found[name] = tuple(f"{code}, {hub_label(code, hubs[code])}" for code in missing)
    return found
