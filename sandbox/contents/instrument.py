"""`content=instrument`: the instruments and their labels."""

from sandbox.call import Call, content
from sandbox.results import Result, Table


COLUMNS = ("instrument_name", "instrument_label")


def export(call: Call) -> Result:
    """Instruments in dictionary order."""
    structure = call.project.structure
    call.manage("Export instruments (API)")
    rows = [
        {"instrument_name": name, "instrument_label": structure.labels[name]}
        for name in structure.dictionary.instruments
    ]
    return Table(COLUMNS, rows)


CONTENT = content("instrument", export=export)
