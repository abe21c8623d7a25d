"""What a project XML says, in the server's own terms, and the names that both sides share."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.dictionary import Field
from sandbox.rights import Rights
from sandbox.structure import Event


# REDCap's file speaks of some types and settings by other names than its dictionary does.
DICTIONARY_TYPES = {"textarea": "notes", "select": "dropdown"}
DICTIONARY_VALIDATIONS = {"int": "integer", "float": "number"}
ODM_TYPES = {name: odm for odm, name in DICTIONARY_TYPES.items()}
ODM_VALIDATIONS = {name: odm for odm, name in DICTIONARY_VALIDATIONS.items()}
SETTINGS = {
    "redcap:RecordAutonumberingEnabled": "record_autonumbering_enabled",
    "redcap:CustomRecordLabel": "custom_record_label",
    "redcap:SecondaryUniqueField": "secondary_unique_field",
    "redcap:SchedulingEnabled": "scheduling_enabled",
    "redcap:SurveysEnabled": "surveys_enabled",
    "redcap:DisplayTodayNowButton": "display_today_now_button",
    "redcap:PreventBranchingEraseValues": "bypass_branching_erase_field_prompt",
    "redcap:Purpose": "purpose",
    "redcap:PurposeOther": "purpose_other",
    "redcap:ProjectNotes": "project_notes",
    "redcap:MissingDataCodes": "missing_data_codes",
}
ROLE_FLAGS = {
    "lock_record": "lock_records",
    "lock_record_multiform": "lock_records_all_forms",
    "lock_record_customize": "lock_records_customization",
    "data_import_tool": "data_import_tool",
    "data_comparison_tool": "data_comparison_tool",
    "data_logging": "logging",
    "email_logging": "email_logging",
    "file_repository": "file_repository",
    "user_rights": "user_rights",
    "data_access_groups": "data_access_groups",
    "graphical": "stats_and_charts",
    "reports": "reports",
    "design": "design",
    "alerts": "alerts",
    "calendar": "calendar",
    "api_export": "api_export",
    "api_import": "api_import",
    "api_modules": "api_modules",
    "mobile_app": "mobile_app",
    "mobile_app_download_data": "mobile_app_download_data",
    "record_create": "record_create",
    "record_rename": "record_rename",
    "record_delete": "record_delete",
    "participants": "manage_survey_participants",
    "data_quality_design": "data_quality_create",
    "data_quality_execute": "data_quality_execute",
}
REPORT_SETTINGS = {
    "report_order": "",
    "user_access": "ALL",
    "user_edit_access": "ALL",
    "description": "",
    "combine_checkbox_values": "0",
    "output_dags": "0",
    "output_survey_fields": "0",
    "output_missing_data_codes": "0",
    "remove_line_breaks_in_values": "1",
    "orderby_field1": "",
    "orderby_sort1": "ASC",
    "orderby_field2": "",
    "orderby_sort2": "",
    "orderby_field3": "",
    "orderby_sort3": "",
    "filter_type": "EVENT",
    "dynamic_filter1": "",
    "dynamic_filter2": "",
    "dynamic_filter3": "",
    "is_public": "0",
    "report_display_include_repeating_fields": "1",
    "report_display_header": "BOTH",
    "report_display_data": "BOTH",
    "redcap_reports_filter_dags": "",
    "redcap_reports_filter_events": "",
}
"""What a report's element says beside its title, fields and filter, and REDCap's usual values."""
UNUSED_ROLE_ATTRIBUTES = {
    "data_export_tool": "",
    "double_data": "0",
    "dts": "0",
    "data_quality_resolution": "0",
    "random_setup": "0",
    "random_dashboard": "0",
    "random_perform": "0",
    "realtime_webservice_mapping": "0",
    "realtime_webservice_adjudicate": "0",
    "external_module_config": "",
}
"""What REDCap writes of a role and the sandbox has no use for."""
ITEM_ATTRIBUTES = {
    2: "redcap:SectionHeader",
    6: "redcap:FieldNote",
    10: "redcap:Identifier",
    11: "redcap:BranchingLogic",
    12: "redcap:RequiredField",
    13: "redcap:CustomAlignment",
    14: "redcap:QuestionNumber",
    15: "redcap:MatrixGroupName",
    16: "redcap:MatrixRanking",
    17: "redcap:FieldAnnotation",
}


@dataclass(frozen=True)
class PlannedEvent:
    """An event with its arm's name and its instruments; the event's id is not known yet."""

    event: Event
    arm_name: str
    instruments: tuple[str, ...]


@dataclass(frozen=True)
class PlannedFile:
    """A file that goes along inside the XML."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class PlannedDocument:
    """The values of one instrument instance; a blank instrument only says that the row exists."""

    record: str
    event_name: str
    event_repeat: int
    instrument: str
    instance: int
    values: dict[str, str]
    files: dict[str, PlannedFile] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedReport:
    """A saved report; its settings are the attributes that the file had."""

    title: str
    fields: list[str]
    filter_logic: str
    settings: dict[str, str] = field(default_factory=dict)


@dataclass
class ProjectFile:
    """The whole content of a project XML."""

    settings: dict[str, Any]
    fields: tuple[Field, ...]
    labels: dict[str, str]
    events: list[PlannedEvent] = field(default_factory=list)
    repeating: list[tuple[str, str, str]] = field(default_factory=list)
    dags: list[str] = field(default_factory=list)
    surveys: dict[str, str] = field(default_factory=dict)
    survey_settings: dict[str, dict[str, str]] = field(default_factory=dict)
    roles: list[tuple[str, Rights]] = field(default_factory=list)
    reports: list[PlannedReport] = field(default_factory=list)
    documents: list[PlannedDocument] = field(default_factory=list)
