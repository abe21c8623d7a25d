import pytest

from redcap_schema.dictionary import fields, metadata_rows
from redcap_schema.drift import find_drift, missing_hub_choices
from redcap_schema.registry import HUB_LISTS, needed_fields, repeating_instruments


CHOICES = "select_choices_or_calculations"


def live(name, **columns):
    return [{**r, **columns} if r["field_name"] == name else r for r in metadata_rows()]


def without(*names):
    return [row for row in metadata_rows() if row["field_name"] not in names]


def test_the_canonical_project_does_not_drift():
    assert find_drift(metadata_rows(), set(repeating_instruments())) == ()


@pytest.mark.parametrize("name", sorted(needed_fields()))
def test_a_missing_field_that_we_need_blocks(name):
    [drift] = find_drift(without(name))
    assert drift.is_blocking
    assert drift.field == name
    assert f"no field {name} ({fields()[name].instrument})" in drift.sentence


def test_a_missing_field_that_we_do_not_use_is_only_mentioned():
    [drift] = find_drift(without("fr_where"))
    assert not drift.is_blocking
    assert "does not use it" in drift.sentence


def test_a_renamed_field_is_pointed_at():
    [drift] = find_drift(live("p_email", field_name="p_emails"))
    assert "nearest name there is p_emails" in drift.sentence


def test_extra_fields_and_instruments_of_the_department_are_its_own_affair():
    extra = {**metadata_rows()[5], "field_name": "x_badge", "form_name": "badges"}
    assert find_drift([*metadata_rows(), extra]) == ()


@pytest.mark.parametrize(
    ("name", "columns", "blocking", "sentence"),
    [
        ("p_email", {"form_name": "contact"}, True, "on instrument contact, not on person_profile"),
        ("p_roles", {"field_type": "radio"}, True, "of type radio, not checkbox"),
        ("p_last", {"field_type": "radio"}, True, "of type radio, not text"),
        (
            "fr_met_on",
            {"text_validation_type_or_show_slider_number": ""},
            False,
            "no longer validated as a date",
        ),
        ("pr_decision", {CHOICES: "1, Draft | 3, FINAL"}, False, "lacks the codes 2, 4"),
        ("p_rank", {CHOICES: "1, Instructor"}, False, "Add to its choices: 2, Assistant"),
        ("di_state", {CHOICES: "1, Open | 2, Due"}, True, "lacks the codes 3, 4, 5, 6, 7"),
    ],
)
def test_a_changed_field_is_reported(name, columns, blocking, sentence):
    [drift] = find_drift(live(name, **columns))
    assert drift.is_blocking is blocking
    assert sentence in drift.sentence


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("p_last", {"field_type": "notes"}),
        ("p_rank", {"field_type": "radio"}),
        ("fr_mentee_ok", {"field_type": "radio", CHOICES: "1, Yes | 0, No"}),
        ("p_hire_on", {"text_validation_type_or_show_slider_number": "date_mdy"}),
        ("fr_next", {"text_validation_type_or_show_slider_number": "datetime_dmy"}),
        ("hc_hub", {CHOICES: "1, H01 Only one"}),
        ("hub_ag", {CHOICES: "1, AG01 Only one"}),
        ("p_email", {"field_label": "Anything else", "required_field": ""}),
    ],
)
def test_what_exports_alike_and_the_departments_own_lists_are_no_drift(name, columns):
    assert find_drift(live(name, **columns)) == ()


def test_codes_that_we_do_not_know_are_mentioned():
    more = fields()["p_rank"].choices | {"7": "Adjunct"}
    text = " | ".join(f"{code}, {label}" for code, label in more.items())
    [drift] = find_drift(live("p_rank", **{CHOICES: text}))
    assert not drift.is_blocking
    assert "codes we do not know: 7" in drift.sentence


def test_an_instrument_that_should_repeat_and_does_not_blocks():
    [drift] = find_drift(metadata_rows(), set(repeating_instruments()) - {"pairing"})
    assert drift.is_blocking
    assert "Instrument pairing does not repeat" in drift.sentence


def test_an_instrument_nobody_reads_may_repeat_or_not():
    [drift] = find_drift(metadata_rows(), set(repeating_instruments()) - {"office_notes"})
    assert not drift.is_blocking


def test_a_new_hub_gets_the_choice_line_to_paste_for_every_hub_list():
    lines = missing_hub_choices(metadata_rows(), {50: "Career transitions", 51: "Sleep medicine"})
    assert lines == dict.fromkeys(HUB_LISTS, ("51, H51 Sleep medicine",))
