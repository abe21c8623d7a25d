"""REDCap's rules: the canonical dictionary keeps them, and each planted fault is found."""

import pytest

from redcap_schema.dictionary import metadata_rows
from redcap_schema.rules import dictionary_faults, house_faults


def planted(name, **columns):
    rows = metadata_rows()
    assert name in {row["field_name"] for row in rows}
    return [{**row, **columns} if row["field_name"] == name else row for row in rows]


def test_the_canonical_dictionary_is_in_order():
    assert dictionary_faults(metadata_rows()) == []
    assert house_faults(metadata_rows()) == []


CHOICES = "select_choices_or_calculations"
CHECK = "text_validation_type_or_show_slider_number"


@pytest.mark.parametrize(
    ("name", "columns", "sentence"),
    [
        ("p_first", {"field_name": "P_First"}, "lower-case letters"),
        ("p_first", {"field_name": "p__first"}, "no two underscores"),
        ("p_first", {"field_name": "p_" + "x" * 25}, "at most 26 characters, this one 27"),
        ("p_first", {"field_name": "p_last"}, "Field p_last occurs 2 times"),
        ("p_first", {"field_name": "redcap_event_name"}, "REDCap's own"),
        ("p_first", {"field_name": "pairing_complete"}, "REDCap's own"),
        ("p_first", {"form_name": "hub_directory"}, "fields are not together"),
        ("p_first", {"form_name": "Person Profile"}, "instrument name Person Profile"),
        ("p_first", {"field_type": "string"}, "string is not a field type"),
        ("p_first", {"field_label": " "}, "has no label"),
        ("p_first", {CHOICES: "1, Ada"}, "only choice fields"),
        ("p_rank", {CHOICES: ""}, "has no choices"),
        ("p_rank", {CHOICES: "1, Instructor | 2"}, "choice 2 is not of the form code, label"),
        ("p_rank", {CHOICES: "1, Instructor | 1, Fellow"}, "code 1 is used twice"),
        ("p_rank", {CHOICES: "a b, Instructor"}, "choice code a b may hold only"),
        ("p_roles", {CHOICES: "a, Mentee | A, Mentor"}, "code a is used twice"),
        ("p_hire_on", {CHECK: "date"}, "validation date does not exist for text"),
        ("p_rank", {CHECK: "integer"}, "validation integer does not exist for dropdown"),
        ("p_participation", {CHECK: "autocomplete"}, "does not exist for radio"),
        ("hub_code", {"text_validation_min": "999", "text_validation_max": "1"}, "larger than"),
        ("hub_code", {"text_validation_min": "one"}, "does not fit its validation"),
        ("p_first", {"text_validation_max": "9"}, "needs a number or date validation"),
        ("p_first", {"required_field": "yes"}, "required_field is y or blank"),
        ("pr_view", {"required_field": "y"}, "descriptive fields cannot be required"),
        ("p_pgy", {"branching_logic": "[p_title]='5'"}, "[p_title] is not a field"),
        ("p_pgy", {"branching_logic": "[p_rank]='7'"}, "compared with 7"),
        ("p_pgy", {"branching_logic": "[p_pgy]='5'"}, "decides about itself"),
        ("p_pgy", {"branching_logic": "([p_rank]='5'"}, "( and ) do not match"),
        ("p_pgy", {"branching_logic": "[p_rank]='5"}, "not closed"),
        ("p_pgy", {"branching_logic": "[p_rank]='5' und [p_last]<>''"}, "und is neither"),
        ("p_pgy", {"branching_logic": "[p_rank]='5' && [p_last]<>''"}, "& has no meaning"),
        ("p_pgy", {"branching_logic": "[p_roles]='1'"}, "write [p_roles(code)]='1'"),
        ("p_pgy", {"branching_logic": "[p_roles(8)]='1'"}, "a choice that p_roles does not have"),
        ("p_pgy", {"branching_logic": "[p_rank(5)]='1'"}, "p_rank is not a checkbox"),
        ("p_pgy", {"branching_logic": "[pr_view]<>''"}, "descriptive text"),
        ("p_pgy", {"branching_logic": "[P Rank]='5'"}, "neither a field nor a smart variable"),
        ("qr_show_goals", {"field_label": "Goals: [px_goal]"}, "[px_goal] is not a field"),
        ("p_first", {"field_annotation": "@READ-ONLY [C1]"}, "@READ-ONLY is not an action tag"),
        ("p_rank", {"field_annotation": "@TODAY [C1]"}, "@TODAY works in text fields only"),
        ("p_rank", {"field_annotation": "@DEFAULT='8' [C1]"}, "default 8 is not one of its codes"),
        ("p_greeting", {"field_annotation": "@DEFAULT='[p_last]' [C1]"}, "same instrument"),
        ("qr_help", {"field_annotation": "@NONEOFTHEABOVE='7' [C1]"}, "names 7"),
        ("p_rank", {"field_annotation": "@NONEOFTHEABOVE='9' [C1]"}, "checkboxes only"),
        (
            "rec_label",
            {"field_annotation": "@CALCTEXT(concat([p_last],[p_middle])) [C1]"},
            "[p_middle]",
        ),
        ("rec_label", {"field_annotation": "@CALCTEXT(if([p_last]='','x' [C1]"}, "do not match"),
        ("p_rank", {"matrix_group_name": "m"}, "only radios and checkboxes"),
    ],
)
def test_a_planted_fault_is_found(name, columns, sentence):
    found = dictionary_faults(planted(name, **columns))
    assert any(sentence in each for each in found), found


def test_checkbox_logic_in_redcaps_notation_is_accepted():
    logic = "[p_roles(1)]='1' and not ([p_rank]=\"5\" or [current-instance]>1)"
    assert dictionary_faults(planted("p_division", branching_logic=logic)) == []


def test_a_matrix_needs_equal_choices():
    rows = planted("qr_g1", matrix_group_name="goals")
    rows = [
        {**row, "matrix_group_name": "goals", CHOICES: "1, Done"}
        if row["field_name"] == "qr_g2"
        else row
        for row in rows
    ]
    assert any("matrix goals differ" in each for each in dictionary_faults(rows))


def test_a_row_without_all_columns_is_named_by_its_line():
    rows = metadata_rows()
    del rows[2]["matrix_ranking"]
    assert dictionary_faults(rows) == [
        "Line 4: a data dictionary has REDCap's 18 columns; look at matrix_ranking."
    ]


def test_an_empty_dictionary_is_a_fault():
    assert dictionary_faults([]) == ["The data dictionary is empty."]


@pytest.mark.parametrize(
    ("name", "columns", "sentence"),
    [
        ("px_hub", {"field_annotation": "[C1]"}, "@READONLY"),
        ("px_hub", {"required_field": "y"}, "not required of people"),
        ("p_first", {"field_annotation": ""}, "exactly one class tag"),
        ("p_first", {"field_annotation": "[C4]"}, "C4 is for office_notes"),
        ("p_first", {"field_name": "hub_first"}, "prefix hub_ belongs to person_profile"),
        ("pf_hub2", {CHOICES: "1, H01 Only one"}, "are not the same"),
        ("pr_view", {"field_label": "[qr_done]"}, "another repeating instrument"),
        ("p_first", {"form_name": "people"}, "differ from the registry"),
    ],
)
def test_a_breach_of_our_own_conventions_is_found(name, columns, sentence):
    found = house_faults(planted(name, **columns))
    assert any(sentence in each for each in found), found
