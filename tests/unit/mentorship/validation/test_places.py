"""Where the office is sent to put a problem right."""

from __future__ import annotations

import pytest

from mentorship.validation.rule import INSTRUMENT_LABELS, Spot, shown
from redcap_schema.registry import instrument


@pytest.mark.parametrize("name", INSTRUMENT_LABELS)
def test_pages_are_called_what_redcap_calls_them(name):
    assert INSTRUMENT_LABELS[name] == instrument(name).label


def test_a_repeating_page_is_named_with_its_instance():
    assert Spot("88", "pairing", "pr_mentor", 2).page == "Pairing decision, instance 2"
    assert Spot("88", "person_profile", "p_email").page == "Person profile"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("412", "412"),
        ("Zimmermann", "(not a number)"),
        ("", "(not a number)"),
        ("４", "(not a number)"),
    ],
)
def test_only_a_number_typed_into_a_number_field_is_repeated(typed, printed):
    assert shown(typed) == printed
