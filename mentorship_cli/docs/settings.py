"""`docs/settings.md`: what a machine is told by its environment, a department by its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from flows.settings import DEPARTMENT_VARIABLES, PREFECT_DEFAULTS, Settings
from mappings.model import DepartmentFile
from mentorship.policy import Policy
from mentorship.program_settings import Mode
from mentorship_cli.docs.docstrings import attribute_notes, first_line
from mentorship_cli.docs.markdown import code, codes, page, section, table
from redcap_schema.dictionary import fields_of
from redcap_schema.instruments.program_settings import ProgramSettingsRow
from redcap_schema.row import field_names


ABOUT = """Three places, each with one job. **The environment** (or a `.env` file in the folder
where the command runs) says what differs between machines: secrets, the mail relay, where state
is kept. **A department's file** in `mappings/departments/` says what differs between
departments. **Programme settings** in REDCap hold what the office changes without an engineer,
and can always lower what a run may do."""
DEPARTMENT = """One a department. The name ends in the department's slug, upper case, dashes as
underscores: the token of department `anesthesiology` is `REDCAP_TOKEN__ANESTHESIOLOGY`."""
PREFECT = """Prefect runs inside the command when no `PREFECT_API_URL` is set, with these values;
a variable that is set already wins."""
FILE = """`mappings/departments/<slug>.yaml`, or the same file in `MENTORSHIP_DEPARTMENTS_DIR`,
which is looked in first. It holds only what differs. Unknown keys are errors that name file,
line, key and the nearest valid name. Adding one: [add-a-department](how-to/add-a-department.md)."""


def settings_page() -> str:
    """Return the page."""
    return page(
        "Settings",
        ABOUT,
        section("Modes", _modes()),
        section("Environment: this machine", _environment()),
        section("Environment: a department", DEPARTMENT, _department_variables()),
        section("Environment: Prefect", PREFECT, _prefect()),
        section("A department's file", FILE, _file()),
        section("A department's file: policy", _policy()),
        section("Programme settings in REDCap", _in_redcap()),
    )


def _modes() -> str:
    notes = attribute_notes(Mode)
    return table(
        ("mode", "a run in it"), ((code(each.value), notes[each.name]) for each in Mode)
    ) + (
        "\n\nA run without `--mode` is a preview. `ps_mail_mode` in REDCap can lower the mail of a"
        " run to rehearsal or off, never raise it."
    )


def _environment() -> str:
    return table(
        ("variable", "default", "meaning"),
        (
            (
                code(f"MENTORSHIP_{name.upper()}"),
                _default(info),
                info.description or "",
            )
            for name, info in Settings.model_fields.items()
        ),
    )


def _department_variables() -> str:
    return table(
        ("variable", "meaning"),
        ((code(f"{name}__<DEPARTMENT>"), said) for name, said in DEPARTMENT_VARIABLES.items()),
    )


def _prefect() -> str:
    rows = [(code(name), code(value)) for name, value in PREFECT_DEFAULTS.items()]
    home = (code("PREFECT_HOME"), f"a folder {code('prefect')} in `MENTORSHIP_HOME`")
    return table(("variable", "value"), [home, *rows])


def _default(info: FieldInfo) -> str:
    default = info.get_default(call_default_factory=True)
    if isinstance(default, SecretStr) or default in (None, "", (), {}):
        return ""
    if isinstance(default, BaseModel):
        return "as below"
    return code(default)


def _file() -> str:
    return table(("key", "default", "meaning"), _keys(DepartmentFile, ()))


def _keys(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    notes = attribute_notes(model)
    for name, info in model.model_fields.items():
        path = (*above, name)
        inner = _model_of(info)
        said = first_line(inner) if inner else notes.get(name, "")
        default = "**required**" if info.is_required() else _default(info)
        yield code(": ".join(path)), "" if inner and default == "as below" else default, said
        if inner:
            yield from _keys(inner, path)


def _model_of(info: FieldInfo) -> type[BaseModel] | None:
    annotation: Any = info.annotation
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model else None


def _policy() -> str:
    names = codes(each.name for each in fields(Policy))
    return f"{names}. Meaning, default and source of each: [rules](rules.md#the-numbers)."


def _in_redcap() -> str:
    read = set(field_names(ProgramSettingsRow))
    return table(
        ("field", "label", "choices or validation"),
        (
            (
                code(each.name),
                each.label,
                "; ".join(f"{code(c)} {label}" for c, label in each.choices.items())
                or each.validation,
            )
            for each in fields_of(ProgramSettingsRow.instrument)
            if each.name in read
        ),
    )
