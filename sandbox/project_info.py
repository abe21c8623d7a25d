"""A project's settings as the API shows them: 27 keys in a fixed order, flags as numbers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.numbers import whole_or
from sandbox.storage import ProjectStore


MARK = "SANDBOX"
INFO_KEYS = (
    "project_id",
    "project_title",
    "creation_time",
    "production_time",
    "in_production",
    "project_language",
    "purpose",
    "purpose_other",
    "project_notes",
    "custom_record_label",
    "secondary_unique_field",
    "is_longitudinal",
    "has_repeating_instruments_or_events",
    "surveys_enabled",
    "scheduling_enabled",
    "record_autonumbering_enabled",
    "randomization_enabled",
    "ddp_enabled",
    "project_irb_number",
    "project_grant_number",
    "project_pi_firstname",
    "project_pi_lastname",
    "project_pi_email",
    "display_today_now_button",
    "missing_data_codes",
    "external_modules",
    "bypass_branching_erase_field_prompt",
)
FLAGS = frozenset(
    {
        "in_production",
        "is_longitudinal",
        "surveys_enabled",
        "scheduling_enabled",
        "record_autonumbering_enabled",
        "randomization_enabled",
        "ddp_enabled",
        "display_today_now_button",
        "bypass_branching_erase_field_prompt",
    }
)
SETTABLE = frozenset(INFO_KEYS) - {
    "project_id",
    "creation_time",
    "production_time",
    "in_production",
    "has_repeating_instruments_or_events",
    "ddp_enabled",
    "external_modules",
}
_DEFAULTS: dict[str, Any] = {
    "in_production": 0,
    "project_language": "English",
    "purpose": 0,
    "is_longitudinal": 0,
    "surveys_enabled": 0,
    "scheduling_enabled": 0,
    "record_autonumbering_enabled": 1,
    "randomization_enabled": 0,
    "ddp_enabled": 0,
    "display_today_now_button": 1,
    "bypass_branching_erase_field_prompt": 0,
}


def new_info(settings: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The settings of a new project from what its creator said."""
    info: dict[str, Any] = dict.fromkeys(INFO_KEYS, "") | _DEFAULTS
    info["creation_time"] = now.strftime("%Y-%m-%d %H:%M:%S")
    return info | cleaned(settings)


def cleaned(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Only settings that may be set, flags and numbers as numbers."""
    return {
        key: _number(value) if key in FLAGS or key == "purpose" else str(value)
        for key, value in settings.items()
        if key in SETTABLE and not (value == "" and (key in FLAGS or key == "purpose"))
    }


def _number(value: object) -> int:
    text = str(value).strip().lower()
    return whole_or(text, int(text in ("true", "yes", "y")))


def info_row(project: ProjectStore) -> dict[str, Any]:
    """The row as exported. The title always says that this is a sandbox."""
    info = project.info
    title = str(info["project_title"])
    info["project_title"] = title if title.startswith(MARK) else f"{MARK} {title}"
    structure = project.structure
    return info | {
        "project_id": project.id,
        "is_longitudinal": int(structure.is_longitudinal),
        "has_repeating_instruments_or_events": int(structure.is_repeating),
    }
