"""`content=event`: the events of a longitudinal project."""

from collections.abc import Mapping

from sandbox.call import Call, content
from sandbox.contents.longitudinal import require_longitudinal, whole_number
from sandbox.errors import ApiError
from sandbox.incoming import parse_rows, texts
from sandbox.results import Plain, Result, Table
from sandbox.structure import Event


COLUMNS = ("event_name", "arm_num", "unique_event_name", "custom_event_label", "event_id")
SCHEDULING_COLUMNS = ("day_offset", "offset_min", "offset_max")


def export(call: Call) -> Result:
    """Events by arm and day; offsets only when scheduling is enabled."""
    require_longitudinal(call, "events")
    asked = call.params.items("arms")
    scheduled = bool(call.project.info.get("scheduling_enabled"))
    columns = (*COLUMNS[:2], *SCHEDULING_COLUMNS, *COLUMNS[2:]) if scheduled else COLUMNS
    rows = [
        {name: cell for name, cell in _row(event).items() if name in columns}
        for event in call.project.structure.events
        if not asked or str(event.arm_num) in asked
    ]
    call.manage("Export events (API)")
    return Table(columns, rows, csv_newline=False)


def _row(event: Event) -> dict[str, object]:
    return {
        "event_name": event.name,
        "arm_num": event.arm_num,
        "day_offset": event.day_offset,
        "offset_min": event.offset_min,
        "offset_max": event.offset_max,
        "unique_event_name": event.unique_name,
        "custom_event_label": event.custom_label,
        "event_id": event.id,
    }


def import_events(call: Call) -> Result:
    """Add events, or change those whose unique name is known; `override=1` removes all first."""
    call.require_development()
    rows = texts(parse_rows(call.params.raw("data"), call.params.format))
    if call.params.flag("override"):
        for event in call.project.structure.events:
            call.project.shape.delete_event(event.id)
    for row in rows:
        call.project.shape.put_event(_event(call, row))
    call.manage("Import events (API)")
    return Plain(str(len(rows)))


def _event(call: Call, row: Mapping[str, str]) -> Event:
    structure = call.project.structure
    known = structure.event_by_name.get(row.get("unique_event_name", ""))
    arm_num = whole_number(row, "arm_num", known.arm_num if known else None)
    name = row.get("event_name", known.name if known else "").strip()
    if not name:
        raise ApiError("Each event must have a name.")
    if arm_num not in {arm.number for arm in structure.arms}:
        raise ApiError(f"The arm number {arm_num} does not exist.")
    # A new event goes behind those of its arm, unless the row says on which day it is.
    days = [event.day_offset + 1 for event in structure.events if event.arm_num == arm_num]
    day = known.day_offset if known else max(days, default=1)
    return Event(
        id=known.id if known else 0,
        arm_num=arm_num,
        name=name,
        unique_name=known.unique_name if known else "",
        custom_label=row.get("custom_event_label", known.custom_label if known else ""),
        day_offset=whole_number(row, "day_offset", day),
        offset_min=whole_number(row, "offset_min", known.offset_min if known else 0),
        offset_max=whole_number(row, "offset_max", known.offset_max if known else 0),
    )


def delete(call: Call) -> Result:
    """Remove events with their data."""
    call.require_development()
    events = [call.project.structure.event_named(name) for name in call.params.items("events")]
    for event in events:
        call.project.shape.delete_event(event.id)
    call.manage("Delete events (API)")
    return Plain(str(len(events)))


CONTENT = content("event", export=export, import_=import_events, delete=delete)
