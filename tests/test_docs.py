"""What exists is documented, and what is documented exists."""

import ast
import doctest
import re
import tomllib
from pathlib import Path

import pytest
import typer

from flows.settings import DEPARTMENT_VARIABLES, Settings
from mappings.model import DepartmentFile
from mentorship.errors import MentorshipError
from mentorship.issues import IssueCode
from mentorship.obligations.due_items import NoticeKind
from mentorship.obligations.due_rules import DUE_RULES
from mentorship.obligations.schedule import SCHEDULE
from mentorship.policy import Policy
from mentorship_cli.docs.commands import all_commands, errors
from mentorship_cli.docs.docstrings import attribute_notes
from mentorship_cli.docs.markdown import table
from mentorship_cli.docs.pages import pages, stale, write
from mentorship_cli.main import app
from notifications.gates import Gatekeeper
from notifications.messages import NOTICES
from notifications.notice import field_classes
from notifications.outbox_states import MailState
from redcap_schema.dictionary import fields
from redcap_schema.registry import INSTRUMENTS


ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):.*## ", MAKEFILE, flags=re.MULTILINE))
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
    "build"
]["targets"]["wheel"]["packages"]
WRITTEN = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def doc(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def missing(names, text: str) -> list[str]:
    return [name for name in names if f"`{name}`" not in text]


# ── the generated pages ───────────────────────────────────────────────────────────────────────


def test_no_generated_page_is_stale():
    assert stale(app, DOCS) == [], "run `make docs` and commit"


def test_a_page_that_somebody_edited_is_stale_and_is_written_again(tmp_path):
    write(app, tmp_path)
    page = tmp_path / "rules.md"
    right = page.read_text(encoding="utf-8")
    page.write_text(right.replace("V1 ", "V99 "), encoding="utf-8")
    (tmp_path / "settings.md").unlink()

    assert stale(app, tmp_path) == ["rules.md", "settings.md"]
    assert write(app, tmp_path) == ["rules.md", "settings.md"]
    assert page.read_text(encoding="utf-8") == right
    assert stale(app, tmp_path) == []


def test_the_pages_are_the_same_however_often_they_are_made():
    assert pages(app) == pages(app)


def test_every_table_has_as_many_cells_in_each_row_as_it_has_headings():
    for name, text in pages(app).items():
        width = 0
        for line in text.splitlines():
            cells = len(re.findall(r"(?<!\\)\|", line))
            width = (width or cells) if line.startswith("|") else 0
            assert not line.startswith("|") or cells == width, (name, line)


def test_a_cell_cannot_end_its_row_or_begin_a_tag():
    assert table(("a",), [("x | y\n<b> `<c>`",)]).splitlines()[-1] == "| x \\| y &lt;b> `<c>` |"


def test_a_note_under_an_attribute_is_found():
    assert attribute_notes(Policy)["academic_year_starts"] == "Month and day. Source: S1.x2."


# ── what exists is documented ─────────────────────────────────────────────────────────────────


def test_every_instrument_and_field_is_in_the_data_dictionary_page():
    text = doc("data-dictionary.md")

    assert missing([each.instrument for each in INSTRUMENTS], text) == []
    assert missing(fields(), text) == []


def test_every_due_rule_and_number_and_stage_is_on_the_rules_page():
    text = doc("rules.md")
    stages = [f"| {s.notice.value} | {s.number} |" for each in SCHEDULE.values() for s in each]

    assert missing([each.find.__name__ for each in DUE_RULES], text) == []
    assert missing(Policy.__dataclass_fields__, text) == []
    assert [each for each in stages if each not in text] == []


@pytest.mark.parametrize("name", ["rules.md", "runbook.md"])
def test_every_issue_code_is_on(name):
    assert [code for code in IssueCode if f"| {code.value} |" not in doc(name)] == []


def test_every_number_of_the_policy_says_what_it_means():
    assert set(Policy.__dataclass_fields__) - set(attribute_notes(Policy)) == set()


def test_every_notice_and_each_of_its_fields_is_on_the_messages_page():
    text = doc("messages.md")

    assert [each for each in NoticeKind if f"## {each.value}: " not in text] == []
    for notice in NOTICES:
        assert missing(field_classes(notice), text) == []


def test_every_setting_is_on_the_settings_page():
    text = doc("settings.md")

    assert missing([f"MENTORSHIP_{name.upper()}" for name in Settings.model_fields], text) == []
    assert missing([f"{name}__<DEPARTMENT>" for name in DEPARTMENT_VARIABLES], text) == []
    assert missing(DepartmentFile.model_fields, text) == []


def test_every_command_is_on_the_commands_page():
    assert [n for n, _ in all_commands(app) if f"## {n}\n" not in doc("commands.md")] == []


def test_the_commands_page_lists_what_the_command_line_offers():
    group = typer.main.get_command(app)

    assert {n.removeprefix("mentorship ").split()[0] for n, _ in all_commands(app)} == set(
        group.commands
    )


def test_every_failure_of_ours_has_its_exit_code_in_commands_and_runbook():
    listed = {each.__name__: each.exit_code for each in errors()}

    assert failures_in_the_sources() == set(listed)
    for name in ("commands.md", "runbook.md"):
        assert missing(listed, doc(name)) == []
        assert [code for code in set(listed.values()) if f"| {code} |" not in doc(name)] == []


def failures_in_the_sources() -> set[str]:
    """Names of all classes that descend from `MentorshipError`, read from the source texts."""
    bases = {
        node.name: {b.id for b in node.bases if isinstance(b, ast.Name)}
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found, size = {MentorshipError.__name__}, 0
    while len(found) > size:
        size = len(found)
        found |= {name for name, above in bases.items() if above & found}
    return found - {MentorshipError.__name__}


# ── what is written by hand fits ──────────────────────────────────────────────────────────────


def test_the_readme_names_every_make_target_and_no_other():
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", README, flags=re.MULTILINE))

    assert named == TARGETS


def test_every_make_target_that_is_offered_is_declared_as_a_command():
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)

    assert set(phony[1].split()) == TARGETS


def test_every_command_that_a_page_shows_exists():
    known = {name.split()[1] for name, _ in all_commands(app)}
    shown = {
        word
        for path in WRITTEN
        for word in re.findall(r"`(?:[^`\n]*/)?mentorship ([a-z-]+)", path.read_text("utf-8"))
    }

    assert shown <= known


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_between_pages_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)#\s]*)(#[^)\s]*)?\)", path.read_text("utf-8")):
        file, anchor = target
        if file.startswith("http"):
            continue
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{path.name} links to {file}"
        if anchor and there.suffix == ".md":
            assert anchor.removeprefix("#") in anchors(there), f"{path.name}: {file}{anchor}"


