"""A synthetic department: people, hubs, groups and history, as rows that an office would import.

`build` is pure and seeded: equal arguments give equal rows on every machine. Sizes, shares and
rates are those of programme.md 6.1, the edge cases those of 6.3 (`sandbox.cast`). Names are
stones and plants, addresses end in example.edu: nobody is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sandbox.cast import CAST
from sandbox.client import Client
from sandbox.making.casting import cast_groups, cast_old_pairs, cast_residents
from sandbox.making.casting_wishes import cast_wishes
from sandbox.making.commitments import make_commitments
from sandbox.making.dictionary import CHOICES, dictionary_csv_for, dictionary_rows_for
from sandbox.making.directory import make_directory
from sandbox.making.draft import Appearance, Draft
from sandbox.making.finishing import all_rows
from sandbox.making.flaws import UNKNOWN_TRACK, make_flaws
from sandbox.making.people import make_people
from sandbox.making.plans import Plans
from sandbox.making.rows import INSTRUMENT, RECORD, Row
from sandbox.making.sizes import SizeName
from sandbox.making.timetable import Timetable
from sandbox.making.wishes import make_wishes


__all__ = ["Department", "build", "dictionary_csv_for", "dictionary_rows_for"]

FIRST_DAY = date(2026, 7, 1)


@dataclass(frozen=True, kw_only=True)
class Department:
    """Rows to import, the plans that `sandbox.life` carries out, and where the cast is found."""

    size: SizeName
    seed: int
    timetable: Timetable
    rows: tuple[Row, ...]
    """Rows that REDCap accepts as they are, records in order."""
    late_rows: tuple[Row, ...]
    """Rows that only `obsolete_dictionary` accepts; their codes are unknown to today's."""
    plans: Plans
    cast: Mapping[str, Appearance]
    duplicates: frozenset[str]
    """Second records of people who are in the department already."""
    without_email: frozenset[str]

    @property
    def dictionary(self) -> list[Row]:
        """The data dictionary with this department's hubs, as metadata rows."""
        return dictionary_rows_for(self.size)

    @property
    def obsolete_dictionary(self) -> list[Row]:
        """The dictionary before the design changed: it still offers one more track."""
        return [
            {**row, CHOICES: f"{row[CHOICES]} | {UNKNOWN_TRACK}, Retired track"}
            if row["field_name"] == "p_track"
            else row
            for row in self.dictionary
        ]

    def load(self, client: Client) -> int:
        """Import everything into a project that has this department's dictionary; the records.

        The dictionary is wider while rows come in and is put back afterwards, as a design change
        would leave them. It needs design rights and a project in development status.
        """
        client.import_metadata(self.obsolete_dictionary)
        count = client.import_rows(self.rows) + client.import_rows(self.late_rows)
        client.import_metadata(self.dictionary)
        return count

    def rows_of(self, instrument: str) -> list[Row]:
        """Return the rows of a repeating instrument."""
        return [row for row in self.rows if row.get(INSTRUMENT) == instrument]

    @property
    def people(self) -> dict[str, Row]:
        """The person rows by record."""
        return {row[RECORD]: row for row in self.rows if row.get("record_type") == "1"}

    @property
    def private_texts(self) -> frozenset[str]:
        """Family names, addresses and sentences that no log line may ever contain."""
        fields = {"p_last", "p_email", "p_existing_name", "on_text", "fr_portfolio", "qr_done"}
        found = {row[name] for row in self.rows for name in fields & row.keys()}
        goals = {wish.goal for wish in self.plans.wishes.values()}
        return frozenset((found | goals) - {""})


def build(size: SizeName, seed: int, start: date = FIRST_DAY) -> Department:
    """Make the department of *size* for the academic year that begins on *start*.

    Args:
        size: S (60 faculty), M (160, the counted one) or L (1,600).
        seed: Equal seeds give equal departments.
        start: First day of the academic year, on day 1 to 28 of its month.
    """
    draft = Draft(name=size, seed=seed, timetable=Timetable(start))
    make_directory(draft)
    make_people(draft)
    make_commitments(draft)
    cast_groups(draft)
    cast_old_pairs(draft)
    cast_residents(draft)
    answering = make_wishes(draft)
    cast_wishes(draft, answering)
    make_flaws(draft, answering)
    return _finished(draft)


def _finished(draft: Draft) -> Department:
    (unknown,) = draft.cast["unknown_code"].record_ids
    plans = Plans(
        wishes=draft.wishes,
        decisions=draft.decisions,
        agreements=draft.agreements,
        reports=draft.reports,
        acts=tuple(sorted(draft.acts, key=lambda act: act.on)),
    )
    return Department(
        size=draft.name,
        seed=draft.seed,
        timetable=draft.timetable,
        rows=tuple(all_rows(draft)),
        late_rows=({RECORD: unknown, "p_track": UNKNOWN_TRACK},),
        plans=plans,
        cast={name: draft.cast[name] for name in CAST},
        duplicates=frozenset(draft.duplicates),
        without_email=frozenset(draft.without_email),
    )
