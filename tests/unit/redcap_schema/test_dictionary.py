from enum import StrEnum

import pytest

from redcap_schema.codes import Writer
from redcap_schema.dictionary import (
    CHOICE_TYPES,
    Confidentiality,
    FieldType,
    checkbox_column,
    dictionary_text,
    fields,
    fields_of,
    instrument_names,
    metadata_rows,
    parse_choices,
    parse_field,
)
from redcap_schema.registry import INSTRUMENTS, LOCAL_LISTS
from redcap_schema.row import checkbox_fields, coded_fields, field_names


MODELS = pytest.mark.parametrize("model", INSTRUMENTS, ids=lambda model: model.instrument)
CODED = [(name, codes) for model in INSTRUMENTS for name, codes in coded_fields(model).items()]

NOT_OFFERED = {"hc_tracks": {"9"}}
"""Codes of an enumeration that a particular field does not offer."""


def test_the_dictionary_has_26_instruments_in_the_order_of_the_registry():
    assert instrument_names() == tuple(model.instrument for model in INSTRUMENTS)
    assert len(INSTRUMENTS) == 26
    assert len(fields()) == 280


def test_a_label_may_hold_commas_because_the_code_ends_at_the_first_one():
    assert parse_choices("12, 12 months | 0, Open, reviewed yearly") == {
        "12": "12 months",
        "0": "Open, reviewed yearly",
    }


@pytest.mark.parametrize(
    ("code", "column"),
    [("1", "p_roles___1"), ("-99", "p_roles____99"), ("NI", "p_roles___ni")],
)
def test_a_checkbox_column_is_named_as_redcap_names_it(code, column):
    assert checkbox_column("p_roles", code) == column


def test_every_line_of_the_file_has_redcaps_18_columns():
    assert {len(row) for row in metadata_rows()} == {18}


def test_a_byte_order_mark_in_a_downloaded_dictionary_does_no_harm():
    assert metadata_rows("\ufeff" + dictionary_text()) == metadata_rows()


def test_a_field_without_a_class_tag_is_refused():
    row = {**metadata_rows()[0], "field_annotation": "@READONLY"}
    with pytest.raises(ValueError, match="class tag"):
        parse_field(row)


def test_a_checkbox_field_has_one_column_a_choice_and_descriptive_text_none():
    assert fields()["hub_domain"].columns == tuple(f"hub_domain___{n}" for n in range(1, 5))
    assert fields()["pr_view"].columns == ()
    assert fields()["p_email"].columns == ("p_email",)


def test_action_tags_are_told_from_their_parameters():
    assert fields()["hc_confirmed_on"].action_tags == ("@TODAY", "@READONLY")


@MODELS
def test_every_field_of_a_model_is_on_its_instrument_in_the_dictionary(model):
    listed = [field.name for field in fields_of(model.instrument)]
    declared = [name for name in field_names(model) if name != "record_id"]
    assert declared == [name for name in listed if name in declared], "same names, same order"
    assert set(declared) <= set(listed)
    assert model.deciding <= set(declared)
    assert model.opening_fields <= set(listed)


@pytest.mark.parametrize(("name", "codes"), CODED, ids=[name for name, _ in CODED])
def test_an_enumeration_holds_exactly_the_codes_of_its_field(name: str, codes: type[StrEnum]):
    members = {member.value for member in codes}
    assert set(fields()[name].choices) == members - NOT_OFFERED.get(name, set())


@MODELS
def test_a_choice_field_is_read_through_an_enumeration_or_as_yes_and_no(model):
    coded = coded_fields(model)
    for name in field_names(model):
        field = fields()[name]
        if field.choices and name not in coded and name not in LOCAL_LISTS:
            plain = {"p_pgy", "cr_kind"}
            assert set(field.choices) == {"0", "1"} or name in plain, name


@MODELS
def test_a_field_is_read_as_a_checkbox_exactly_if_it_is_one(model):
    boxes = {n for n in field_names(model) if fields()[n].type is FieldType.CHECKBOX}
    assert set(checkbox_fields(model)) == boxes


@MODELS
def test_an_automation_instrument_is_declared_completely_and_read_only_for_people(model):
    if model.written_by is Writer.AUTOMATION:
        listed = fields_of(model.instrument)
        assert set(field_names(model)) == {field.name for field in listed}
        assert all("@READONLY" in field.action_tags for field in listed)
    assert model.instrument.endswith("_auto") == (model.written_by is Writer.AUTOMATION)


@MODELS
def test_nothing_of_class_c4_and_no_confidential_free_text_is_read(model):
    for name in field_names(model):
        field = fields()[name]
        assert field.confidentiality is not Confidentiality.NARRATIVE
        free_text = field.type is FieldType.NOTES or (
            field.type is FieldType.TEXT and not field.validation
        )
        assert not (field.confidentiality is Confidentiality.OFFICE and free_text), name


def test_of_the_pairs_own_words_only_goals_and_achievements_are_read():
    wordy = {
        name
        for model in INSTRUMENTS
        if model.written_by is Writer.PEOPLE
        for name in field_names(model)
        if fields()[name].confidentiality is Confidentiality.PAIR
        and fields()[name].type not in CHOICE_TYPES
    }
    assert wordy == {"fr_goal1", "fr_goal2", "fr_goal3", "qr_done", "qr_plan"}


@MODELS
def test_an_opening_sets_key_fields_that_people_cannot_change_in_the_survey(model):
    for name in model.opening_fields:
        assert {"@READONLY-SURVEY", "@HIDDEN-SURVEY"} & set(fields()[name].action_tags), name
    assert model.is_survey or not model.opening_fields