def anchors(path: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_the_index_links_every_page():
    index = doc("README.md")
    pages_there = {p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.md")} - {"README.md"}

    assert [name for name in pages_there if f"({name})" not in index] == []


def test_files_that_pages_name_exist():
    for path in WRITTEN:
        for name in re.findall(
            r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|csv|yaml))`", path.read_text("utf-8")
        ):
            homes = [ROOT, *(ROOT / package for package in PACKAGES)]
            assert any((home / name).exists() for home in homes), f"{path.name} names {name}"


def test_the_readme_shows_pictures_that_are_there_and_not_too_large():
    shown = re.findall(r"docs/images/[a-z-]+\.png", README)

    assert shown
    for name in shown:
        assert (ROOT / name).stat().st_size < 250_000


def test_the_page_on_mail_names_every_state_and_every_gate():
    text = doc("mail.md")
    limits = ("is_stopped", "mail_mode", "allowed_domains", "quiet", "most_per_run",
              "breaker", "most_per_night", "most_per_week")  # fmt: skip

    assert [each.value for each in MailState if f"**{each.value}**" not in text] == []
    assert missing(limits, text) == []
    assert set(limits) <= set(Gatekeeper.__dataclass_fields__)


def test_what_the_pairing_page_shows_is_what_happens():
    text = (DOCS / "pairing.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "pairing.md", None, 0)
    found = doctest.DocTestRunner().run(example)
    assert found.failed == 0
    assert found.attempted > 10
