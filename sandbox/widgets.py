"""One form control for each field type of a survey page."""

from collections.abc import Mapping
from html import escape

from sandbox.dictionary import Field
from sandbox.names import checkbox_column


_HINTS = {
    "date": "for example 2026-11-21",
    "datetime": "for example 2026-11-21 14:30",
    "integer": "a whole number",
    "number": "a number",
    "email": "an e-mail address",
}


def widget(field: Field, values: Mapping[str, str]) -> str:
    """The HTML of one field with its present value."""
    head = f"<h2>{escape(field.spec[2])}</h2>" if field.spec[2] else ""
    if field.type == "descriptive":
        return f"{head}<p>{escape(field.label)}</p>"
    if field.type == "checkbox":
        return head + _group(field, [_box(field, code, values) for code, _ in field.choices])
    if field.type in ("radio", "yesno", "truefalse"):
        current = values.get(field.name, "")
        return head + _group(field, [_radio(field, code, current) for code, _ in field.choices])
    return head + _single(field, values.get(field.name, ""))


def _group(field: Field, controls: list[str]) -> str:
    legend = f"<legend>{_label(field)}</legend>{_note(field)}"
    return f"<fieldset>{legend}{''.join(controls)}</fieldset>"


def _box(field: Field, code: str, values: Mapping[str, str]) -> str:
    name = checkbox_column(field.name, code)
    checked = " checked" if values.get(name) == "1" else ""
    control = f'<input type="checkbox" name="{name}" value="1"{checked}>'
    return f"<div><label>{control} {escape(field.labels[code])}</label></div>"


def _radio(field: Field, code: str, current: str) -> str:
    checked = " checked" if code == current else ""
    value = escape(code)
    control = f'<input type="radio" name="{field.name}" value="{value}"{checked}{_locked(field)}>'
    return f"<div><label>{control} {escape(field.labels[code])}</label></div>"


def _single(field: Field, value: str) -> str:
    attributes = f'id="{field.name}" name="{field.name}"{_locked(field)}'
    if field.type == "notes":
        control = f'<textarea rows="4" {attributes}>{escape(value)}</textarea>'
    elif field.type == "dropdown":
        control = f"<select {attributes}>{_options(field, value)}</select>"
    else:
        control = f'<input type="text" {attributes} value="{escape(value)}">'
    label = f'<label class="top" for="{field.name}">{_label(field)}</label>'
    return f'<div class="field">{label}{_note(field)}{control}</div>'


def _options(field: Field, value: str) -> str:
    choices = (("", "Please choose"), *field.choices)
    return "".join(
        f'<option value="{escape(code)}"{" selected" if code == value else ""}>'
        f"{escape(label)}</option>"
        for code, label in choices
    )


def _label(field: Field) -> str:
    needed = " (needed)" if field.is_required else ""
    return escape(field.label) + needed


def _note(field: Field) -> str:
    hint = next((text for stem, text in _HINTS.items() if field.validation == stem), "")
    if not hint and field.validation.startswith(("date_", "datetime_")):
        hint = _HINTS[field.validation.split("_", 1)[0]]
    parts = [escape(text) for text in (field.spec[6], hint) if text]
    if field.branching:
        parts.append("only if it applies")
    return f'<p class="note">{"; ".join(parts)}</p>' if parts else ""


def _locked(field: Field) -> str:
    return " disabled" if "@READONLY" in field.annotation else ""
