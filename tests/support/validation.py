"""Shorthand for the tests of the validation rules: the problems of one code in a roster."""

from __future__ import annotations

from mentorship.issues import Issue, IssueCode, Severity
from mentorship.policy import Policy
from mentorship.roster import Roster
from mentorship.validation.registry import validate
from tests.support.rosters import (
    TODAY,
    a_department,
    a_pairing,
)


ERROR, WARNING = Severity.ERROR, Severity.WARNING


def found(code: str, roster: Roster, policy: Policy | None = None, **known) -> list[Issue]:
    issues = validate(roster, policy or Policy(), TODAY, **known)
    return [each for each in issues if each.code is IssueCode(code)]


def sentences(code: str, roster: Roster, policy: Policy | None = None, **known) -> list[str]:
    return [each.sentence for each in found(code, roster, policy, **known)]


def severities(code: str, roster: Roster) -> list[Severity]:
    return [each.severity for each in found(code, roster)]


def pairings(**changes) -> Roster:
    return a_department(pairings=(a_pairing(**changes),))
