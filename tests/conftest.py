"""What every test may lean on.

Tests that need a Prefect API share one server, whose start costs more than they do: run in
parallel, they stay on one worker.
"""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("prefect"):
            item.add_marker(pytest.mark.xdist_group("prefect"))
