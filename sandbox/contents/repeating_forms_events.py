"""`content=repeatingFormsEvents`: what repeats, and under which label."""

from collections.abc import Mapping

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.incoming import parse_rows, texts
from sandbox.results import Plain, Result, Table
from sandbox.structure import Structure


NOTHING_REPEATS = (
    "You cannot export repeating instruments and events because the project does not contain any"
    " repeating instruments and events"
)


def export(call: Call) -> Result:
    """Repeating instruments and, with a blank instrument, whole repeating events."""
    structure = call.project.structure
    if not structure.is_repeating:
        raise ApiError(NOTHING_REPEATS)
    order, instruments = structure.event_order, structure.instrument_order
    places = sorted(structure.repeating, key=lambda p: (order[p[0]], instruments[p[1]]))
    rows = [
        {
            "event_name": structure.event_by_id[event_id].unique_name,
            "form_name": instrument,
            "custom_form_label": structure.repeating[event_id, instrument],
        }
        for event_id, instrument in places
    ]
    call.manage("Export repeating instruments and events (API)")
    columns: tuple[str, ...] = ("form_name", "custom_form_label")
    if structure.is_longitudinal:
        columns = ("event_name", *columns)
    return Table(columns, [{name: row[name] for name in columns} for row in rows])


def replace(call: Call) -> Result:
    """A new repeating set-up in place of the old one."""
    call.require_development()
    structure = call.project.structure
    rows = texts(parse_rows(call.params.raw("data"), call.params.format))
    call.project.shape.replace_repeating([_place(structure, row) for row in rows])
    call.manage("Set up repeating instruments/events (API)")
    return Plain(str(len(rows)))


def _place(structure: Structure, row: Mapping[str, str]) -> tuple[int, str, str]:
    event = structure.event_named(row.get("event_name", "") if structure.is_longitudinal else "")
    instrument = row.get("form_name", "")
    if instrument not in structure.instrument_order:
        raise ApiError(f"The instrument '{instrument}' does not exist in this project.")
    if not instrument and not structure.is_longitudinal:
        raise ApiError("A classic project has repeating instruments only.")
    return event.id, instrument, row.get("custom_form_label", "")


CONTENT = content("repeatingFormsEvents", export=export, import_=replace)
