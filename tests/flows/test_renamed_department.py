"""Two departments, one in its own words: the same decisions, the same mail, the same REDCap."""

import csv
import io
import shutil

import pytest

from flows.runtime import department_named
from mappings.derive import text_to_local, to_local
from mappings.translate import Translator
from redcap_schema import registry
from redcap_schema.dictionary import COLUMNS
from sandbox.smtp_catcher import SmtpCatcher
from tests.flows.conftest import ANNOUNCING, OPENING, PROPOSING, day_of
from tests.support.redcap_faults import FaultyRedcap
from tests.support.stage import REPEAT_INSTRUMENT, Stage, differences


RENAMED = "renamed"
COUNTED = (
    "rows_read", "rows_written", "openings", "issues_by_code", "errors", "proposals", "due_items",
    "overdue", "notices_owed", "mails_by_kind", "mails_accepted", "redcap_calls",
)  # fmt: skip


@pytest.fixture(scope="module")
def renamed_redcap(loaded):
    """An empty project in the other department's words, and the automation's token."""
    department = loaded[1]
    names = department_named(RENAMED).names
    repeating = {
        names.instrument(name): text_to_local(label, names)
        for name, label in registry.repeating_instruments().items()
    }
    surveys = [names.instrument(name) for name in registry.survey_instruments()]
    with FaultyRedcap.start(
        dictionary_csv=as_csv(to_local(department.dictionary, names)),
        repeating=repeating,
        surveys=surveys,
        title="Another department",
    ) as redcap:
        secret = [names.instrument(name) for name in ("office_notes", "pulse")]
        token = redcap.add_user("mentorship_automation", no_access=secret, design=0)
        yield redcap, token, redcap.keep()


@pytest.fixture
def other(stage, renamed_redcap, tmp_path, monkeypatch):
    """The other department, still empty; its relay is its own."""
    redcap, token, empty = renamed_redcap
    redcap.put_back(empty)
    with SmtpCatcher.start() as smtp:
        found = Stage(
            redcap=redcap,
            smtp=smtp,
            department=stage.department,
            token=token,
            home=tmp_path / "state",
            slug=RENAMED,
        )
        for name, value in found.environment.items():
            if RENAMED.upper() in name:
                monkeypatch.setenv(name, value)
        yield found


def as_csv(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS.values())
    writer.writerow({name: heading for heading, name in COLUMNS.items()})
    writer.writerows(rows)
    return out.getvalue()


def copy_in_other_words(stage, other):
    """Bring all that REDCap and the outbox hold to the other department."""
    words = Translator(department_named(RENAMED))
    department = stage.department
    with other.people as people:
        # One stored code is out of date: only the dictionary of its time takes it.
        people.import_metadata(to_local(department.obsolete_dictionary, words.names))
        people.import_rows(words.to_local(same_columns(stage.everything())))
        people.import_metadata(to_local(department.dictionary, words.names))
    memory = stage.home / stage.slug
    if memory.exists():
        shutil.copytree(memory, other.home / RENAMED, dirs_exist_ok=True)


def same_columns(rows):
    """Give rows of one call the same columns, as an import of a table has them."""
    columns = {}
    for row in rows:
        columns.setdefault(row.get(REPEAT_INSTRUMENT, ""), {}).update(dict.fromkeys(row))
    return [{name: row.get(name, "") for name in columns[row.get(REPEAT_INSTRUMENT, "")]}
            for row in rows]  # fmt: skip


@pytest.mark.parametrize("title", [OPENING, PROPOSING, ANNOUNCING])
def test_both_departments_decide_write_and_send_the_same(stage, other, year, title, monkeypatch):
    stage.put_back(year[title])
    copy_in_other_words(stage, other)
    today = day_of(stage, title)
    assert differences(other.content(), stage.content()) == {}

    ours = stage.begin(today)
    counted = stage.run(ours)
    monkeypatch.setenv("MENTORSHIP_SMTP_PORT", str(other.smtp.port))
    theirs = other.begin(today)
    counted_there = other.run(theirs)

    assert theirs.plan == ours.plan
    assert counts(counted_there) == counts(counted)
    assert differences(other.content(), stage.content()) == {}
    assert other.recipients() == stage.recipients()
    assert other.message_ids() == stage.message_ids()


def counts(summary):
    return {name: getattr(summary, name) for name in COUNTED}
