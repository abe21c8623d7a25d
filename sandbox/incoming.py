"""The `data` parameter of imports: JSON, CSV or XML into rows of texts."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from sandbox.errors import BadBody
from sandbox.render import clean
from sandbox.xmltree import Element, XmlError, parse_xml


Row = dict[str, Any]
DELIMITERS = {"tab": "\t", "\\t": "\t", "\t": "\t", ",": ",", ";": ";", "|": "|", "^": "^"}


def parse_rows(text: str, fmt: str, delimiter: str = ",") -> list[Row]:
    """Rows of an import. Raises `BadBody` when the text is not in the format.

    A JSON object where a list belongs gives no rows at all, as REDCap has always done.
    """
    if fmt == "json":
        return _from_json(text)
    if fmt == "csv":
        return _from_csv(text, delimiter)
    return _from_xml(text)


def parse_object(text: str, fmt: str) -> Row:
    """One object, such as a project's settings; a list gives its first element."""
    if fmt == "json":
        value = _load_json(text)
        rows = [value] if isinstance(value, dict) else _from_json(text)
    elif fmt == "csv":
        rows = _from_csv(text, ",")
    else:
        root = _load_xml(text)
        rows = [_item(root.children[0] if _wraps_item(root) else root)]
    if not rows:
        raise BadBody
    return rows[0]


def _wraps_item(root: Element) -> bool:
    return bool(root.children) and bool(root.children[0].children)


def _from_json(text: str) -> list[Row]:
    value = _load_json(text)
    if not isinstance(value, list):
        return []
    if any(not isinstance(row, dict) for row in value):
        raise BadBody
    return [{str(key): plain(cell) for key, cell in row.items()} for row in value]


def _load_json(text: str) -> Any:
    try:
        value = json.loads(text, parse_float=str, parse_int=str, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadBody from error
    # Only an escape can bring in half a surrogate pair, which no encoder accepts later.
    return _without_surrogates(value) if "\\ud" in text.lower() else value


def _without_surrogates(value: Any) -> Any:
    return json.loads(clean(json.dumps(value, ensure_ascii=False)))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def plain(cell: Any) -> Any:
    """A JSON value as text; objects (a user's forms) stay objects."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, dict | list):
        return cell
    return str(cell)


def _from_csv(text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
    try:
        lines = [line for line in reader if any(cell != "" for cell in line)]
    except csv.Error as error:
        raise BadBody from error
    if not lines:
        return []
    header = [name.strip() for name in lines[0]]
    return [_csv_row(header, line) for line in lines[1:]]


def _csv_row(header: list[str], line: list[str]) -> Row:
    cells = line + [""] * (len(header) - len(line))
    return {name: cell for name, cell in zip(header, cells, strict=False) if name}


def _from_xml(text: str) -> list[Row]:
    root = _load_xml(text)
    return [_item(child) for child in root.children]


def _load_xml(text: str) -> Element:
    try:
        return parse_xml(text)
    except XmlError as error:
        raise BadBody from error


def _item(element: Element) -> Row:
    return {child.name: _value(child) for child in element.children}


def _value(element: Element) -> Any:
    if element.children:
        return {child.name: child.text for child in element.children}
    return element.text


def texts(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The same rows with every cell a text. Raises `BadBody` for nested values."""
    found = []
    for row in rows:
        if any(isinstance(cell, dict | list) for cell in row.values()):
            raise BadBody
        found.append({name.strip(): str(cell) for name, cell in row.items()})
    return found
