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
from redcap_gateway.port import RedcapProject, Row
from redcap_schema import registry
from redcap_schema.drift import find_drift


MUST_NOT_READ = "office_notes.on_text"
"""Class C4: the automation's role has No Access; being able to read it is a fault. Source: 4.5."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `error` is None when it is well."""

    subject: str
    detail: str
    error: MentorshipError | None = None
    warning: str = ""

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
            WrongProjectError(
                f"Department {department.slug}: the token opens project {found.project_id}, its"
                f" file names {expected}. Set the right token or correct project.id"
            ),
        )
    if found.is_longitudinal:
        return Finding(
            "project",
            "the project is longitudinal",
            ConfigurationError(
                f"Department {department.slug}: project {expected} is longitudinal; the"
                " programme needs a classic project with repeating instruments"
            ),
        )
    return Finding("project", f"project {expected}, REDCap {found.redcap_version}")


def drift(metadata: Sequence[Row], repeating: frozenset[str] | None, translator: Translator
          ) -> list[Finding]:  # fmt: skip
    """The live data dictionary holds everything that this version reads and writes."""
    found = find_drift(translator.metadata_to_canonical(metadata))
    findings = [
        Finding(
            "dictionary",
            each.sentence,
            DriftError(each.sentence) if each.is_blocking else None,
            "" if each.is_blocking else each.sentence,
        )
        for each in found
    ]
    if repeating is not None:
        expected = {translator.local_instrument(each) for each in registry.repeating_instruments()}
        findings += [_not_repeating(name) for name in sorted(expected - repeating)]
    return findings or [Finding("dictionary", "the project matches this version's dictionary")]


def _not_repeating(instrument: str) -> Finding:
    sentence = (
        f"Instrument {instrument} does not repeat. Turn it on under Project Setup, 'Repeating"
        " instruments'"
    )
    return Finding("dictionary", sentence, DriftError(sentence))


def rights(project: RedcapProject, translator: Translator) -> list[Finding]:
    """The token reads what it needs, and cannot read the office's confidential notes."""
    needed = {
        translator.local_field(field)
        for request in registry.pull_requests()
        for field in request.fields
    }
    secret = translator.local_field(MUST_NOT_READ.partition(".")[2])
    unreadable = project.unreadable(sorted(needed | {secret}))
    findings = [
        Finding(
            "rights",
            f"the token may not export field {field}",
            DriftError(
                f"The token may not export field {field}. Give the automation's role export"
                " rights on that instrument"
            ),
        )
        for field in sorted(needed & unreadable)
    ]
    if secret not in unreadable:
        findings.append(
            Finding(
                "confidentiality",
                "the token can read the office's confidential notes",
                ConfigurationError(
                    "The token can export office_notes (class C4). Set the automation's role to"
                    " No Access for that instrument, for viewing and for export"
                ),
            )
        )
    return findings or [
        Finding("rights", "every field needed can be read; the office's notes cannot")
    ]


def relay(probe: object, department: Department) -> Finding:
    """The mail relay takes a connection, proves its name and accepts the login."""
    try:
        probe.check()  # type: ignore[attr-defined]  # a notifications.relay.Relay; kept loose for fakes
    except MailError as error:
        return Finding("mail", str(error), error)
    return Finding("mail", f"the relay accepts {department.slug}'s sender")


def raise_first(findings: Iterable[Finding]) -> None:
    """Raise the error of the first finding that is not well.

    Raises:
        MentorshipError: the class says what kind of person must act.
    """
    for each in findings:
        if each.error is not None:
            raise each.error
