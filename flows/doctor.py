"""The doctor: every check of `flows.checks`, none stopping the next."""

from __future__ import annotations

from flows import checks, runtime
from flows.checks import Finding
from mappings.translate import Translator
from mentorship.errors import MentorshipError


def examine(department: str) -> list[Finding]:
    """Return what was found about *department*, in the order in which a person would fix it."""
    try:
        found = runtime.department_named(department)
        project = runtime.open_project(found)
    except MentorshipError as error:
        return [Finding("configuration", str(error), error)]
    findings = [Finding("configuration", f"file and token of department {department}")]
    translator = Translator(found)
    try:
        findings.append(checks.identity(project, found))
        findings += checks.drift(project.metadata(), project.repeating_instruments(), translator)
        findings += checks.rights(project, translator)
    except MentorshipError as error:
        findings.append(Finding("REDCap", str(error), error))
    try:
        with runtime.open_relay(found.mail.sender) as relay:
            findings.append(checks.relay(relay, found))
    except MentorshipError as error:
        findings.append(Finding("mail", str(error), error))
    return findings
