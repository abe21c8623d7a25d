"""The data dictionary as a department of a given size would upload it.

Hub and affinity lists differ per department: S names fewer hubs than the shipped dictionary, L
more. Everything else is the shipped file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from redcap_schema.dictionary import COLUMNS, fields, metadata_rows
from redcap_schema.registry import HUB_LISTS
from sandbox.making.rows import Row
from sandbox.making.sizes import SizeName


CHOICES: Final = "select_choices_or_calculations"
GROUP_LIST: Final = "hub_ag"

SMALL_GROUPS: Final = (3, 4, 6)
"""The affinity groups that a small department has."""

_GROUP_OF: Final = {
    1: (1, 2, 3, 4, 5, 44),
    2: (6, 7, 8, 9, 10),
    3: (11, 12, 13, 14, 15),
    4: (16, 17, 18, 19),
    5: (20, 21, 22, 23, 24, 25, 29),
    6: (26, 27, 28),
    7: (31, 32, 33, 34, 35, 49),
    8: (30, 36, 37, 38, 39, 40, 50),
    9: (41, 42, 43, 45),
    10: (46, 47, 48),
}
"""Hubs of each affinity group: three to seven, five on average."""

_FIELDS_OF_MEDICINE: Final = (
    "Allergy", "Audiology", "Bariatrics", "Cardiology", "Cardiac surgery", "Colorectal surgery",
    "Dermatology", "Emergency medicine", "Endocrinology", "Epidemiology", "Family medicine",
    "Gastroenterology", "General surgery", "Genetics", "Geriatrics", "Gynecology", "Hematology",
    "Hepatology", "Hospital medicine", "Immunology", "Infectious diseases", "Informatics",
    "Internal medicine", "Laboratory medicine", "Maternal medicine", "Microbiology",
    "Neonatology", "Nephrology", "Neurology", "Neurosurgery", "Nuclear medicine", "Nutrition",
    "Oncology", "Ophthalmology", "Orthopedics", "Otolaryngology", "Palliative care", "Pathology",
    "Pediatrics", "Physiology", "Plastic surgery", "Preventive medicine", "Psychiatry",
    "Pulmonology", "Radiology", "Rehabilitation", "Rheumatology", "Transplantation",
    "Urology", "Vascular surgery",
)  # fmt: skip

_THEMES: Final = (
    "outcomes", "trials", "education", "quality and safety", "leadership", "community", "data",
)  # fmt: skip


def dictionary_rows_for(size: SizeName) -> list[Row]:
    """Return the metadata rows (18 API columns) whose hub and group lists fit *size*."""
    return [_fitted(row, size) for row in metadata_rows()]


def dictionary_csv_for(size: SizeName) -> str:
    """Return the same rows as the CSV that an office would upload."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS.values(), lineterminator="\n")
    writer.writerow({name: heading for heading, name in COLUMNS.items()})
    writer.writerows(dictionary_rows_for(size))
    return out.getvalue()


def hubs_of(size: SizeName) -> dict[int, dict[int, str]]:
    """Return group code -> hub code -> hub name, for *size*."""
    names = _named("pf_hub1", "H")
    shipped = {group: {hub: names[hub] for hub in hubs} for group, hubs in _GROUP_OF.items()}
    if size == "S":
        return {code: shipped[code] for code in SMALL_GROUPS}
    return shipped if size == "M" else shipped | _school_hubs()


def groups_of(size: SizeName) -> dict[int, str]:
    """Return group code -> name, for *size*."""
    names = _named(GROUP_LIST, "AG")
    if size == "S":
        return {code: names[code] for code in SMALL_GROUPS}
    extra = dict(enumerate(_FIELDS_OF_MEDICINE, 1 + len(names))) if size == "L" else {}
    return names | extra


def _school_hubs() -> dict[int, dict[int, str]]:
    """Seven hubs for each further field of medicine, numbered after the shipped fifty."""
    code = max(hub for hubs in _GROUP_OF.values() for hub in hubs)
    found: dict[int, dict[int, str]] = {}
    for group, field in enumerate(_FIELDS_OF_MEDICINE, 1 + len(_GROUP_OF)):
        found[group] = {code + i: f"{field} {theme}" for i, theme in enumerate(_THEMES, 1)}
        code += len(_THEMES)
    return found


def _named(field: str, prefix: str) -> dict[int, str]:
    """Return code -> name of a shipped choice list; a label reads `H07 Delirium and ...`."""
    return {
        int(code): label.removeprefix(f"{prefix}{int(code):02d}").strip()
        for code, label in fields()[field].choices.items()
    }


def _fitted(row: Row, size: SizeName) -> Row:
    if size == "M":
        return row
    if row["field_name"] in HUB_LISTS:
        hubs = sorted(
            (code, name) for each in hubs_of(size).values() for code, name in each.items()
        )
        return {**row, CHOICES: _choices("H", hubs)}
    if row["field_name"] == GROUP_LIST:
        return {**row, CHOICES: _choices("AG", sorted(groups_of(size).items()))}
    return row


def _choices(prefix: str, named: Iterable[tuple[int, str]]) -> str:
    return " | ".join(f"{code}, {prefix}{code:02d} {name}" for code, name in named)
