"""Reading a project XML: design and data into a `ProjectFile`."""

import base64
import binascii
import re
from collections.abc import Iterator

from sandbox.dictionary import Field
from sandbox.errors import ApiError
from sandbox.numbers import whole_or
from sandbox.odm.plan import (
    DICTIONARY_TYPES,
    DICTIONARY_VALIDATIONS,
    ITEM_ATTRIBUTES,
    REPORT_SETTINGS,
    ROLE_FLAGS,
    SETTINGS,
    PlannedDocument,
    PlannedEvent,
    PlannedFile,
    PlannedReport,
    ProjectFile,
)
from sandbox.rights import Rights
from sandbox.structure import Event
from sandbox.xmltree import Element, XmlError, parse_xml


_MULTILINE = re.compile(r'="[^"<]*[\r\n][^"<]*"')
_LEVEL = re.compile(r"\[([^,\]]+),(\d+)\]")


def read_project(text: str) -> ProjectFile:
    """The content of a project XML. Raises `ApiError` when it is not one."""
    try:
        return _project(parse_xml(_keep_line_ends(text)))
    except XmlError as error:
        raise ApiError(f"The ODM data is not valid XML: {error}") from error
    except KeyError as error:
        raise ApiError(f"The ODM data lacks the attribute {error}.") from error


def read_documents(text: str) -> list[PlannedDocument]:
    """The data of an ODM text, whether or not a design comes along.

    Raises `XmlError` when it is not XML, `ApiError` when it holds no clinical data.
    """
    root = parse_xml(_keep_line_ends(text))
    found = root.all("ClinicalData")
    if root.name != "ODM" or not found:
        raise ApiError("The ODM data has no ClinicalData.")
    subjects = [subject for clinical in found for subject in clinical.all("SubjectData")]
    return [document for subject in subjects for document in _documents(subject)]


def _keep_line_ends(text: str) -> str:
    """The text with line ends inside attributes spelled out, which XML would turn into blanks."""
    return _MULTILINE.sub(lambda match: re.sub("\r\n?|\n", "&#10;", match[0]), text)


def _project(root: Element) -> ProjectFile:
    study = root.first("Study")
    version = study.first("MetaDataVersion") if study else None
    if root.name != "ODM" or study is None or version is None:
        raise ApiError("The ODM data has no MetaDataVersion.")
    settings = study.first("GlobalVariables") or Element("GlobalVariables", {})
    found = ProjectFile(
        settings=_settings(settings, version),
        fields=tuple(_fields(version)),
        labels={_instrument(form): form.attributes.get("Name", "") for form in _forms(version)},
        events=[_event(element) for element in version.all("StudyEventDef")],
        repeating=list(_repeating(settings)),
        dags=[item["group_name"] for item in _group(settings, "DataAccessGroups")],
        surveys=_surveys(settings),
        survey_settings={
            item["form_name"]: dict(item)
            for item in _group(settings, "Surveys")
            if item.get("form_name")
        },
        roles=[_role(item) for item in _group(settings, "UserRoles")],
        reports=[_report(item) for item in _group(settings, "Reports")],
    )
    for clinical in root.all("ClinicalData"):
        for subject in clinical.all("SubjectData"):
            found.documents += _documents(subject)
    return found


def _settings(element: Element, version: Element) -> dict[str, object]:
    settings: dict[str, object] = {
        key: element.text_of(tag) for tag, key in SETTINGS.items() if element.first(tag)
    }
    return settings | {"is_longitudinal": int(bool(version.all("StudyEventDef")))}


def _forms(version: Element) -> list[Element]:
    return version.all("FormDef")


def _instrument(form: Element) -> str:
    oid = form.attributes.get("OID", "").removeprefix("Form.")
    return form.attributes.get("redcap:FormName", oid)


def _fields(version: Element) -> Iterator[Field]:
    groups = {group.attributes["OID"]: group for group in version.all("ItemGroupDef")}
    items = {item.attributes["OID"]: item for item in version.all("ItemDef")}
    lists = {codes.attributes["OID"]: codes for codes in version.all("CodeList")}
    seen: set[str] = set()
    for form in _forms(version):
        status = f"{_instrument(form)}_complete"
        for reference in form.all("ItemGroupRef"):
            group = groups.get(reference.attributes["ItemGroupOID"])
            for item_reference in group.all("ItemRef") if group else []:
                item = items.get(item_reference.attributes["ItemOID"])
                name = item.attributes.get("redcap:Variable", "") if item else ""
                if item is None or name in seen or name in ("", status):
                    continue
                # Items without a field type are REDCap's own columns, such as timestamps.
                if "redcap:FieldType" in item.attributes:
                    seen.add(name)
                    yield _field(item, _instrument(form), lists)


def _field(item: Element, instrument: str, lists: dict[str, Element]) -> Field:
    attributes = item.attributes
    spec = [""] * 18
    odm_type = attributes["redcap:FieldType"]
    validation = attributes.get("redcap:TextValidationType", "")
    question = item.first("Question")
    spec[0], spec[1] = attributes["redcap:Variable"], instrument
    spec[3] = DICTIONARY_TYPES.get(odm_type, odm_type)
    spec[4] = question.text_of("TranslatedText") if question else ""
    spec[5] = _choices(item, spec[3], lists)
    spec[7] = DICTIONARY_VALIDATIONS.get(validation, validation)
    for check in item.all("RangeCheck"):
        position = {"GE": 8, "LE": 9}.get(check.attributes.get("Comparator", ""))
        if position:
            spec[position] = check.text_of("CheckValue")
    for position, name in ITEM_ATTRIBUTES.items():
        spec[position] = attributes.get(name, "")
    return Field(tuple(spec))


