"""The year is lived once for all tests here; in parallel runs they stay on one worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast.story import STORY
from tests.support.cast_year import CastYear


HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("cast"))


@pytest.fixture(scope="session")
def year() -> CastYear:
    """Every night from 1 July 2026 to 30 June 2027."""
    return CastYear.begin(STORY).live()
