"""Names that REDCap derives: event names, group names, checkbox columns, record order.

Pure functions; each reproduces a derivation documented in redcap_api.md 2.3, 2.4 and 2.10.
"""

import re
import string
from collections.abc import Collection


_SUFFIXES: tuple[str, ...] = ("", *string.ascii_lowercase[1:])
_RUNS = re.compile(r"[0-9]+|[^0-9]+")


def natural_key(record_id: str) -> str:
    """A text whose plain order is REDCap's record order: 2 before 10, numbers before words.

    Each run of digits becomes a zero, its length in three digits and the digits themselves
    without leading zeros.
    """
    return "".join(_sortable(match.group()) for match in _RUNS.finditer(record_id))


def _sortable(run: str) -> str:
    if run[0] not in string.digits:
        return run.lower()
    digits: str = run.lstrip("0")
    return f"0{len(digits):03d}{digits}"


def checkbox_column(field_name: str, code: str) -> str:
    """The export column of one checkbox choice: `race` and `-99` give `race____99`."""
    return f"{field_name}___{re.sub(r'[^a-z0-9_]', '_', code.lower())}"


def unique_event_name(event_name: str, arm_num: int, taken: Collection[str] = ()) -> str:
    """The unique name of an event: lower case, punctuation dropped, 18 letters, the arm.

    A name that is already *taken* gets a letter between the name and the arm.
    """
    text = re.sub(r"[^a-z0-9_ ]", "", event_name.lower()).strip().replace(" ", "_")
    stem = text[:18].rstrip("_") or "event"
    for suffix in _SUFFIXES:
        name = f"{stem}{suffix}_arm_{arm_num}"
        if name not in taken:
            return name
    return f"{stem}_{len(taken)}_arm_{arm_num}"


def unique_dag_name(name: str, taken: Collection[str] = ()) -> str:
    """The unique name of a data access group: `Test DAG` gives `test_dag`."""
    text = name.lower().replace(" ", "_")[:18]
    stem = re.sub(r"[^a-z0-9_]", "", text) or "group"
    for suffix in _SUFFIXES:
        if stem + suffix not in taken:
            return stem + suffix
    return f"{stem}{len(taken)}"


def instrument_label(name: str) -> str:
    """The label REDCap gives an instrument that came with a dictionary: its name as a title."""
    return name.replace("_", " ").strip().title()