def _choices(item: Element, field_type: str, lists: dict[str, Element]) -> str:
    if field_type == "calc":
        return item.attributes.get("redcap:Calculation", "")
    if field_type == "slider":
        return item.attributes.get("redcap:SliderLabels", "")
    reference = item.first("CodeListRef")
    codes = lists.get(reference.attributes["CodeListOID"]) if reference else None
    if codes is None or field_type in ("yesno", "truefalse"):
        return ""
    if field_type == "checkbox":
        return codes.attributes.get("redcap:CheckboxChoices", "")
    pairs = []
    for choice in codes.all("CodeListItem"):
        decode = choice.first("Decode")
        label = decode.text_of("TranslatedText") if decode else ""
        pairs.append(f"{choice.attributes['CodedValue']}, {label}")
    return " | ".join(pairs)


def _event(element: Element) -> PlannedEvent:
    attributes = element.attributes
    arm_num = whole_or(attributes.get("redcap:ArmNum", "1"), 1)
    event = Event(
        id=0,
        arm_num=arm_num,
        name=attributes.get("redcap:EventName", attributes.get("Name", "")),
        unique_name=attributes.get("redcap:UniqueEventName", ""),
        custom_label=attributes.get("redcap:CustomEventLabel", ""),
        day_offset=whole_or(attributes.get("redcap:DayOffset", "0"), 0),
        offset_min=whole_or(attributes.get("redcap:OffsetMin", "0"), 0),
        offset_max=whole_or(attributes.get("redcap:OffsetMax", "0"), 0),
    )
    instruments = tuple(_instrument(reference) for reference in _form_references(element))
    arm_name = attributes.get("redcap:ArmName", f"Arm {arm_num}")
    return PlannedEvent(event, arm_name, instruments)


def _form_references(element: Element) -> list[Element]:
    references = element.all("FormRef")
    for reference in references:
        reference.attributes.setdefault("OID", reference.attributes.get("FormOID", ""))
    return references


def _repeating(settings: Element) -> Iterator[tuple[str, str, str]]:
    """Event, instrument (blank: the whole event) and label of each thing that repeats."""
    group = settings.first("redcap:RepeatingInstrumentsAndEvents")
    for child in group.children if group else []:
        for item in [child, *child.children]:
            if "redcap:UniqueEventName" in item.attributes:
                yield (
                    item.attributes["redcap:UniqueEventName"],
                    item.attributes.get("redcap:RepeatInstrument", ""),
                    item.attributes.get("redcap:CustomLabel", ""),
                )


def _group(settings: Element, name: str) -> list[dict[str, str]]:
    group = settings.first(f"redcap:{name}Group")
    return [item.attributes for item in group.all(f"redcap:{name}")] if group else []


def _surveys(settings: Element) -> dict[str, str]:
    return {
        item["form_name"]: item.get("title", "")
        for item in _group(settings, "Surveys")
        if item.get("survey_enabled", "1") == "1" and item.get("form_name")
    }


def _role(item: dict[str, str]) -> tuple[str, Rights]:
    flags = {ours: int(item.get(theirs) == "1") for theirs, ours in ROLE_FLAGS.items()}
    forms = {name: int(level) for name, level in _LEVEL.findall(item.get("data_entry", ""))}
    exports = _LEVEL.findall(item.get("data_export_instruments", ""))
    return item.get("role_name", ""), Rights(flags, forms, {n: int(level) for n, level in exports})


def _report(item: dict[str, str]) -> PlannedReport:
    names = [name for name in item.get("redcap_reports_fields", "").split(",") if name]
    logic = item.get("advanced_logic") or item.get("limiter_logic", "")
    settings = {name: item[name] for name in REPORT_SETTINGS if name in item}
    return PlannedReport(item.get("title", ""), names, logic, settings)


def _documents(subject: Element) -> Iterator[PlannedDocument]:
    record = subject.attributes.get("SubjectKey", "")
    events = subject.all("StudyEventData") or [subject]
    for event in events:
        name = event.attributes.get("redcap:UniqueEventName", "")
        repeat = whole_or(event.attributes.get("StudyEventRepeatKey", "1"), 1)
        forms = event.all("FormData")
        if not forms:
            yield PlannedDocument(record, name, repeat, "", 1, {})
        for form in forms:
            instrument = form.attributes.get("FormOID", "").removeprefix("Form.")
            instance = whole_or(form.attributes.get("FormRepeatKey", "1"), 1)
            yield PlannedDocument(
                record, name, repeat, instrument, instance, _values(form), dict(_files(form))
            )


def _values(form: Element) -> dict[str, str]:
    return {
        item.attributes["ItemOID"]: item.attributes.get("Value", "")
        for group in form.all("ItemGroupData")
        for item in group.all("ItemData")
        if "ItemOID" in item.attributes
    }


def _files(form: Element) -> Iterator[tuple[str, PlannedFile]]:
    for group in form.all("ItemGroupData"):
        for item in group.all("ItemDataBase64Binary"):
            attributes = item.attributes
            try:
                content = base64.b64decode(item.text)
            except binascii.Error as error:
                raise ApiError(f"The ODM data has a file that is not base64: {error}") from error
            mime = attributes.get("redcap:MimeType", "application/octet-stream")
            name = attributes.get("redcap:DocName", "file")
            yield attributes.get("ItemOID", ""), PlannedFile(name, mime, content)
