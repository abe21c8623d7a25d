"""A project's structure in the database: dictionary, arms, events, designations, repeats."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from sandbox.dictionary import Dictionary, Field, parse_choices
from sandbox.names import instrument_label, unique_dag_name, unique_event_name
from sandbox.storage.database import Database
from sandbox.structure import UNSEEN_EVENT, Arm, Dag, Event, Structure


class ShapeStore:
    """Reads and writes one project's structure; every write makes the next read fresh."""

    def __init__(self, database: Database, project_id: int) -> None:
        self._database = database
        self._id = project_id

    def load(self, info: Mapping[str, Any]) -> Structure:
        """The whole structure. *info*: the project's settings."""
        missing = parse_choices(str(info.get("missing_data_codes", "")))
        fields = tuple(Field(tuple(orjson.loads(row[0]))) for row in self._rows(_FIELDS))
        instruments = {row[0]: row[1:] for row in self._rows(_INSTRUMENTS)}
        dictionary = Dictionary(fields, missing)
        events = tuple(Event(*row) for row in self._rows(_EVENTS))
        return Structure(
            dictionary=dictionary,
            # The flag alone does not make a project longitudinal; several events do.
            is_longitudinal=bool(info.get("is_longitudinal")) and len(events) > 1,
            labels={
                name: instruments.get(name, (instrument_label(name),))[0]
                for name in dictionary.instruments
            },
            surveys={
                name: instruments[name][1]
                for name in dictionary.instruments
                if name in instruments and instruments[name][1] is not None
            },
            arms=tuple(Arm(*row) for row in self._rows(_ARMS)),
            events=events or (UNSEEN_EVENT,),
            designations=self._designations(),
            repeating=self._repeating(dictionary),
            dags=tuple(Dag(*row) for row in self._rows(_DAGS)),
            missing_codes=missing,
        )

    def _designations(self) -> dict[int, frozenset[str]]:
        found: defaultdict[int, set[str]] = defaultdict(set)
        for event_id, instrument in self._rows(_DESIGNATIONS):
            found[event_id].add(instrument)
        return {event_id: frozenset(names) for event_id, names in found.items()}

    def _repeating(self, dictionary: Dictionary) -> dict[tuple[int, str], str]:
        known = {"", *dictionary.instruments}
        return {(row[0], row[1]): row[2] for row in self._rows(_REPEATING) if row[1] in known}

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._database.rows(sql, self._id)

    def _changed(self) -> None:
        self._database.structures.pop(self._id, None)

    def replace_fields(self, fields: Iterable[Field]) -> None:
        """A new dictionary in place of the old one; labels and surveys of instruments stay."""
        self._database.run("DELETE FROM field WHERE project_id = ?", self._id)
        self._database.run_many(
            "INSERT INTO field VALUES (?, ?, ?)",
            (
                (self._id, position, orjson.dumps(field.spec).decode())
                for position, field in enumerate(fields)
            ),
        )
        self._changed()

    def label_instruments(self, labels: Mapping[str, str]) -> None:
        """Set the labels that people see."""
        self._database.run_many(
            "INSERT INTO instrument (project_id, name, label) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET label = excluded.label",
            ((self._id, name, label) for name, label in labels.items()),
        )
        self._changed()

    def enable_surveys(self, titles: Mapping[str, str]) -> None:
        """Make instruments surveys; title by instrument."""
        self._database.run_many(
            "INSERT INTO instrument (project_id, name, label, survey_title) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET survey_title = excluded.survey_title",
            (
                (self._id, name, instrument_label(name), title or instrument_label(name))
                for name, title in titles.items()
            ),
        )
        self._changed()

    def keep_survey_settings(self, settings: Mapping[str, Mapping[str, str]]) -> None:
        """Remember a project file's survey settings by instrument; the server ignores most."""
        self._database.run_many(
            "INSERT OR REPLACE INTO survey_setting VALUES (?, ?, ?)",
            (
                (self._id, name, orjson.dumps(dict(each)).decode())
                for name, each in settings.items()
            ),
        )

    def survey_settings(self) -> dict[str, dict[str, str]]:
        """The survey settings that came with a project file, by instrument."""
        return {row[0]: orjson.loads(row[1]) for row in self._rows(_SURVEY_SETTINGS)}

    def put_arm(self, number: int, name: str) -> None:
        """Add an arm or rename it."""
        self._database.run(
            "INSERT INTO arm VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name",
            *(self._id, number, name),
        )
        self._changed()

    def delete_arm(self, number: int) -> None:
        """Remove an arm with its events and their data."""
        for event in [row for row in self._rows(_EVENTS) if row[1] == number]:
            self.delete_event(int(event[0]))
        self._database.run("DELETE FROM arm WHERE project_id = ? AND arm_num = ?", self._id, number)
        self._changed()

    def put_event(self, event: Event) -> int:
        """Add an event, or change the one of the same id; a blank unique name is derived."""
        taken = [row[3] for row in self._rows(_EVENTS) if row[0] != event.id]
        unique_name = event.unique_name or unique_event_name(event.name, event.arm_num, taken)
        values = (
            *(event.arm_num, event.name, unique_name, event.custom_label),
            *(event.day_offset, event.offset_min, event.offset_max),
        )
        self._changed()
        if event.id:
            self._database.run(
                "UPDATE event SET arm_num = ?, name = ?, unique_name = ?, custom_label = ?,"
                " day_offset = ?, offset_min = ?, offset_max = ? WHERE event_id = ?",
                *values,
                event.id,
            )
            return event.id
        return self._database.insert(
            "INSERT INTO event (project_id, arm_num, name, unique_name, custom_label, day_offset,"
            " offset_min, offset_max) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(self._id, *values),
        )

    def delete_event(self, event_id: int) -> None:
        """Remove an event with its designations, repeats and data."""
        for table in ("event", "event_instrument", "repeating", "datum", "survey_link"):
            self._database.run(
                f"DELETE FROM {table} WHERE project_id = ? AND event_id = ?", self._id, event_id
            )
        self._changed()

    def replace_designations(self, pairs: Iterable[tuple[int, str]]) -> None:
        """Say anew which instruments are in which events."""
        self._database.run("DELETE FROM event_instrument WHERE project_id = ?", self._id)
        self._database.run_many(
            "INSERT OR IGNORE INTO event_instrument VALUES (?, ?, ?)",
            ((self._id, event_id, instrument) for event_id, instrument in pairs),
        )
        self._changed()

    def replace_repeating(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Say anew what repeats: event id, instrument (blank: the whole event), label."""
        self._database.run("DELETE FROM repeating WHERE project_id = ?", self._id)
        self._database.run_many(
            "INSERT OR REPLACE INTO repeating VALUES (?, ?, ?, ?)",
            ((self._id, *row) for row in rows),
        )
        self._changed()

    def put_dag(self, name: str, unique_name: str = "") -> int:
        """Add a data access group, or rename the one of that unique name, which changes too."""
        known = {row[2]: row[0] for row in self._rows(_DAGS)}
        self._changed()
        dag_id = known.pop(unique_name, None)
        new_name = unique_dag_name(name, known)
        if dag_id is not None:
            sql = "UPDATE dag SET name = ?, unique_name = ? WHERE dag_id = ?"
            self._database.run(sql, name, new_name, dag_id)
            return int(dag_id)
        return self._database.insert(
            "INSERT INTO dag (project_id, name, unique_name) VALUES (?, ?, ?)",
            *(self._id, name, new_name),
        )

    def delete_dag(self, dag_id: int) -> None:
        """Remove a group; its records and users belong to none afterwards."""
        for table in ("record", "member"):
            self._database.run(
                f"UPDATE {table} SET dag_id = NULL WHERE project_id = ? AND dag_id = ?",
                *(self._id, dag_id),
            )
        self._database.run("DELETE FROM dag WHERE project_id = ? AND dag_id = ?", self._id, dag_id)
        self._changed()


_FIELDS = "SELECT spec FROM field WHERE project_id = ? ORDER BY position"
_INSTRUMENTS = "SELECT name, label, survey_title FROM instrument WHERE project_id = ?"
_SURVEY_SETTINGS = "SELECT instrument, settings FROM survey_setting WHERE project_id = ?"
_ARMS = "SELECT arm_num, name FROM arm WHERE project_id = ? ORDER BY arm_num"
_EVENTS = (
    "SELECT event_id, arm_num, name, unique_name, custom_label, day_offset, offset_min,"
    " offset_max FROM event WHERE project_id = ? ORDER BY arm_num, day_offset, event_id"
)
_DESIGNATIONS = "SELECT event_id, instrument FROM event_instrument WHERE project_id = ?"
_REPEATING = "SELECT event_id, instrument, label FROM repeating WHERE project_id = ?"
_DAGS = "SELECT dag_id, name, unique_name FROM dag WHERE project_id = ? ORDER BY dag_id"
