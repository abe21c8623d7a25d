"""The one module that speaks PyCap.

PyCap builds the payloads; this module posts them itself (`wire`), because PyCap sets no
timeout, looks at no status, follows redirects, shares one session between all projects, and
prints the token when it has the wrong length. JSON, raw codes and strings only.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from redcap.project import Project

from mappings.model import Limits
from mentorship.errors import (
    ConfigurationError,
    RedcapRejected,
    RedcapUnavailable,
)
from redcap_gateway.answers import TooLarge, json_of, text_of
from redcap_gateway.batches import chunks, write_batches
from redcap_gateway.exports import (
    missing_records,
    of_request,
    record_ids,
    strings,
)
from redcap_gateway.imports import push_batches, values_of
from redcap_gateway.pacing import Pacer, Timing
from redcap_gateway.port import (
    CallCount,
    InstrumentRequest,
    ProjectIdentity,
    Row,
    WriteReceipt,
)
from redcap_gateway.wire import Wire, api_url, own_session


logger = logging.getLogger(__name__)

_TOKEN = re.compile(r"[0-9A-Fa-f]{32}")
_NOTHING_REPEATS = "does not contain any repeating"


def checked_token(token: str) -> str:
    """Return *token* without surrounding blanks.

    Raises:
        ConfigurationError: it cannot be a token; the message does not show it.
    """
    bare = token.strip()
    if not _TOKEN.fullmatch(bare):
        raise ConfigurationError(
            f"the REDCap token must be 32 hexadecimal characters, and this one has {len(bare)}"
            f" characters; copy it again from the project's API page"
        )
    return bare


class _PayloadBuilder(Project):
    """PyCap's methods over our own wire: every call passes through `_call_api`."""

    def __init__(self, url: str, token: str, wire: Wire) -> None:
        super().__init__(url, token)
        self._wire = wire

    def _call_api(self, payload: dict[str, Any], return_type: str, file: Any = None) -> Any:
        """Post *payload* and return what PyCap's own method would, or raise one of our errors.

        Replaces PyCap's method of the same name, which every public method calls.
        """
        if file is not None or return_type not in {"json", "str", "count_dict"}:
            raise NotImplementedError(f"this project makes no call that returns {return_type}")
        if "data" in payload:
            sent = values_of(json.loads(payload["data"]))
            return self._wire.write(payload, partial(json_of, sent=sent))
        return self._wire.read(payload, text_of if return_type == "str" else json_of)


