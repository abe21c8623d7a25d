"""One server for the session; a fresh project of people for each test."""

import pytest
import redcap

from sandbox.department import build
from sandbox.project_setup import ProjectPlan
from sandbox.server import SandboxServer
from tests.sandbox.living_year import a_year
from tests.sandbox.project_files import SUPER
from tests.sandbox.support import PEOPLE, REPEATING, as_csv


@pytest.fixture(scope="session")
def server():
    with SandboxServer.start() as running:
        yield running


@pytest.fixture(scope="session")
def medium():
    """The medium department; nobody changes it."""
    return build("M", 7)


@pytest.fixture(scope="session")
def year():
    """One year of the medium department; nobody changes it."""
    return a_year()


@pytest.fixture
def sandbox(server):
    use(server, ProjectPlan(dictionary_csv=as_csv(PEOPLE), repeating=REPEATING))
    return server


@pytest.fixture
def maker(server):
    """The server with a super token, which creates projects."""
    server.database.add_super_token(SUPER, "founder")
    return server


@pytest.fixture
def pycap(sandbox):
    return redcap.Project(sandbox.url, sandbox.token)


def use(server: SandboxServer, plan: ProjectPlan) -> None:
    """Point the session's server at a new project; stopping a server costs a fifth of a second."""
    created = server.add_project(plan)
    server.project, server.token, server.call_count = created.project, created.token, 0
