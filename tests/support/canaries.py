"""Canaries: words that mean nothing, planted where confidential words stand, and found again.

Every field of class C2 to C4 that takes free words gets one in every row that people save, and
every date of such a class a year of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from redcap_gateway.port import REPEAT_INSTANCE, REPEAT_INSTRUMENT
from redcap_schema.dictionary import Confidentiality, Field, FieldType, fields, fields_of
from sandbox.client import Row
from tests.support.memory_people import RECORD


PAIR, OFFICE, NARRATIVE = Confidentiality.PAIR, Confidentiality.OFFICE, Confidentiality.NARRATIVE
CONFIDENTIAL = (PAIR, OFFICE, NARRATIVE)
YEARS = {PAIR: "2077", OFFICE: "2078", NARRATIVE: "2079"}
"""A year that no date of the programme is in, by class."""
_SEEN = re.compile(r"\bQz[0-9a-f]{10}\b")
FREE_TEXT = (FieldType.TEXT, FieldType.NOTES)
LONG_ENOUGH = 12
"""Letters of a choice's label that make it recognisable in a text."""


@dataclass(frozen=True)
class Canary:
    """Where a word was planted."""

    field: Field
    record: str
    instrument: str
    instance: str
    pairing: str
    """Number of the pairing that the row is about; empty when it is about none."""


@dataclass
class Aviary:
    """All canaries of a project, by their word."""

    planted: dict[str, Canary] = field(default_factory=dict)

    def plant(self, row: Row) -> Row:
        """Return *row* with a canary in every confidential field of its instrument."""
        instrument = row.get(REPEAT_INSTRUMENT, "")
        if not instrument:
            return row
        return row | {
            each.name: self._value(each, row)
            for each in fields_of(instrument)
            if takes_a_canary(each)
        }

    def _value(self, each: Field, row: Row) -> str:
        if each.validation:
            return f"{YEARS[each.confidentiality]}-03-05"
        instrument, record, instance = row[REPEAT_INSTRUMENT], row[RECORD], row[REPEAT_INSTANCE]
        place = f"{each.name} {record} {instance}"
        word = f"Qz{hashlib.sha256(place.encode()).hexdigest()[:10]}"
        numbers = [value for name, value in row.items() if name.endswith("_pair")]
        known = self.planted.get(word)
        pairing = numbers[0] if numbers else known.pairing if known else ""
        self.planted[word] = Canary(each, record, instrument, instance, pairing)
        return word

    def found_in(self, text: str) -> Iterator[Canary]:
        """Yield the canaries whose word stands in *text*."""
        for word in set(_SEEN.findall(text)):
            yield self.planted[word]


def takes_a_canary(each: Field) -> bool:
    """Tell whether it is confidential and can hold any word, or any date."""
    is_open = each.type in FREE_TEXT and each.validation in {"", "date_ymd"}
    return each.confidentiality in CONFIDENTIAL and is_open


def confidential_labels() -> Mapping[str, Field]:
    """Return the answers to choose from of class C3 and C4, as far as they are recognisable."""
    return {
        label: each
        for each in fields().values()
        if each.confidentiality in {OFFICE, NARRATIVE}
        for label in each.choices.values()
        if len(label) >= LONG_ENOUGH
    }
