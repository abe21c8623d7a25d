"""REDCap's API over plain HTTP, as somebody with a token would use it.

The people of the rehearsal work through this and not through the automation's gateway, so that
nothing of theirs depends on what is being rehearsed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from types import TracebackType
from typing import Any, Self

import requests


Row = dict[str, str]

ROWS_AT_ONCE = 1000
"""Rows in one import call."""
TIMEOUT = (5, 120)
"""Seconds to connect and to wait for an answer."""
MOST_OF_BODY = 300


class ApiRefused(RuntimeError):
    """REDCap answered with an error; the text is REDCap's own."""


class Client:
    """One project of a REDCap server, seen by one user."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._session = requests.Session()

    def import_rows(self, rows: Sequence[Row], *, overwrite: bool = False) -> int:
        """Import rows; the number of records that REDCap counted.

        Blank cells change nothing unless *overwrite*. Rows of one instrument share a call, up to
        a thousand at a time, so one call's rows have the same columns.

        Raises:
            ApiRefused: nothing of the refused call was stored.
        """
        behavior = "overwrite" if overwrite else "normal"
        counted = 0
        for batch in _batches(rows):
            answer = self._call(
                "record", type="flat", overwriteBehavior=behavior, data=json.dumps(batch)
            )
            counted += int(answer["count"])
        return counted

    def export_rows(
        self, instruments: Collection[str] = (), *, fields: Collection[str] = ()
    ) -> list[Row]:
        """Export all rows of *instruments* and *fields*, every value as text."""
        lists = _numbered("forms", instruments) | _numbered("fields", ["record_id", *fields])
        rows: list[dict[str, Any]] = self._call("record", type="flat", **lists)
        return [{name: str(value) for name, value in row.items()} for row in rows]

    def export_metadata(self) -> list[Row]:
        """Export the data dictionary."""
        rows: list[Row] = self._call("metadata")
        return rows

    def import_metadata(self, rows: Sequence[Row]) -> None:
        """Replace the data dictionary, as somebody with design rights may."""
        self._call("metadata", data=json.dumps(list(rows)))

    def _call(self, content: str, **parameters: str) -> Any:
        fixed = {"token": self._token, "content": content, "format": "json"}
        answer = self._session.post(
            self._url, data={**fixed, "returnFormat": "json", **parameters}, timeout=TIMEOUT
        )
        if answer.status_code != requests.codes.ok:
            raise ApiRefused(f"{content}: {answer.status_code} {answer.text[:MOST_OF_BODY]}")
        return answer.json()

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _numbered(name: str, values: Iterable[str]) -> dict[str, str]:
    return {f"{name}[{number}]": value for number, value in enumerate(values)}


def _batches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Cut rows into calls: by repeating instrument, in the order in which they are given."""
    kinds: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        kind = row.get("redcap_repeat_instrument", ""), row.get("record_type", "")
        kinds.setdefault(kind, []).append(row)
    for batch in kinds.values():
        rest = iter(batch)
        while part := list(islice(rest, ROWS_AT_ONCE)):
            yield part
