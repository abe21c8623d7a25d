"""From results to bytes: JSON, CSV as PHP's fputcsv writes it, and XML as REDCap shapes it.

Tables come in parts of a thousand rows, so that nobody has to hold a whole export.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    Pieces,
    Plain,
    Result,
    Row,
    Single,
    Success,
    Table,
)


CHUNK = 1000
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" ?>'
MIMES = {"json": "application/json", "csv": "text/csv", "xml": "text/xml", "odm": "text/xml"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Body = tuple[bytes, str]
Parts = tuple[Iterable[bytes], str]


def json_bytes(value: Any) -> bytes:
    """JSON as PHP writes it, every slash escaped."""
    return orjson.dumps(value).replace(b"/", b"\\/")


def error_body(message: str, return_format: str) -> Body:
    """An error in the caller's format, byte for byte as REDCap writes it."""
    if return_format == "json":
        return json_bytes({"error": clean(message)}), MIMES["json"]
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
    """One CSV line quoted as fputcsv does: only when a cell has blanks, quotes or delimiters.

    Only ASCII blanks count: PHP looks at bytes.
    """
    texts = [cell if isinstance(cell, str) else _scalar(cell) for cell in cells]
    needs_quotes = _quoting(delimiter)
    quoted = [
        '"' + text.replace('"', '""') + '"' if text and needs_quotes(text) else text
        for text in texts
    ]
    return delimiter.join(quoted) + "\n"


@lru_cache
def _quoting(delimiter: str) -> Callable[[str], object]:
    return re.compile(rf'[ \t\r\n"\\{re.escape(delimiter)}]').search


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
def parts_of(result: Result, formats: Formats) -> Parts:
    """The bytes of a result in parts, and its content type."""
    body, mime = body_of(result, formats)
    return [body], mime


@parts_of.register
def _table(result: Table, formats: Formats) -> Parts:
    if formats.data == "json":
        return _json_parts(result), MIMES["json"]
    texts = _csv_parts(result) if formats.data == "csv" else _xml_parts(result)
    mime = MIMES["csv"] if formats.data == "csv" else MIMES["xml"]
    return (text.encode() for text in texts), mime


@parts_of.register
def _pieces(result: Pieces, _formats: Formats) -> Parts:
    texts = iter(result.texts)
    joined = iter(lambda: "".join(islice(texts, CHUNK)), "")
    return (text.encode() for text in joined), result.mime


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def _json_parts(table: Table) -> Iterator[bytes]:
    lead = b"["
    for chunk in _chunks(table.rows):
        yield lead + json_bytes(chunk)[1:-1]
        lead = b","
    yield b"[]" if lead == b"[" else b"]"


def _csv_parts(table: Table) -> Iterator[str]:
    columns, delimiter = list(table.columns), table.delimiter
    head = csv_line(table.headers or columns, delimiter)
    # The last line end is held back, because some tables do not have it.
    is_empty, end = True, ""
    for chunk in _chunks(table.rows):
        lines = [csv_line([row.get(name, "") for name in columns], delimiter) for row in chunk]
        text = (head if is_empty else end) + "".join(lines)
        is_empty, end = False, "\n"
        yield text.removesuffix("\n")
    if is_empty:
        yield head if table.empty_csv is None else table.empty_csv
    elif table.csv_newline:
        yield end


def _xml_parts(table: Table) -> Iterator[str]:
    outer, inner = table.xml_names
    yield f"{XML_HEAD}\n<{outer}>\n"
    cell = _xml_protected if outer == "records" else _xml_value
    for chunk in _chunks(table.rows):
        yield "".join(_xml_item(table.columns, row, inner, cell) for row in chunk)
    yield f"</{outer}>\n"


def _xml_item(
    columns: Sequence[str], row: Row, inner: str, cell: Callable[[Any], str] | None = None
) -> str:
    text = cell or _xml_value
    cells = "".join(f"<{name}>{text(row.get(name, ''))}</{name}>" for name in columns)
    return f"<{inner}>{cells}</{inner}>\n"


def _xml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"<{key}>{_xml_value(part)}</{key}>" for key, part in value.items())
    text = xml_text(_scalar(value))
    if not text or not re.search(r"[<>&\r\n]", text):
        return escape(text)
    return _xml_protected(text)


def _xml_protected(value: Any) -> str:
    """The value inside CDATA, as every filled cell of records and dictionaries comes."""
    text = xml_text(_scalar(value))
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>" if text else ""


@singledispatch
def body_of(result: Result, _formats: Formats) -> Body:
    """The bytes and content type of a small result."""
    raise TypeError(f"no renderer for {type(result).__name__}")


@body_of.register
def _single(result: Single, formats: Formats) -> Body:
    row = {name: result.row.get(name, "") for name in result.columns}
    if formats.data == "json":
        return json_bytes(row), MIMES["json"]
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
        return json_bytes(list(result.values)), MIMES["json"]
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
def _success(_result: Success, formats: Formats) -> Body:
    # "In the appropriate format", REDCap's help says; its CSV and XML are not established.
    if formats.status == "json":
        return b'{"success":true}', MIMES["json"]
    if formats.status == "csv":
        return b"success\ntrue\n", MIMES["csv"]
    return f"{XML_HEAD}<success>true</success>".encode(), MIMES["xml"]


@body_of.register
def _json(result: JsonValue, _formats: Formats) -> Body:
    return json_bytes(result.value), MIMES["json"]
