"""REDCap's action tags in field annotations: which exist, and how ours may use them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from redcap_schema.logic import logic_faults, reference_faults, references


_NAMES = """
APPUSERNAME-APP BARCODE-APP CALCDATE CALCTEXT CHARLIMIT CONSENT-VERSION DEFAULT DOWNLOAD-COUNT
FORCE-MINMAX HIDDEN HIDDEN-APP HIDDEN-FORM HIDDEN-PDF HIDDEN-SURVEY HIDEBUTTON HIDECHOICE IF
INLINE INLINE-PREVIEW LANGUAGE-CURRENT-FORM LANGUAGE-CURRENT-SURVEY LANGUAGE-FORCE
LANGUAGE-FORCE-FORM LANGUAGE-FORCE-SURVEY LANGUAGE-MENU-STATIC LANGUAGE-SET LATITUDE LONGITUDE
MAXCHECKED MAXCHOICE MAXCHOICE-SURVEY-COMPLETE NOMISSING NONEOFTHEABOVE NOW NOW-SERVER NOW-UTC
PASSWORDMASK PDF-DATA-ENTRY PDF-NOSHOW PLACEHOLDER PREFILL RANDOMORDER READONLY READONLY-APP
READONLY-FORM READONLY-SURVEY RICHTEXT SAVE-PROMPT-EXEMPT SAVE-PROMPT-EXEMPT-WHEN-AUTOSET
SETVALUE SHOWCHOICE SYNC-APP TODAY TODAY-SERVER TODAY-UTC USERNAME WORDLIMIT
"""
ACTION_TAGS = frozenset(f"@{name}" for name in _NAMES.split())
"""REDCap's own tags; external modules add theirs, which we do not use."""

_TAG = re.compile(r"(?<![\w.])@[A-Za-z][A-Za-z0-9-]*")
_DEFAULT = re.compile(r"@(?:DEFAULT|SETVALUE)='([^']*)'")
_NONE = re.compile(r"@NONEOFTHEABOVE=(?:'([^']*)'|(\w+))")
_TEXT_ONLY = frozenset(
    {"@TODAY", "@NOW", "@USERNAME", "@CALCTEXT", "@CALCDATE", "@TODAY-SERVER", "@NOW-SERVER"}
)


def tag_faults(
    row: Mapping[str, str],
    rows: Mapping[str, Mapping[str, str]],
    choices: Mapping[str, Mapping[str, str]],
) -> Iterator[str]:
    """Yield what is wrong with the action tags of *row*; *rows* are all fields by name."""
    annotation = row["field_annotation"]
    types = {name: each["field_type"] for name, each in rows.items()}
    formula = _formula(annotation)
    if formula is not None:
        annotation = annotation.replace(formula, "")
        yield from logic_faults(formula[1:-1], types, choices)
    for tag in _TAG.findall(annotation):
        if tag not in ACTION_TAGS:
            yield f"{tag} is not an action tag of REDCap"
        elif tag in _TEXT_ONLY and row["field_type"] != "text":
            yield f"{tag} works in text fields only"
    yield from _default_faults(row, rows, choices)
    yield from _none_faults(row, choices)


def _formula(annotation: str) -> str | None:
    """Return the brackets of `@CALCTEXT(...)` or `@CALCDATE(...)`, None without such a tag."""
    start = annotation.find("(", max(annotation.find("@CALCTEXT("), annotation.find("@CALCDATE(")))
    if "@CALCTEXT(" not in annotation and "@CALCDATE(" not in annotation:
        return None
    depth = 0
    for position in range(start, len(annotation)):
        depth += (annotation[position] == "(") - (annotation[position] == ")")
        if depth == 0:
            return annotation[start : position + 1]
    return annotation[start:]


def _default_faults(
    row: Mapping[str, str],
    rows: Mapping[str, Mapping[str, str]],
    choices: Mapping[str, Mapping[str, str]],
) -> Iterator[str]:
    types = {name: each["field_type"] for name, each in rows.items()}
    own = choices.get(row["field_name"])
    for value in _DEFAULT.findall(row["field_annotation"]):
        yield from reference_faults(value, types, choices)
        for each in references(value):
            source = rows.get(each.field)
            if source is not None and source["form_name"] == row["form_name"]:
                yield (
                    f"its default pipes [{each.field}] of the same instrument, "
                    "which is still empty when the instrument is first opened"
                )
        if own is not None and "[" not in value and value not in own:
            yield f"its default {value} is not one of its codes"


def _none_faults(row: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for quoted, plain in _NONE.findall(row["field_annotation"]):
        code = quoted or plain
        if row["field_type"] != "checkbox":
            yield "@NONEOFTHEABOVE works in checkboxes only"
        elif code not in choices[row["field_name"]]:
            yield f"@NONEOFTHEABOVE names {code}, which is not one of its codes"
