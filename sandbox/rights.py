"""User rights as REDCap's user export shows them, and the questions handlers ask of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import NO_DELETE, NO_EXPORT, NO_IMPORT, Forbidden
from sandbox.numbers import whole_or


NO_ACCESS = 0
FULL_SET = 1
DEIDENTIFIED = 2
NO_IDENTIFIERS = 3

# Viewing rights: 0 none, 2 read only; since REDCap 15.6 also 128 none, 129 read only.
_NO_EDITING = frozenset({0, 2, 128, 129})

PROFILE_KEYS = ("email", "firstname", "lastname", "expiration")
FLAG_KEYS = (
    "design",
    "alerts",
    "user_rights",
    "data_access_groups",
    "reports",
    "stats_and_charts",
    "manage_survey_participants",
    "calendar",
    "data_import_tool",
    "data_comparison_tool",
    "logging",
    "email_logging",
    "file_repository",
    "data_quality_create",
    "data_quality_execute",
    "api_export",
    "api_import",
    "api_modules",
    "mobile_app",
    "mobile_app_download_data",
    "record_create",
    "record_rename",
    "record_delete",
    "lock_records_all_forms",
    "lock_records",
    "lock_records_customization",
)
USER_COLUMNS = (
    "username",
    "email",
    "firstname",
    "lastname",
    "expiration",
    "data_access_group",
    "data_access_group_id",
    "data_access_group_label",
    *FLAG_KEYS,
    "forms",
    "forms_export",
)
ROLE_FLAG_KEYS = (
    *(key for key in FLAG_KEYS if not key.startswith("lock_")),
    "lock_records_customization",
    "lock_records",
    "lock_records_all_forms",
)
"""The flags in the order in which roles show them."""
ROLE_COLUMNS = (
    "unique_role_name",
    "role_label",
    *ROLE_FLAG_KEYS,
    "forms",
    "forms_export",
)
# What REDCap gives the person who creates a project: everything but deleting and locking.
_OFF_FOR_CREATORS = frozenset(
    {
        "record_rename",
        "record_delete",
        "lock_records_all_forms",
        "lock_records",
        "lock_records_customization",
        "mobile_app",
        "mobile_app_download_data",
        "api_modules",
    }
)


@dataclass(frozen=True)
class Rights:
    """What one person may do in one project. Instruments that are not named are fully open."""

    flags: Mapping[str, int] = field(default_factory=dict)
    forms: Mapping[str, int] = field(default_factory=dict)
    forms_export: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of_creator(cls) -> "Rights":
        """The rights of a project's creator with an API token."""
        return cls({key: int(key not in _OFF_FOR_CREATORS) for key in FLAG_KEYS})

    @classmethod
    def everything(cls) -> "Rights":
        """All rights, deleting and locking included."""
        return cls(dict.fromkeys(FLAG_KEYS, 1))

    @classmethod
    def least(cls, instruments: Iterable[str]) -> "Rights":
        """What an imported user or role has until the import says otherwise: nothing."""
        closed = dict.fromkeys(instruments, NO_ACCESS)
        return cls({}, closed, closed)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Rights":
        """Rights from the stored object."""
        return cls(value.get("flags", {}), value.get("forms", {}), value.get("forms_export", {}))

    def as_json(self) -> dict[str, Any]:
        """The object to store."""
        return {
            "flags": dict(self.flags),
            "forms": dict(self.forms),
            "forms_export": dict(self.forms_export),
        }

    def may(self, key: str) -> bool:
        """Whether a flag such as `api_import` is on."""
        return bool(self.flags.get(key, 0))

    def may_edit(self, instrument: str) -> bool:
        """Whether the instrument's data may be changed; all of them when nothing is said."""
        return self.forms.get(instrument, FULL_SET) not in _NO_EDITING

    def export_level(self, instrument: str) -> int:
        """The export right for an instrument, 0 to 3; full when nothing is said."""
        return self.forms_export.get(instrument, FULL_SET)

    def exportable(self, instruments: Iterable[str]) -> list[str]:
        """Those instruments whose data an export may show at all."""
        return [name for name in instruments if self.export_level(name) != NO_ACCESS]

    def require_export(self) -> None:
        """Raise unless the API may be read."""
        if not self.may("api_export"):
            raise Forbidden(NO_EXPORT)

    def require_import(self) -> None:
        """Raise unless the API may be written."""
        if not self.may("api_import"):
            raise Forbidden(NO_IMPORT)

    def require_delete(self) -> None:
        """Raise unless records may be deleted; the right to import is not asked for."""
        if not self.may("record_delete"):
            raise Forbidden(NO_DELETE)

    def changed(self, row: Mapping[str, Any], instruments: Iterable[str]) -> "Rights":
        """These rights with what an imported user or role row says; absent columns stay.

        A row that lists instruments lists them all: one that is left out is closed.
        """
        flags = {key: _number(row[key]) for key in FLAG_KEYS if _given(row, key)}
        closed = dict.fromkeys(instruments, NO_ACCESS)
        forms, exports = row.get("forms"), row.get("forms_export")
        return Rights(
            {**self.flags, **flags},
            self.forms if forms is None else closed | levels(forms),
            self.forms_export if exports is None else closed | levels(exports),
        )


def _given(row: Mapping[str, Any], key: str) -> bool:
    return row.get(key) not in (None, "")


def _number(value: Any) -> int:
    return whole_or(str(value), 0)


def levels(value: Any) -> dict[str, int]:
    """Levels by instrument from an object (JSON, XML) or from `form:1,form:2` (CSV)."""
    if isinstance(value, Mapping):
        return {str(key): _number(level) for key, level in value.items()}
    pairs = (part.partition(":") for part in str(value or "").split(",") if ":" in part)
    return {name.strip(): _number(level) for name, _, level in pairs}
