"""What every test may lean on.

Tests that need a Prefect API share one server, whose start costs more than they do: run in
parallel, they stay on one worker. So do those that need PostgreSQL.
"""

import pytest

from tests.support import laws, postgres


def pytest_report_header() -> str:
    """Say which random cases the laws are tried on."""
    if laws.TIMES:
        return f"laws: other cases than last time, {laws.TIMES} times as many as usual"
    return "laws: the same cases each time (others, and more: make laws)"


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
