"""From results to bytes: JSON, CSV as PHP's fputcsv writes it, and XML as REDCap shapes it."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, singledispatch
from itertools import islice
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import orjson

from sandbox.results import (
    Binary,
    Count,
    Ids,
    JsonValue,
    Nothing,
    Plain,
    Result,
    Row,
    Single,
    Table,
)


CHUNK = 1000
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" ?>'
MIMES = {"json": "application/json", "csv": "text/csv", "xml": "text/xml", "odm": "text/xml"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Body = tuple[bytes, str]


def error_body(message: str, return_format: str) -> Body:
    """An error in the caller's format, byte for byte as REDCap writes it."""
    if return_format == "json":
        return orjson.dumps({"error": clean(message)}), MIMES["json"]
    if return_format == "csv":
        return f"ERROR: {message}".encode(errors="replace"), MIMES["csv"]
    text = escape(xml_text(message))
    body = f"{XML_HEAD}<hash><error>{text}</error></hash>"
    return body.encode(), MIMES["xml"]


def clean(text: str) -> str:
    """The text without lone surrogates, which no encoder accepts."""
    return text.encode(errors="replace").decode()


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 forbids."""
    return _NOT_XML.sub("", text)


def csv_line(cells: Iterable[Any], delimiter: str = ",") -> str:
    """One CSV line quoted as fputcsv does: only when a cell has blanks, quotes or delimiters."""
    texts = [cell if isinstance(cell, str) else _scalar(cell) for cell in cells]
    needs_quotes = _quoting(delimiter)
    quoted = [
        '"' + text.replace('"', '""') + '"' if text and needs_quotes(text) else text
        for text in texts
    ]
    return delimiter.join(quoted) + "\n"


@lru_cache
def _quoting(delimiter: str) -> Callable[[str], object]:
    return re.compile(rf'[\s"\\{re.escape(delimiter)}]').search


def _scalar(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dict):
        return ",".join(f"{key}:{value}" for key, value in cell.items())
    return str(cell)


class Formats(NamedTuple):
    """The format of data and the format of status answers."""

    data: str
    status: str


@singledispatch
def body_of(result: Result, _formats: Formats) -> Body:
    """The bytes and content type of a result."""
    raise TypeError(f"no renderer for {type(result).__name__}")


@body_of.register
def _table(result: Table, formats: Formats) -> Body:
    if formats.data == "json":
        return _json_rows(result.rows), MIMES["json"]
    if formats.data == "csv":
        return _csv_table(result).encode(), MIMES["csv"]
    return _xml_table(result).encode(), MIMES["xml"]


def _json_rows(rows: Iterable[Row]) -> bytes:
    """A JSON list, encoded a thousand rows at a time so that the rows need not all be held."""
    remaining = iter(rows)
    parts = []
    while chunk := list(islice(remaining, CHUNK)):
        parts.append(orjson.dumps(chunk)[1:-1])
    return b"[" + b",".join(parts) + b"]"


def _csv_table(table: Table) -> str:
    columns, delimiter = list(table.columns), table.delimiter
    rows = [csv_line([row.get(name, "") for name in columns], delimiter) for row in table.rows]
    if not rows and table.empty_csv is not None:
        return table.empty_csv
    text = csv_line(table.headers or columns, delimiter) + "".join(rows)
    return text if table.csv_newline else text.removesuffix("\n")


def _xml_table(table: Table) -> str:
    outer, inner = table.xml_names
    lines = [_xml_item(table.columns, row, inner) for row in table.rows]
    return f"{XML_HEAD}\n<{outer}>\n" + "".join(lines) + f"</{outer}>\n"


def _xml_item(columns: Sequence[str], row: Row, inner: str) -> str:
    cells = "".join(f"<{name}>{_xml_value(row.get(name, ''))}</{name}>" for name in columns)
    return f"<{inner}>{cells}</{inner}>\n"


def _xml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"<{key}>{_xml_value(part)}</{key}>" for key, part in value.items())
    text = xml_text(_scalar(value))
    if not text or not re.search(r"[<>&\r\n]", text):
        return escape(text)
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


@body_of.register
def _single(result: Single, formats: Formats) -> Body:
    row = {name: result.row.get(name, "") for name in result.columns}
    if formats.data == "json":
        return orjson.dumps(row), MIMES["json"]
    if formats.data == "csv":
        return (csv_line(row) + csv_line(row.values())).encode(), MIMES["csv"]
    item = _xml_item(result.columns, row, "items")
    return f"{XML_HEAD}\n{item}".encode(), MIMES["xml"]


@body_of.register
def _plain(result: Plain, _formats: Formats) -> Body:
    return result.text.encode(), result.mime


@body_of.register
def _count(result: Count, formats: Formats) -> Body:
    if formats.status == "json":
        return orjson.dumps({"count": result.count}), MIMES["json"]
    if formats.status == "csv":
        return str(result.count).encode(), MIMES["csv"]
    return f"{XML_HEAD}<count>{result.count}</count>".encode(), MIMES["xml"]


@body_of.register
def _ids(result: Ids, formats: Formats) -> Body:
    if formats.status == "json":
        return orjson.dumps(list(result.values)), MIMES["json"]
    if formats.status == "csv":
        return "".join(f"{line}\n" for line in ("id", *result.values)).encode(), MIMES["csv"]
    items = "".join(f"<id>{escape(xml_text(value))}</id>" for value in result.values)
    return f"{XML_HEAD}<ids>{items}</ids>".encode(), MIMES["xml"]


@body_of.register
def _binary(result: Binary, _formats: Formats) -> Body:
    return result.content, f'{result.mime}; name="{result.filename}";charset=UTF-8'


@body_of.register
def _nothing(_result: Nothing, formats: Formats) -> Body:
    return b"", MIMES.get(formats.status, MIMES["xml"])


@body_of.register
def _json(result: JsonValue, _formats: Formats) -> Body:
    return orjson.dumps(result.value), MIMES["json"]
