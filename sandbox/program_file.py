"""The mentorship programme as a REDCap project: what an administrator uploads to begin.

Dictionary, labels, repeating set-up and surveys come from `redcap_schema`; the roles and the
reports are those of programme 4.5 and 4.2.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from redcap_schema import registry
from redcap_schema.dictionary import dictionary_text
from sandbox.project_setup import ProjectPlan, dictionary_rows
from sandbox.rights import FULL_SET, NO_ACCESS, Rights
from sandbox.schema_xml import Extras, project_xml_of
from sandbox.serve import ServeOptions


TITLE = "Mentorship programme"
AUTOMATION = "Automation"
OFFICE_NOTES = "office_notes"
VIEW_AND_EDIT = 1
READ_ONLY = 2

_DAILY_WORK = (
    *("record_create", "reports", "stats_and_charts", "calendar", "file_repository", "alerts"),
    *("manage_survey_participants", "data_import_tool", "data_comparison_tool"),
)
_LEAD_WORK = (
    *("design", "user_rights", "logging", "email_logging", "data_access_groups"),
    *("record_rename", "record_delete", "lock_records", "data_quality_create"),
    "data_quality_execute",
)
_PERSON = "[record_type]='1'"
REPORTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "People",
        (
            *("rec_label", "p_roles", "p_rank", "p_track", "p_participation"),
            *("px_hub", "px_mentor_name", "px_phase", "px_health", "px_next_what", "px_next_on"),
        ),
        _PERSON,
    ),
    ("Due list", ("di_key", "di_kind", "di_due", "di_state", "di_step"), "[di_state]='2'"),
    ("Overdue", ("di_key", "di_kind", "di_due", "di_step", "di_last_on"), "[di_state]='3'"),
    (
        "Unpaired",
        ("rec_label", "p_rank", "p_track", "px_proposal_text"),
        f"{_PERSON} and [p_roles(1)]='1' and [p_participation]='1' and [px_mentor_name]=''",
    ),
    (
        "Commitments unconfirmed",
        ("hc_cycle", "hc_hub", "hc_role", "hc_capacity", "hc_accepting"),
        "[hc_cycle]<>'' and [hc_confirmed_on]=''",
    ),
    (
        "Proposals to decide",
        ("mp_cycle", "mp_hub", "mp_mentor", "mp_rank", "mp_alt_a", "mp_alt_b", "mp_why"),
        "[mp_state]='1'",
    ),
    (
        "Promotion planned, requirements not read together",
        ("fr_pair", "fr_promo_goal", "fr_promo_read", "fr_mentee_ok", "fr_mentor_ok"),
        "[fr_promo_goal]='1' and [fr_promo_read]<>'1'",
    ),
    (
        "FINAL not announced",
        ("pr_cycle", "pr_hub", "pr_mentor", "pr_decision", "pr_start_on"),
        "[pr_decision]='3' and [pr_state]=''",
    ),
    (
        "Hub load",
        ("rec_label", "hx_mentors", "hx_capacity", "hx_mentees", "hx_first", "hx_any", "hx_gain"),
        "[record_type]='2'",
    ),
    (
        "Opportunities to look at",
        ("hub_code", "hub_name", "hub_opportunities", "hx_opp_since", "hx_opp_todo"),
        "[hx_opp_todo]<>''",
    ),
    (
        "Data problems",
        ("rec_label", "px_problems", "hx_problems"),
        "[px_problems]<>'' or [hx_problems]<>''",
    ),
)
"""Title, fields and filter of each report; the record number is in all of them."""


def program_plan() -> ProjectPlan:
    """The project before anybody has entered anything."""
    return ProjectPlan(
        dictionary_csv=dictionary_text(),
        title=TITLE,
        repeating=registry.repeating_instruments(),
        surveys=registry.survey_instruments(),
        labels={each.instrument: each.label for each in registry.INSTRUMENTS},
        settings={"custom_record_label": "[rec_label]"},
    )


def program_roles() -> dict[str, Rights]:
    """The roles of programme 4.5; people who answer surveys have no account."""
    names = [each.instrument for each in registry.INSTRUMENTS]
    kept = {OFFICE_NOTES, "change_request", "pulse"}
    staff = {name: NO_ACCESS if name in kept else VIEW_AND_EDIT for name in names}
    hubs = {name: VIEW_AND_EDIT if name == "hub_directory" else NO_ACCESS for name in names}
    nothing = dict.fromkeys(names, NO_ACCESS)
    return {
        "Office lead": Rights(
            _flags((*_DAILY_WORK, *_LEAD_WORK)), *_levels(names, VIEW_AND_EDIT, FULL_SET)
        ),
        "Office staff": Rights(_flags(_DAILY_WORK), staff, staff),
        AUTOMATION: automation_rights(),
        "Programme leader": Rights(_flags(("reports", "stats_and_charts")), nothing, nothing),
        "Hub editor": Rights(_flags(()), hubs, nothing),
    }


def automation_rights() -> Rights:
    """Reads all but notes and pulse; edits what it owns and opens surveys. No design."""
    writable = registry.owned_instruments() | registry.openable_instruments().keys()
    names = [each.instrument for each in registry.INSTRUMENTS]
    forms = {name: VIEW_AND_EDIT if name in writable else READ_ONLY for name in names}
    exports = dict.fromkeys(names, FULL_SET)
    for hidden in (OFFICE_NOTES, "pulse"):
        forms[hidden] = exports[hidden] = NO_ACCESS
    rights = ("api_export", "api_import", "manage_survey_participants")
    return Rights(_flags(rights), forms, exports)


def program_xml(now: datetime) -> str:
    """The project XML for "create project from XML". *now*: the time it is said to be made."""
    fields = {title: (registry.RECORD_ID_FIELD, *names) for title, names, _logic in REPORTS}
    reports = [(title, fields[title], logic) for title, _names, logic in REPORTS]
    return project_xml_of(program_plan(), now, Extras(program_roles(), reports))


def serve_options(*, project: Path | None, now: datetime, **options: Any) -> ServeOptions:
    """How to serve *project*, or the programme's own where none is named.

    Instruments of a dictionary that are ours repeat and are surveys as ours do; a dictionary of
    somebody else repeats nothing, and all its instruments are surveys.
    """
    xml = "" if project else program_xml(now)
    if project is None or project.suffix.lower() == ".xml":
        return ServeOptions(project=project, project_xml=xml, title=TITLE, **options)
    names = {row.instrument for row in dictionary_rows(project)}
    ours = names & {each.instrument for each in registry.INSTRUMENTS}
    repeating = registry.repeating_instruments()
    return ServeOptions(
        project=project,
        title=TITLE,
        repeating={name: repeating[name] for name in repeating if name in ours},
        surveys=registry.survey_instruments() & ours if ours else None,
        **options,
    )


def _flags(keys: Iterable[str]) -> dict[str, int]:
    return dict.fromkeys(keys, 1)


def _levels(
    names: Iterable[str], viewing: int, exporting: int
) -> tuple[dict[str, int], dict[str, int]]:
    listed = list(names)
    return dict.fromkeys(listed, viewing), dict.fromkeys(listed, exporting)
