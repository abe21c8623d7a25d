"""The fence around every write: the fewest cells, only ours, never too many.

Works on canonical names, before translation. One writer per instrument is the programme's rule
(programme.md 0): people own plain instruments, the run owns `*_auto` instruments. The one
exception is an opening: an empty survey instance made for people to fill, which may only be
created, never changed. Nothing here does I/O.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeAlias

from mentorship.errors import WriteRefused
from mentorship.record_order import record_order
from redcap_gateway.port import REPEAT_INSTANCE, REPEAT_INSTRUMENT, Row
from redcap_schema.dictionary import fields_of
from redcap_schema.registry import ONCE


RECORD_ID = "record_id"
"""The canonical name; `mappings` knows the department's."""

Stored: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]
"""Rows as pulled, canonical, in lists under any key. A row knows itself where it belongs."""

RowKey: TypeAlias = tuple[str, str, str]
"""Record, repeating instrument, instance; the last two "" for base rows."""


class TargetRow(Protocol):
    """One instrument of one record as the run wants it (`redcap_schema.emit.TargetRow`).

    `values` holds canonical cells, checkbox columns included; `stamps` names those that are
    written only along with another change.
    """

    @property
    def record_id(self) -> str:
        """The record."""
        ...

    @property
    def instrument(self) -> str:
        """The canonical instrument."""
        ...

    @property
    def repeat_instance(self) -> int | None:
        """The instance; None for an instrument that does not repeat."""
        ...

    @property
    def values(self) -> Mapping[str, str]:
        """The cells."""
        ...

    @property
    def stamps(self) -> frozenset[str]:
        """Cells that alone are no reason to write."""
        ...


@dataclass(frozen=True, slots=True)
class _Fence:
    """What may be written at all."""

    owned: frozenset[str]
    openings: Mapping[str, frozenset[str]]

    def columns(self, instrument: str) -> frozenset[str]:
        """Return which columns of *instrument* may be written; foreign instruments have none."""
        if instrument in self.owned:
            return owned_columns(instrument)
        opened = self.openings.get(instrument)
        return frozenset() if opened is None else opened | {f"{instrument}_complete"}


