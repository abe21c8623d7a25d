"""Which columns an export shows, from what was asked and what the caller may see.

Sources: redcap_api.md 2.1 (order), 2.2 (the record id is not always exported), 2.7 (rights), 2.8.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.dictionary import Column, Dictionary, Field, Kind
from sandbox.errors import ApiError
from sandbox.rights import DEIDENTIFIED, NO_ACCESS, NO_IDENTIFIERS, Rights
from sandbox.structure import Structure
from sandbox.validation import DATE_TYPES


REPEAT_COLUMNS = ("redcap_repeat_instrument", "redcap_repeat_instance")
EVENT_COLUMN = "redcap_event_name"
DAG_COLUMN = "redcap_data_access_group"
IDENTIFIER_COLUMN = "redcap_survey_identifier"


@dataclass(frozen=True)
class Asked:
    """What the caller asked for, by name. *in_this_order*: columns come as fields were named."""

    fields: Sequence[str] = ()
    instruments: Sequence[str] = ()
    with_dag: bool = False
    with_survey_fields: bool = False
    in_this_order: bool = False

    @property
    def everything(self) -> bool:
        """Whether neither fields nor instruments were named."""
        return not self.fields and not self.instruments


@dataclass(frozen=True)
class Selection:
    """The columns of one export: key columns, then data columns in dictionary order."""

    head: tuple[str, ...]
    columns: tuple[Column, ...]
    surveys: tuple[str, ...]
    has_record_id: bool

    @property
    def instruments(self) -> tuple[str, ...]:
        """Instruments with at least one shown column."""
        return tuple(dict.fromkeys(column.instrument for column in self.columns))

    def data_columns(self) -> Iterable[tuple[str, Column | None]]:
        """Names of data columns with their column; a survey's timestamp has none."""
        begun: set[str] = set()
        for column in self.columns:
            if column.instrument not in begun and column.instrument in self.surveys:
                yield f"{column.instrument}_timestamp", None
            begun.add(column.instrument)
            yield column.name, column


def select(structure: Structure, rights: Rights, asked: Asked) -> Selection:
    """The columns to show. Raises `ApiError` for a name that the project does not have."""
    dictionary = structure.dictionary
    _check_fields(dictionary, asked.fields)
    _check_instruments(dictionary, asked.instruments)
    has_id = _has_record_id(dictionary, asked)
    columns = tuple(
        column
        for column in dictionary.columns
        if column.name != dictionary.record_id_field
        and (asked.everything or _is_asked(column, asked))
        and may_see(rights, column)
    )
    if asked.in_this_order:
        columns = tuple(sorted(columns, key=lambda column: asked.fields.index(column.base)))
    surveys = tuple(structure.surveys) if asked.with_survey_fields else ()
    head = _head(structure, asked) if has_id else ()
    return Selection(head, columns, surveys, has_id)


def _is_asked(column: Column, asked: Asked) -> bool:
    return column.instrument in asked.instruments or column.base in asked.fields


def _has_record_id(dictionary: Dictionary, asked: Asked) -> bool:
    first_instrument = dictionary.instruments[0] if dictionary.instruments else ""
    return (
        asked.everything
        or dictionary.record_id_field in asked.fields
        or first_instrument in asked.instruments
    )


def _head(structure: Structure, asked: Asked) -> tuple[str, ...]:
    head = [structure.dictionary.record_id_field]
    if structure.is_longitudinal:
        head.append(EVENT_COLUMN)
    if structure.is_repeating:
        head += REPEAT_COLUMNS
    if asked.with_dag and structure.dags:
        head.append(DAG_COLUMN)
    if asked.with_survey_fields and structure.surveys:
        head.append(IDENTIFIER_COLUMN)
    return tuple(head)


def _check_fields(dictionary: Dictionary, names: Iterable[str]) -> None:
    statuses = {f"{instrument}_complete" for instrument in dictionary.instruments}
    _refuse("fields", [n for n in names if n not in dictionary.by_name and n not in statuses])


def _check_instruments(dictionary: Dictionary, names: Iterable[str]) -> None:
    _refuse("forms", [name for name in names if name not in dictionary.instruments])


def _refuse(parameter: str, unknown: Sequence[str]) -> None:
    if unknown:
        listed = ", ".join(f"'{name}'" for name in unknown)
        raise ApiError(
            f'The following values in the parameter "{parameter}" are not valid: {listed}'
        )


def may_see(rights: Rights, column: Column) -> bool:
    """Whether the caller's export right shows this column at all."""
    level = rights.export_level(column.instrument)
    if level == NO_ACCESS:
        return False
    field = column.field
    if field is None or column.kind is Kind.STATUS:
        return True
    if level in (NO_IDENTIFIERS, DEIDENTIFIED) and field.is_identifier:
        return False
    return level != DEIDENTIFIED or not _is_free(field)


def _is_free(field: Field) -> bool:
    if field.type in ("notes", "file"):
        return True
    return field.type == "text" and (not field.validation or field.validation in DATE_TYPES)
