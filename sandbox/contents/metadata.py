"""`content=metadata`: the data dictionary out, and in as a whole."""

from sandbox.call import Call, content
from sandbox.dictionary import API_COLUMNS, rows_from_specs
from sandbox.errors import ApiError
from sandbox.incoming import parse_rows, texts
from sandbox.project_setup import check_dictionary
from sandbox.records.moving import move_values
from sandbox.results import Plain, Result, Table


def export(call: Call) -> Result:
    """The dictionary's 18 columns; `fields` and `forms` together are a union."""
    dictionary = call.project.structure.dictionary
    names, instruments = call.params.items("fields"), call.params.items("forms")
    unknown = [name for name in names if name not in dictionary.by_name]
    if unknown:
        listed = ", ".join(f"'{name}'" for name in unknown)
        raise ApiError(f'The following values in the parameter "fields" are not valid: {listed}')
    call.manage("Download data dictionary (API)")
    everything = not names and not instruments
    rows = [
        field.row()
        for field in dictionary.fields
        if everything or field.name in names or field.instrument in instruments
    ]
    return Table(API_COLUMNS, rows, xml_names=("records", "item"))


def replace(call: Call) -> Result:
    """A new dictionary in place of the whole old one; Development status only."""
    call.require_development()
    rows = texts(parse_rows(call.params.raw("data"), call.params.format))
    fields = rows_from_specs(rows)
    check_dictionary(fields)
    before = call.project.structure.dictionary
    call.project.shape.replace_fields(fields)
    move_values(call.project, before)
    call.manage("Upload data dictionary (API)")
    return Plain(str(len(fields)))


CONTENT = content("metadata", export=export, import_=replace)
