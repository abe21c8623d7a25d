"""Where an outbox may be kept. What its tests promise holds for a file and for PostgreSQL."""

import pytest

from notifications.outbox import Outbox
from tests.support.postgres import NEEDS_IT, a_place


@pytest.fixture(params=["file", pytest.param("server", marks=NEEDS_IT)])
def place(request, tmp_path):
    """Where an outbox may be kept, each in turn."""
    if request.param == "file":
        return tmp_path / "outbox.sqlite"
    return a_place(request.getfixturevalue("postgres_url"))


@pytest.fixture
def outbox(place):
    """An outbox that nobody has used."""
    with Outbox(place) as opened:
        yield opened
