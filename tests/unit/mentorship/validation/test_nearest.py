"""What a mistyped number or key probably meant."""

from __future__ import annotations

import pytest

from mentorship.validation.nearest import did_you_mean, nearest_key, nearest_number


@pytest.mark.parametrize(
    ("wrong", "known", "nearest"),
    [
        ("412", {"421", "413"}, "421"),  # two digits swapped comes first
        ("4121", {"412", "4122"}, "412"),  # then one digit too many
        ("412", {"413", "4120"}, "413"),  # then one digit wrong
        ("412", {"4120"}, "4120"),  # then one digit missing
        ("412", {"412"}, None),  # the number itself is no suggestion
        ("412", {"999"}, None),
        ("", {"1"}, "1"),
        ("", set(), None),
        ("Zimmermann", {"421"}, None),
    ],
)
def test_the_nearest_number_is_one_slip_away(wrong, known, nearest):
    assert nearest_number(wrong, known) == nearest


def test_of_equal_slips_the_likelier_set_wins():
    assert nearest_number("412", {"142"}, {"421"}) == "142"
    assert nearest_number("412", {"413"}, {"421"}) == "421"


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("MEET-88.3", "MEET-88.2"),
        ("meet 88.2 ", "MEET-88.2"),
        ("Report-88.2-ay2026-q1", "REPORT-88.2-AY2026-Q1"),
        ("the meeting", None),
        ("REPORT-88.2-AY2026-Q2", "REPORT-88.2-AY2026-Q1"),
    ],
)
def test_the_nearest_key_reads_alike(wrong, nearest):
    known = ["AGREE-88.2", "MEET-88.2", "REPORT-88.2-AY2026-Q1"]

    assert nearest_key(wrong, known) == nearest
    assert nearest_key(wrong, reversed(known)) == nearest


def test_no_suggestion_asks_nothing():
    assert did_you_mean(None) == ""
