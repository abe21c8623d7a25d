"""The design half of a project XML: events, instruments, items, code lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sandbox.dictionary import STATUS_LABELS, Choices, Column, Dictionary, Field, Kind
from sandbox.odm.markup import attribute, block, content, tag
from sandbox.odm.plan import (
    ITEM_ATTRIBUTES,
    ODM_TYPES,
    ODM_VALIDATIONS,
)
from sandbox.records.selection import DAG_COLUMN
from sandbox.structure import Event, Structure


DATA_TYPES = {
    "integer": "integer",
    "number": "float",
    "time": "partialTime",
    "yesno": "boolean",
    "truefalse": "boolean",
    "calc": "float",
    "slider": "integer",
}
STATUS_HEADER = "Form Status"
_HEADER = 2


@dataclass(frozen=True)
class ItemGroup:
    """The items below one section header, or on one instrument without headers."""

    oid: str
    instrument: str
    title: str
    columns: tuple[Column, ...]


def metadata_version(
    structure: Structure, attributes: Mapping[str, object], *, with_groups: bool = False
) -> str:
    """Events, instruments, item groups, items and code lists.

    *with_groups*: the data that follow name each record's group, which makes it an item.
    """
    dictionary = structure.dictionary
    lines = list(_events(structure)) if structure.is_longitudinal else []
    groups = list(item_groups(structure))
    lines += [_form(structure, name, groups) for name in dictionary.instruments]
    lines += [_group(group, with_dag=with_groups and group is groups[0]) for group in groups]
    columns = list(item_columns(dictionary))
    items = [_item(column) for column in columns]
    lines += [items[0], *([_dag_item()] if with_groups else []), *items[1:]]
    lines += [text for column in columns if (text := _code_list(column))]
    return block("MetaDataVersion", attributes, lines)


def item_columns(dictionary: Dictionary) -> Iterator[Column]:
    """One item for each column; descriptive fields have an item though no column."""
    by_field: dict[str, list[Column]] = {}
    for column in dictionary.columns:
        if column.code not in {code for code, _label in dictionary.missing_codes}:
            by_field.setdefault(column.base, []).append(column)
    for instrument in dictionary.instruments:
        for field in dictionary.fields:
            if field.instrument == instrument:
                fallback = [Column(field.name, instrument, Kind.VALUE, field)]
                yield from by_field.get(field.name, fallback)
        yield from by_field[f"{instrument}_complete"]


def item_groups(structure: Structure) -> Iterator[ItemGroup]:
    """Groups in order: one for each run of items with the same header, one for each status."""
    for _key, run in groupby(item_columns(structure.dictionary), key=_section):
        columns = tuple(run)
        first = columns[0]
        header = first.field.spec[_HEADER] if first.field else STATUS_HEADER
        yield ItemGroup(
            f"{first.instrument}.{first.base}",
            first.instrument,
            header or structure.labels[first.instrument],
            columns,
        )


def _section(column: Column) -> tuple[str, str, bool]:
    field = column.field
    return column.instrument, field.spec[_HEADER] if field else "", field is None


def _events(structure: Structure) -> Iterator[str]:
    references = [
        tag(
            "StudyEventRef",
            {
                "StudyEventOID": f"Event.{event.unique_name}",
                "OrderNumber": position,
                "Mandatory": "No",
            },
        )
        for position, event in enumerate(structure.events, start=1)
    ]
    yield block("Protocol", {}, references)
    arms = {arm.number: arm.name for arm in structure.arms}
    for event in structure.events:
        forms = [
            tag(
                "FormRef",
                {
                    "FormOID": f"Form.{name}",
                    "OrderNumber": position,
                    "Mandatory": "No",
                    "redcap:FormName": name,
                },
            )
            for position, name in enumerate(structure.dictionary.instruments, start=1)
            if name in structure.designated(event.id)
        ]
        yield block("StudyEventDef", _event(structure, event, arms[event.arm_num]), forms)


def _event(structure: Structure, event: Event, arm_name: str) -> dict[str, object]:
    return {
        "OID": f"Event.{event.unique_name}",
        "Name": structure.event_title(event),
        "Type": "Common",
        "Repeating": "Yes" if structure.repeats_whole(event.id) else "No",
        "redcap:EventName": event.name,
        "redcap:CustomEventLabel": event.custom_label,
        "redcap:UniqueEventName": event.unique_name,
        "redcap:ArmNum": event.arm_num,
        "redcap:ArmName": arm_name,
        "redcap:DayOffset": event.day_offset,
        "redcap:OffsetMin": event.offset_min,
        "redcap:OffsetMax": event.offset_max,
    }


def _form(structure: Structure, name: str, groups: list[ItemGroup]) -> str:
    rows = [
        tag("ItemGroupRef", {"ItemGroupOID": group.oid, "Mandatory": "No"})
        for group in groups
        if group.instrument == name
    ]
    attributes = {
        "OID": f"Form.{name}",
        "Name": structure.labels[name],
        "Repeating": "No",
        "redcap:FormName": name,
    }
    return block("FormDef", attributes, rows)


def _group(group: ItemGroup, *, with_dag: bool) -> str:
    rows = [
        _reference(
            column.name, column.base, required=column.field is not None and column.field.is_required
        )
        for column in group.columns
    ]
    if with_dag:
        rows.insert(1, _reference(DAG_COLUMN, DAG_COLUMN))
    attributes = {"OID": group.oid, "Name": group.title, "Repeating": "No"}
    return block("ItemGroupDef", attributes, rows)


def _reference(item: str, variable: str, *, required: bool = False) -> str:
    mandatory = "Yes" if required else "No"
    attributes = {"ItemOID": item, "Mandatory": mandatory, "redcap:Variable": variable}
    return tag("ItemRef", attributes)


def _dag_item() -> str:
    attributes = {
        "OID": DAG_COLUMN,
        "Name": DAG_COLUMN,
        "DataType": "text",
        "Length": 999,
        "redcap:Variable": DAG_COLUMN,
    }
    return block("ItemDef", attributes, [_question("Data Access Group")])


def _question(label: str) -> str:
    return f"<Question><TranslatedText>{content(label)}</TranslatedText></Question>"


def _item(column: Column) -> str:
    field = column.field
    label = field.label if field else "Complete?"
    lines = [_question(label)]
    if _code_list(column):
        lines.append(tag("CodeListRef", {"CodeListOID": f"{column.name}.choices"}))
    for comparator, limit in zip(("GE", "LE"), field.spec[8:10] if field else (), strict=False):
        if limit:
            value = f"<CheckValue>{content(limit)}</CheckValue>"
            lines.append(tag("RangeCheck", {"Comparator": comparator, "SoftHard": "Soft"}, value))
    return block("ItemDef", _item_attributes(column, field), lines)


def _item_attributes(column: Column, field: Field | None) -> dict[str, object]:
    found: dict[str, object] = {
        "OID": column.name,
        "Name": column.name,
        "DataType": _data_type(column),
        "Length": max((len(code) for code, _label in _choices(column)), default=999),
        "redcap:Variable": column.base,
    }
    if field is None:
        return found | {"redcap:FieldType": "select", "redcap:SectionHeader": STATUS_HEADER}
    found["redcap:FieldType"] = ODM_TYPES.get(field.type, field.type)
    optional = {
        "redcap:TextValidationType": ODM_VALIDATIONS.get(field.validation, field.validation),
        "redcap:Calculation": field.detail if field.type == "calc" else "",
        "redcap:SliderLabels": field.detail if field.type == "slider" else "",
        **{name: field.spec[position] for position, name in ITEM_ATTRIBUTES.items()},
    }
    return found | {name: value for name, value in optional.items() if value}


def _data_type(column: Column) -> str:
    if column.kind is Kind.CHECKBOX:
        return "boolean"
    field = column.field
    if field is None:
        return "text"
    stem = field.validation.split("_", 1)[0]
    if stem == "date":
        return "date"
    if stem == "datetime":
        return "datetime" if "seconds" in field.validation else "partialDatetime"
    return DATA_TYPES.get(field.validation) or DATA_TYPES.get(field.type, "text")


def _choices(column: Column) -> Choices:
    if column.kind is Kind.CHECKBOX:
        return (("1", "Checked"), ("0", "Unchecked"))
    return column.field.choices if column.field else tuple(STATUS_LABELS.items())


def _code_list(column: Column) -> str:
    choices = _choices(column)
    if not choices:
        return ""
    rows = [
        f'<CodeListItem CodedValue="{attribute(code)}"><Decode><TranslatedText>{content(label)}'
        "</TranslatedText></Decode></CodeListItem>"
        for code, label in choices
    ]
    attributes = {
        "OID": f"{column.name}.choices",
        "Name": column.name,
        "DataType": _data_type(column),
        "redcap:Variable": column.base,
    }
    if column.kind is Kind.CHECKBOX and column.field is not None:
        attributes["redcap:CheckboxChoices"] = column.field.detail
    return block("CodeList", attributes, rows)
