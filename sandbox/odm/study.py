"""What a project XML says of the study as a whole: settings, repeats, surveys, roles, reports."""

from collections.abc import Mapping

from sandbox.odm.markup import block, content, tag
from sandbox.odm.plan import REPORT_SETTINGS, ROLE_FLAGS, SETTINGS, UNUSED_ROLE_ATTRIBUTES
from sandbox.storage import ProjectStore
from sandbox.storage.members import Role
from sandbox.storage.reports import Report
from sandbox.structure import Structure


DESCRIPTION = 'This file contains the metadata, events, and data for REDCap project "{}".'


def global_variables(project: ProjectStore) -> str:
    """Settings, repeats, groups, surveys, roles and reports."""
    info, structure = project.info, project.structure
    title = str(info["project_title"])
    lines = [
        f"<StudyName>{content(title)}</StudyName>",
        f"<StudyDescription>{content(DESCRIPTION.format(title))}</StudyDescription>",
        f"<ProtocolName>{content(title)}</ProtocolName>",
        *(f"<{name}>{content(info.get(key, ''))}</{name}>" for name, key in SETTINGS.items()),
    ]
    if structure.repeating:
        lines.append(_repeating(structure))
    groups: dict[str, list[dict[str, object]]] = {
        "DataAccessGroups": [{"group_name": dag.name} for dag in structure.dags],
        "Surveys": _surveys(project),
        "UserRoles": [_role(role) for role in project.members.roles()],
        "Reports": [
            _report(structure, report, position)
            for position, report in enumerate(project.reports.all(), start=1)
        ],
    }
    for name, items in groups.items():
        if items:
            rows = [tag(f"redcap:{name}", item) for item in items]
            lines.append(block(f"redcap:{name}Group", {}, rows))
    return block("GlobalVariables", {}, lines)


def _surveys(project: ProjectStore) -> list[dict[str, object]]:
    """Every survey, also those switched off, with the settings that its project file had."""
    titles, settings = project.structure.surveys, project.shape.survey_settings()
    return [
        {
            "form_name": name,
            "title": titles.get(name, settings.get(name, {}).get("title", "")),
            **{
                key: value
                for key, value in settings.get(name, {}).items()
                if key not in ("form_name", "title", "survey_enabled")
            },
            "survey_enabled": int(name in titles),
        }
        for name in project.structure.dictionary.instruments
        if name in titles or name in settings
    ]


def _repeating(structure: Structure) -> str:
    lines = []
    for event in structure.events:
        name = {"redcap:UniqueEventName": event.unique_name}
        if structure.repeats_whole(event.id):
            lines.append(tag("redcap:RepeatingEvent", name))
        rows = [
            tag(
                "redcap:RepeatingInstrument",
                {
                    **name,
                    "redcap:RepeatInstrument": instrument,
                    "redcap:CustomLabel": structure.repeating[event.id, instrument],
                },
            )
            for instrument in structure.dictionary.instruments
            if structure.repeats_alone(event.id, instrument)
        ]
        if rows:
            lines.append(block("redcap:RepeatingInstruments", {}, rows))
    return block("redcap:RepeatingInstrumentsAndEvents", {}, lines)


def _report(structure: Structure, report: Report, position: int) -> dict[str, object]:
    first = {"report_order": position, "orderby_field1": structure.dictionary.record_id_field}
    return {
        "title": report.title,
        **REPORT_SETTINGS,
        **first,
        **report.settings,
        "advanced_logic": report.filter_logic,
        "redcap_reports_fields": ",".join(report.fields),
    }


def _role(role: Role) -> dict[str, object]:
    rights = role.rights
    return {
        "role_name": role.label,
        **{theirs: rights.flags.get(ours, 0) for theirs, ours in ROLE_FLAGS.items()},
        **UNUSED_ROLE_ATTRIBUTES,
        "data_entry": _levels(rights.forms),
        "data_export_instruments": _levels(rights.forms_export),
    }


def _levels(levels: Mapping[str, int]) -> str:
    return "".join(f"[{name},{level}]" for name, level in levels.items())
