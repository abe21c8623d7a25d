"""What must hold before a night may write or send: the doctor's checks, as findings.

A finding says what was looked at, whether it is well, and what to do when it is not. The nightly
run stops at the first finding that is not well; `mentorship doctor` prints them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mappings.model import Department
from mappings.translate import Translator
from mentorship.errors import (
    ConfigurationError,
    DriftError,
    MailError,
    MentorshipError,
    WrongProjectError,
)
from notifications.relay import Relay
from redcap_gateway.port import InstrumentRequest, RedcapProject, Row
from redcap_schema import registry
from redcap_schema.drift import find_drift


MOST_TOLD = 8
"""Findings that one error quotes; whoever mends a project by hand should not need a night each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, in a sentence that says what to do when it is not well."""

    subject: str
    detail: str
    error: MentorshipError | None = None
    needs_a_look: bool = False
    """Not a fault, but somebody should look."""

    @property
    def is_well(self) -> bool:
        """Tell whether a night may go on."""
        return self.error is None


def identity(project: RedcapProject, department: Department) -> Finding:
    """The token opens the project that the department's file names."""
    found = project.identity()
    expected = department.project.id
    if found.project_id != expected:
        return Finding(
            "project",
            f"the token opens project {found.project_id}, the file names {expected}",
            error=WrongProjectError(
                f"Department {department.slug}: the token opens project {found.project_id}, its"
                f" file names {expected}. Set the right token or correct project.id"
            ),
        )
    if found.is_longitudinal:
        return Finding(
            "project",
            "the project is longitudinal",
            error=ConfigurationError(
                f"Department {department.slug}: project {expected} is longitudinal; the"
                " programme needs a classic project with repeating instruments"
            ),
        )
    return Finding("project", f"project {expected}, REDCap {found.redcap_version}")


def drift(
    metadata: Sequence[Row], repeating: frozenset[str] | None, words: Translator
) -> list[Finding]:
    """The live data dictionary holds everything that this version reads and writes."""
    canonical = None if repeating is None else {words.canonical_instrument(e) for e in repeating}
    found = [
        Finding("dictionary", each.sentence, error=DriftError(each.sentence))
        if each.is_blocking
        else Finding("dictionary", each.sentence, needs_a_look=True)
        for each in find_drift(words.metadata_to_canonical(metadata), canonical)
    ]
    return found or [Finding("dictionary", "the project matches this version's dictionary")]


def delivered(
    requests: Sequence[InstrumentRequest], answers: Sequence[Sequence[Row]]
) -> list[Finding]:
    """Every column that was asked for came: REDCap leaves out, silently, what a token may not see.

    An answer without rows proves nothing and passes.
    """
    found = []
    for request, rows in zip(requests, answers, strict=True):
        columns = {name.partition("___")[0] for name in rows[0]} if rows else set(request.fields)
        found += [_not_exportable(field) for field in request.fields if field not in columns]
    return found


def _not_exportable(field: str) -> Finding:
    sentence = (
        f"The token may not export field {field}. Give the automation's role export rights on"
        " that instrument"
    )
    return Finding("rights", sentence, error=DriftError(sentence))


def rights(project: RedcapProject, words: Translator) -> list[Finding]:
    """The token reads what it needs, and cannot read the office's confidential notes."""
    needed = {words.local_field(each) for each in registry.needed_fields()}
    secrets = {words.local_field(name): what for name, what in registry.UNREADABLE.items()}
    unreadable = project.unreadable(sorted(needed | secrets.keys()))
    if unreadable is None:
        return [Finding("rights", "cannot be shown before a record exists", needs_a_look=True)]
    found = [_not_exportable(each) for each in sorted(needed & unreadable)]
    for each in sorted(secrets.keys() - unreadable):
        sentence = (
            f"The token can export {secrets[each]}. Set the"
            " automation's role to No Access on that instrument, for viewing and for export"
        )
        found.append(Finding("confidentiality", sentence, error=ConfigurationError(sentence)))
    well = "every field needed can be read; the office's notes and the pulse cannot"
    return found or [Finding("rights", well)]


def relay(probe: Relay) -> Finding:
    """The mail relay takes a connection, proves its name and accepts the login."""
    try:
        probe.check()
    except MailError as error:
        return Finding("mail", str(error), error=error)
    return Finding("mail", "the relay proves its name and accepts the sender")


def raise_first(findings: Iterable[Finding]) -> None:
    """Raise the error of the first finding that is not well, with all others of its class.

    Raises:
        MentorshipError: the class says what kind of person must act.
    """
    errors = [each.error for each in findings if each.error is not None]
    if not errors:
        return
    alike = [str(each) for each in errors if type(each) is type(errors[0])]
    left = len(alike) - MOST_TOLD
    more = f" And {left} more: mentorship doctor lists them all." if left > 0 else ""
    raise type(errors[0])(" ".join(f"{each.rstrip('.')}." for each in alike[:MOST_TOLD]) + more)
