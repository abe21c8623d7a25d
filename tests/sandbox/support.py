"""Small dictionaries and raw calls for the sandbox's conformance tests."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

import requests

from sandbox.dictionary import API_COLUMNS
from sandbox.server import SandboxServer


TIMEOUT = 20
SESSION = requests.Session()
"""Connections that stay open: opening one costs as much as a call."""


def a_field(name: str, instrument: str, field_type: str = "text", **cells: str) -> dict[str, str]:
    """One row of a dictionary under the API's names."""
    short = {
        "choices": "select_choices_or_calculations",
        "validation": "text_validation_type_or_show_slider_number",
        "label": "field_label",
        "branching": "branching_logic",
        "annotation": "field_annotation",
    }
    row = dict.fromkeys(API_COLUMNS, "")
    row |= {"field_name": name, "form_name": instrument, "field_type": field_type}
    row |= {"field_label": name.replace("_", " ").title()}
    return row | {short.get(key, key): value for key, value in cells.items()}


def as_csv(fields: Sequence[Mapping[str, str]]) -> str:
    """A dictionary file with the API's headers."""
    text = io.StringIO()
    writer = csv.DictWriter(text, API_COLUMNS)
    writer.writeheader()
    writer.writerows(fields)
    return text.getvalue()


# A person with two single instruments, and visits and notes that repeat.
PEOPLE = [
    a_field("record_id", "person", label="Record ID"),
    a_field("name", "person"),
    a_field(
        "age", "person", validation="integer", text_validation_min="0", text_validation_max="120"
    ),
    a_field("born", "person", validation="date_mdy"),
    a_field("race", "person", "checkbox", choices="1, One | -99, Not, said | Z, Zed"),
    a_field("sex", "person", "radio", choices="M, Male | F, Female"),
    a_field("intro", "person", "descriptive"),
    a_field("email", "contact", validation="email"),
    a_field("likes", "contact", "yesno"),
    a_field("visited", "visit", validation="datetime_ymd"),
    a_field("tags", "visit", "checkbox", choices="a, A | b, B"),
    a_field("remark", "note", "notes"),
]
REPEATING = ("visit", "note")


def post(sandbox: SandboxServer, **params: object) -> requests.Response:
    """One raw call; `format` and `token` are set unless said otherwise."""
    body = {"token": sandbox.token, "format": "json"} | params
    return SESSION.post(
        sandbox.url, data={k: v for k, v in body.items() if v is not None}, timeout=TIMEOUT
    )


def import_rows(sandbox: SandboxServer, rows: Sequence[Mapping[str, object]], **params: object):
    """Import JSON rows; the response."""
    return post(sandbox, content="record", data=json.dumps(rows), **params)


def export_rows(sandbox: SandboxServer, **params: object) -> list[dict[str, object]]:
    """Export JSON rows."""
    response = post(sandbox, content="record", **params)
    assert response.status_code == 200, response.text
    return response.json()


def visit(record: str, instance: object, **cells: str) -> dict[str, object]:
    """A repeat row of the visit instrument."""
    place = {"redcap_repeat_instrument": "visit", "redcap_repeat_instance": instance}
    return {"record_id": record, **place, **cells}
