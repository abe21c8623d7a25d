"""`content=arm`: the arms of a longitudinal project. An arm without events is not exported."""

from sandbox.call import Call, content
from sandbox.contents.longitudinal import require_longitudinal, whole_number
from sandbox.errors import ApiError
from sandbox.incoming import parse_rows, texts
from sandbox.results import Plain, Result, Table


COLUMNS = ("arm_num", "name")


def export(call: Call) -> Result:
    """Arms with at least one event; numbers as numbers."""
    require_longitudinal(call, "arms")
    structure, asked = call.project.structure, call.params.items("arms")
    used = {event.arm_num for event in structure.events}
    rows = [
        {"arm_num": arm.number, "name": arm.name}
        for arm in structure.arms
        if arm.number in used and (not asked or str(arm.number) in asked)
    ]
    call.manage("Export arms (API)")
    return Table(COLUMNS, rows, csv_newline=False)


def import_arms(call: Call) -> Result:
    """Add or rename arms; `override=1` first removes all arms, events, mappings and data."""
    call.require_development()
    rows = texts(parse_rows(call.params.raw("data"), call.params.format))
    if call.params.flag("override"):
        for arm in call.project.structure.arms:
            call.project.shape.delete_arm(arm.number)
    for row in rows:
        if not row.get("name", "").strip():
            raise ApiError("Each arm must have a name.")
        call.project.shape.put_arm(whole_number(row, "arm_num"), row["name"].strip())
    call.manage("Import arms (API)")
    return Plain(str(len(rows)))


def delete(call: Call) -> Result:
    """Remove arms with their events and data."""
    call.require_development()
    known = {str(arm.number) for arm in call.project.structure.arms}
    asked = call.params.items("arms")
    if missing := [number for number in asked if number not in known]:
        raise ApiError(f"The following arms do not exist: {', '.join(missing)}")
    for number in asked:
        call.project.shape.delete_arm(int(number))
    call.manage("Delete arms (API)")
    return Plain(str(len(asked)))


CONTENT = content("arm", export=export, import_=import_arms, delete=delete)