@cache
def owned_columns(instrument: str) -> frozenset[str]:
    """Return the columns of an instrument, its status included, as the dictionary has them."""
    columns = {column for each in fields_of(instrument) for column in each.columns}
    return frozenset(columns | {f"{instrument}_complete"})


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs from what is stored; `cells` holds only what differs."""

    record_id: str
    instrument: str
    repeat_instance: int | None
    cells: Mapping[str, str]
    is_new: bool
    """The row does not exist yet."""

    def row(self) -> Row:
        """Return the partial import row, canonical."""
        repeats = self.repeat_instance is not None
        return {
            RECORD_ID: self.record_id,
            REPEAT_INSTRUMENT: self.instrument if repeats else "",
            REPEAT_INSTANCE: str(self.repeat_instance) if repeats else "",
            **self.cells,
        }


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The changes of one push, ordered by instrument, record number and instance."""

    changes: tuple[Change, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """Partial canonical import rows."""
        return [change.row() for change in self.changes]

    @property
    def rows_by_instrument(self) -> dict[str, int]:
        """How many rows change, by instrument; only those that do."""
        return dict(Counter(change.instrument for change in self.changes))

    def __len__(self) -> int:
        return len(self.changes)


def build_change_set(
    targets: Iterable[TargetRow],
    stored: Stored,
    *,
    owned: frozenset[str],
    openings: Mapping[str, frozenset[str]],
    max_rows: int,
) -> ChangeSet:
    """Return the smallest set of changes that turns *stored* into *targets*.

    A cell that is absent counts as blank, an unticked checkbox column as 0, and line ends do
    not count. Stamps ride along only when another cell of the row changes.

    Args:
        targets: rows as the run wants them.
        stored: rows as pulled; every row that a target speaks of must be among them.
        owned: instruments that only the run writes.
        openings: people's repeating instruments, each with the fields an opening may set.
        max_rows: more changed rows than this stop the run before anything is written.

    Raises:
        WriteRefused: a target is not ours to write, an opening meets an instance that exists
            with other content, one row has two targets, or too many rows would change. Nothing
            was written.
    """
    wanted = _keyed(targets, _Fence(owned, openings))
    existing = _existing(stored, frozenset(wanted))
    changes = []
    for (key, instrument), target in wanted.items():
        before = existing.get(key)
        cells = _changed(target, before) if instrument in owned else _opening(target, before)
        if cells:
            is_new = before is None
            changes.append(
                Change(target.record_id, instrument, target.repeat_instance, cells, is_new)
            )
    if len(changes) > max_rows:
        raise WriteRefused(
            f"{len(changes)} rows would change, the limit is {max_rows}; nothing was"
            f" written. If that is right, raise limits.max_rows_per_night in the department's file"
        )
    return ChangeSet(tuple(sorted(changes, key=_order)))


def applied(stored: Stored, change_set: ChangeSet) -> dict[str, list[Row]]:
    """Return *stored* as it will be once REDCap has taken *change_set*.

    Serves the second write of a night, which compares with what the first one left. A new row
    joins the list under its instrument's name, or under `registry.ONCE`.
    """
    pending: dict[RowKey, Row] = {}
    for change in change_set.changes:
        pending.setdefault(_key(change), {}).update(change.row())
    after: dict[str, list[Row]] = {}
    met: set[RowKey] = set()
    for name, rows in stored.items():
        after[name] = [{**row, **pending.get(row_key(row), {})} for row in rows]
        met.update(row_key(row) for row in rows)
    for key, row in pending.items():
        if key not in met:
            after.setdefault(row[REPEAT_INSTRUMENT] or ONCE, []).append(row)
    return after


def row_key(row: Mapping[str, str]) -> RowKey:
    """Return which row of the project this is."""
    return (row[RECORD_ID], row.get(REPEAT_INSTRUMENT, ""), row.get(REPEAT_INSTANCE, ""))


def _key(target: TargetRow | Change) -> RowKey:
    if target.repeat_instance is None:
        return (target.record_id, "", "")
    return (target.record_id, target.instrument, str(target.repeat_instance))


def _keyed(targets: Iterable[TargetRow], fence: _Fence) -> dict[tuple[RowKey, str], TargetRow]:
    """Return the targets by row and instrument, each one inside the fence."""
    wanted: dict[tuple[RowKey, str], TargetRow] = {}
    for target in targets:
        _check(target, fence)
        place = (_key(target), target.instrument)
        if place in wanted:
            raise WriteRefused(f"{_name(target)}: two targets for one row; nothing was written")
        wanted[place] = target
    return wanted


def _check(target: TargetRow, fence: _Fence) -> None:
    """Refuse what is not ours."""
    foreign = sorted(set(target.values) - fence.columns(target.instrument))
    if target.instrument not in fence.owned and target.instrument not in fence.openings:
        raise WriteRefused(f"{_name(target)}: this instrument belongs to people; nothing written")
    if foreign:
        raise WriteRefused(f"{_name(target)}: not ours to write: {', '.join(foreign)}")
    if target.repeat_instance is None and target.instrument in fence.openings:
        raise WriteRefused(f"{_name(target)}: only a repeating instrument can be opened")
    if target.repeat_instance is not None and target.repeat_instance < 1:
        raise WriteRefused(f"{_name(target)}: instances count from 1")


def _existing(stored: Stored, wanted: frozenset[tuple[RowKey, str]]) -> dict[RowKey, Row]:
    """Return the stored rows that targets speak of; several lists may share a base row."""
    keys = {key for key, _ in wanted}
    found: dict[RowKey, Row] = {}
    for rows in stored.values():
        for row in rows:
            key = row_key(row)
            if key in keys:
                found.setdefault(key, {}).update(row)
    return found


def _changed(target: TargetRow, before: Mapping[str, str] | None) -> dict[str, str]:
    """Return the cells that differ; none where only stamps do."""
    cells = {
        column: value
        for column, value in target.values.items()
        if not _same(column, value, (before or {}).get(column, ""))
    }
    return {} if cells.keys() <= target.stamps else cells


def _opening(target: TargetRow, before: Mapping[str, str] | None) -> dict[str, str]:
    """Return the cells of a new instance; none where it was opened already.

    Whatever people have put into an existing instance since, its completion included, stays.
    """
    status = f"{target.instrument}_complete"
    if before is None:
        return {column: value for column, value in target.values.items() if value}
    differing = sorted(
        column
        for column, value in target.values.items()
        if column != status and not _same(column, value, before.get(column, ""))
    )
    if differing:
        raise WriteRefused(
            f"{_name(target)}: exists already with another {', '.join(differing)}; an opening may"
            f" only create an instance. Nothing was written"
        )
    return {}


def _same(column: str, wanted: str, stored: str) -> bool:
    """Tell whether REDCap would show the two values as one."""
    if "___" in column:
        return (wanted or "0") == (stored or "0")
    return wanted == stored or _plain(wanted) == _plain(stored)


def _plain(text: str) -> str:
    """Return *text* as REDCap may give it back: other line ends, no blanks at the end."""
    return text.replace("\r\n", "\n").rstrip()


def _order(change: Change) -> tuple[str, Any, int]:
    return (change.instrument, record_order(change.record_id), change.repeat_instance or 0)


def _name(target: TargetRow) -> str:
    """Say where a target points: record, instrument, instance."""
    instance = "" if target.repeat_instance is None else f" instance {target.repeat_instance}"
    return f"record {target.record_id}, {target.instrument}{instance}"
