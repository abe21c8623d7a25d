"""What every test may lean on.

Tests that need a Prefect API share one server, whose start costs more than they do: run in
parallel, they stay on one worker. So do those that need PostgreSQL.
"""

import pytest

from tests.support import postgres


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("prefect"):
            item.add_marker(pytest.mark.xdist_group("prefect"))


@pytest.fixture(scope="session")
def postgres_url():
    """A real PostgreSQL server of this session's own."""
    if reason := postgres.why_not():
        pytest.skip(reason)
    with postgres.postgres_server() as url:
        yield url
