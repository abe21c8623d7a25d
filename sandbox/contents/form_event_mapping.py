"""`content=formEventMapping`: which instrument is designated for which event."""

from collections.abc import Mapping

from sandbox.call import Call, content
from sandbox.contents.longitudinal import require_longitudinal
from sandbox.errors import ApiError
from sandbox.incoming import parse_rows, texts
from sandbox.results import Plain, Result, Table
from sandbox.structure import Structure


COLUMNS = ("arm_num", "unique_event_name", "form")


def export(call: Call) -> Result:
    """One row for each instrument of each event."""
    require_longitudinal(call, "form/event mappings")
    structure, asked = call.project.structure, call.params.items("arms")
    rows = [
        {"arm_num": event.arm_num, "unique_event_name": event.unique_name, "form": name}
        for event in structure.events
        if not asked or str(event.arm_num) in asked
        for name in structure.dictionary.instruments
        if name in structure.designated(event.id)
    ]
    call.manage("Export instrument-event mappings (API)")
    return Table(COLUMNS, rows, csv_newline=False)


def replace(call: Call) -> Result:
    """New mappings in place of all old ones."""
    call.require_development()
    rows = texts(parse_rows(call.params.raw("data"), call.params.format))
    pairs = [_pair(call.project.structure, row) for row in rows]
    call.project.shape.replace_designations(pairs)
    call.manage("Import instrument-event mappings (API)")
    return Plain(str(len(rows)))


def _pair(structure: Structure, row: Mapping[str, str]) -> tuple[int, str]:
    event = structure.event_named(row.get("unique_event_name", ""))
    instrument = row.get("form", "")
    if instrument not in structure.dictionary.instruments:
        raise ApiError(f"The instrument '{instrument}' does not exist in this project.")
    return event.id, instrument


CONTENT = content("formEventMapping", export=export, import_=replace)