class PyCapProject:
    """A REDCap project over HTTP. Implements `RedcapProject`."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        limits: Limits | None = None,
        ca_file: Path | None = None,
        pacer: Pacer | None = None,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            url: the API address, ending in /api/; https, or http on loopback.
            token: the service account's project token.
            limits: seconds, attempts, and how much to read and write at once.
            ca_file: the authority that signed REDCap's certificate, if the system lacks it.
            pacer: the waiter, for tests; the seconds of *limits* do not count then.

        Raises:
            ConfigurationError: url or token cannot be right.
        """
        address = api_url(url)
        self.limits = limits or Limits()
        self._wire = Wire(
            address,
            own_session(address),
            pacer or Pacer(Timing.of(self.limits)),
            verify=str(ca_file) if ca_file else True,
        )
        self._pycap = _PayloadBuilder(address, checked_token(token), self._wire)
        self._metadata: list[Row] | None = None

    def __repr__(self) -> str:
        """Name the server, never the token."""
        return f"PyCapProject({urlsplit(self._wire.url).hostname})"

    @property
    def calls(self) -> CallCount:
        """HTTP calls made so far, repetitions included."""
        return self._wire.calls

    def identity(self) -> ProjectIdentity:
        """Tell which project the token opens. See the port."""
        info = self._pycap.export_project_info(format_type="json")
        try:
            return ProjectIdentity(
                project_id=int(info["project_id"]),
                title=str(info["project_title"]),
                redcap_version=self._version(),
                in_production=bool(int(info["in_production"])),
                # PyCap's own is_longitudinal takes any error, even a lost line, for "no".
                is_longitudinal=bool(int(info["is_longitudinal"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise RedcapUnavailable(
                f"the project information came incomplete ({type(error).__name__})"
            ) from error

    def _version(self) -> str:
        """Return REDCap's version. PyCap answers None to an error here, so it is not used."""
        payload = self._pycap._initialize_payload("version")  # noqa: SLF001 - see above
        return self._wire.read(payload, text_of)

    def metadata(self) -> list[Row]:
        """Return the live data dictionary. See the port."""
        if self._metadata is None:
            self._metadata = [strings(row) for row in _rows(self._pycap.metadata)]
        return [dict(row) for row in self._metadata]

    def repeating_instruments(self) -> frozenset[str] | None:
        """Return the repeating instruments, or None where the token may not ask."""
        try:
            rows = _rows(self._pycap.export_repeating_instruments_events(format_type="json"))
        except RedcapRejected as error:
            return frozenset() if _NOTHING_REPEATS in str(error) else None
        return frozenset(str(row["form_name"]) for row in rows if row.get("form_name"))

    def unreadable(self, fields: Iterable[str]) -> frozenset[str] | None:
        """Return which of *fields* the token cannot export. See the port."""
        wanted = tuple(dict.fromkeys(fields))
        dictionary = self.metadata()
        if not dictionary:
            raise RedcapRejected("the project has no fields: its data dictionary is empty")
        record_id_field = dictionary[0]["field_name"]
        ids = record_ids(self._export((record_id_field,), record_id_field), record_id_field)
        if not ids:
            return None
        there = {row["field_name"] for row in dictionary}
        asked = tuple(each for each in wanted if each in there)
        columns = {
            column.split("___")[0]
            for row in self._export((record_id_field, *asked), record_id_field, ids[:1])
            for column in row
        }
        return frozenset(wanted) - columns

    def pull(self, requests: Sequence[InstrumentRequest], record_id_field: str) -> list[list[Row]]:
        """Return the rows of each request. See the port."""
        ids = record_ids(self._export((record_id_field,), record_id_field), record_id_field)
        return [self._pull_one(request, record_id_field, ids) for request in requests]

    def _pull_one(
        self, request: InstrumentRequest, record_id_field: str, ids: Sequence[str]
    ) -> list[Row]:
        """Read one request, whole or by records.

        A project that fits in one call is asked once; when REDCap then runs out of memory, the
        same is asked by records.
        """
        whole = len(ids) <= self.limits.batch_above_records
        if whole:
            try:
                return self._complete(request, record_id_field, ids, by_records=False)
            except TooLarge:
                logger.warning("out of memory on %d records: reading them in parts", len(ids))
        rows: list[Row] = []
        for part in chunks(ids, self.limits.records_per_read):
            rows.extend(self._complete(request, record_id_field, part, by_records=True))
        return rows

    def _complete(
        self,
        request: InstrumentRequest,
        record_id_field: str,
        ids: Sequence[str],
        *,
        by_records: bool,
    ) -> list[Row]:
        """Read *request* for *ids* and check that no record is missing; ask twice at most."""
        fields = tuple(dict.fromkeys((record_id_field, *request.fields)))
        missing: tuple[str, ...] = ()
        for _ in range(2):
            rows = self._export(fields, record_id_field, ids if by_records else ())
            missing = missing_records(rows, ids, record_id_field, request)
            if not missing:
                return of_request(rows, request, frozenset(ids), record_id_field)
            logger.warning("%d of %d records are missing from an answer", len(missing), len(ids))
        raise RedcapUnavailable(
            f"{len(missing)} of {len(ids)} records are missing from REDCap's answer, first:"
            f" {missing[0]}. They were deleted just now, or the answer was cut off"
        )

    def _export(
        self, fields: Sequence[str], record_id_field: str, ids: Sequence[str] = ()
    ) -> list[Row]:
        """Export *fields* as strings; all records, or *ids* only."""
        # PyCap would ask for the whole dictionary just to learn the record id's name.
        self._pycap._def_field = record_id_field  # noqa: SLF001 - see the line above
        answer = self._pycap.export_records(
            format_type="json",
            fields=list(fields),
            records=list(ids) or None,
            raw_or_label="raw",
        )
        return [strings(row) for row in _rows(answer)]

    def push(self, rows: Sequence[Row], *, record_id_field: str) -> WriteReceipt:
        """Import *rows* in batches. See the port."""
        batches = write_batches(rows, self.limits)
        return push_batches(batches, record_id_field, self._import)

    def _import(self, batch: Sequence[Row]) -> Any:
        """Send one import and return what REDCap counted. Dates travel as YYYY-MM-DD."""
        answer = self._pycap.import_records(
            list(batch),
            import_format="json",
            return_format_type="json",
            return_content="count",
            overwrite="overwrite",
            date_format="YMD",
        )
        return answer.get("count") if isinstance(answer, Mapping) else answer

    def survey_link(self, record_id: str, instrument: str, repeat_instance: int) -> str:
        """Return the link with which a partner opens that survey instance."""
        link = self._pycap.export_survey_link(
            record=record_id, instrument=instrument, repeat_instance=repeat_instance
        )
        parts = urlsplit(link)
        if parts.scheme not in {"https", "http"} or not parts.hostname or len(link.split()) != 1:
            raise RedcapRejected(
                f"record {record_id}, {instrument} instance {repeat_instance}: REDCap's answer is"
                f" no survey link; is the instrument enabled as a survey?"
            )
        return str(link)


def _rows(answer: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a JSON export.

    Raises:
        RedcapUnavailable: the answer is JSON, but no list of rows.
    """
    if not isinstance(answer, list) or not all(isinstance(row, Mapping) for row in answer):
        raise RedcapUnavailable(f"rows were due, and a JSON {type(answer).__name__} came")
    return answer
