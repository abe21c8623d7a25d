"""`content=exportFieldNames`: the names under which fields appear in exports."""

from sandbox.call import Call, content
from sandbox.dictionary import Column
from sandbox.errors import ApiError
from sandbox.results import Result, Table


COLUMNS = ("original_field_name", "choice_value", "export_field_name")


def export(call: Call) -> Result:
    """One row for each export column; file fields have none (redcap_api.md 2.4)."""
    dictionary = call.project.structure.dictionary
    asked = call.params.text("field")
    columns = [column for column in dictionary.columns if not _is_file(column)]
    if asked:
        columns = [column for column in columns if column.base == asked]
        if not columns:
            raise ApiError(f"The field '{asked}' does not exist")
    call.manage("Download export field names (API)")
    return Table(COLUMNS, [_row(column) for column in columns], xml_names=("fields", "field"))


def _is_file(column: Column) -> bool:
    return column.field is not None and column.field.type == "file"


def _row(column: Column) -> dict[str, str]:
    return dict(zip(COLUMNS, (column.base, column.code, column.name), strict=True))


CONTENT = content("exportFieldNames", export=export)
