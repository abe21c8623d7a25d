"""A department's night begins on the day it is named after, whatever its clocks do."""

from __future__ import annotations

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from flows.runtime import now_in
from mappings.load import parse_department


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Chicago", date(2026, 11, 1)),
        ("America/Chicago", date(2027, 3, 14)),
        ("Europe/Vienna", date(2027, 3, 28)),
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        ("Africa/Cairo", date(2027, 4, 30)),
        ("Pacific/Kiritimati", date(2028, 2, 29)),
    ],
)
def test_a_night_on_which_clocks_change_is_that_days_night(zone, day):
    department = parse_department(
        "surgery",
        f"""\
title: Department of Surgery
project: {{url: "https://redcap.example.edu/api/", id: 7, timezone: {zone}}}
""",
    )

    began = now_in(department, day)

    assert began.date() == day
    assert began.astimezone(UTC).astimezone(ZoneInfo(zone)).date() == day
