"""Every line of the seeds leads to something that exists, and everything that exists serves one."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from pathlib import Path

import pytest

from mentorship.issues import IssueCode
from mentorship.obligations.due_items import NoticeKind
from mentorship.obligations.due_rules import DUE_RULES
from mentorship.policy import Policy
from mentorship.terms import ENTRIES
from mentorship_cli.docs.requirements import MISSING, requirement_rows
from redcap_schema.dictionary import fields
from redcap_schema.registry import INSTRUMENTS


ROOT = Path(__file__).parents[1]
ROWS = requirement_rows()
SERVED = {name for row in ROWS for name in row[3].split(", ")}
KNOWN = {
    *(rule.find.__name__ for rule in DUE_RULES),
    *(code.value for code in IssueCode),
    *(notice.value for notice in NoticeKind),
    *(each.name for each in dataclass_fields(Policy)),
    *(each.instrument for each in INSTRUMENTS),
    *ENTRIES,
    *fields(),
}
WITHOUT_A_SEED = {"N25"}
"""Mail about the run itself, which no line of the seeds asks for."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_serves_a_line_exists_and_so_does_the_test(row):
    name, weight, says, served, test = row

    assert weight in {"M", "S"}
    assert says
    for each in served.split(", "):
        assert each in KNOWN or (ROOT / each).is_file(), f"{name} names {each}"
    assert (ROOT / test).is_file(), f"{name} names {test}"


def test_every_rule_check_and_mail_serves_a_line():
    rules = {rule.find.__name__ for rule in DUE_RULES} | {code.value for code in IssueCode}
    mails = {notice.value for notice in NoticeKind}

    assert rules - SERVED == set()
    assert mails - SERVED - WITHOUT_A_SEED == set()


def test_no_line_is_named_twice_and_what_is_missing_is_said():
    names = [row[0] for row in ROWS]

    assert len(set(names)) == len(names)
    assert all(row[3] for row in requirement_rows(MISSING))
