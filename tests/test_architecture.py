"""The house rules that no linter knows."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml


ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DISTRIBUTION = PROJECT["project"]["name"]
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
SOURCES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_distribution_ships_a_package_of_our_name(name):
    assert set(packages_distributions().get(name, ())) <= {DISTRIBUTION}


def test_flow_modules_shadow_nothing_even_when_prefect_puts_their_folder_first():
    taken = set(PACKAGES) | sys.stdlib_module_names | set(packages_distributions())

    names = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__"}

    assert names.isdisjoint(taken)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_modules_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", TESTS, ids=relative)
def test_test_modules_stay_readable(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=relative)
def test_neither_code_nor_tests_import_smtplib(path):
    """Only `benchmarks/mail.py` does: there it is the peer that the adapter is measured beside."""
    assert "smtplib" not in imported(path)


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("redcap", "redcap_gateway/pycap.py"),
        ("yagmail", "notifications/relay.py"),
        ("ortools", "mentorship/pairing/solver.py"),
    ],
)
def test_each_wrapped_library_has_exactly_one_home(library, home):
    assert [relative(path) for path in SOURCES if library in imported(path)] == [home]


def test_every_test_folder_is_a_package_so_that_no_name_resolves_to_the_tests():
    folders = {path.parent for path in TESTS}

    assert [f for f in folders if not (f / "__init__.py").exists()] == []


def test_deployments_name_flows_by_dotted_entrypoints_that_exist():
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]

    for deployment in deployments:
        module, _, function = deployment["entrypoint"].partition(":")
        source = ROOT / (module.replace(".", "/") + ".py")
        names = {n.name for n in ast.parse(source.read_text(encoding="utf-8")).body
                 if isinstance(n, ast.FunctionDef)}  # fmt: skip
        assert function in names


def test_no_lock_file_with_addresses_is_kept():
    assert not [name for name in ("uv.lock", "poetry.lock", "package-lock.json")
                if (ROOT / name).exists()]  # fmt: skip
