from __future__ import annotations

import pytest

from mappings.derive import text_to_local, to_local
from mappings.load import load_department
from mappings.names import Names
from mappings.translate import Translator
from redcap_schema.dictionary import metadata_rows, parse_choices, parse_field
from redcap_schema.registry import repeating_instruments


NAMES = load_department("renamed").names


def derived() -> dict[str, dict[str, str]]:
    return {row["field_name"]: row for row in to_local(metadata_rows(), NAMES)}


def test_a_dictionary_in_other_words_comes_back_as_ours() -> None:
    words = Translator(load_department("renamed"))
    assert words.metadata_to_canonical(to_local(metadata_rows(), NAMES)) == metadata_rows()


def test_a_department_with_our_names_has_our_dictionary() -> None:
    assert to_local(metadata_rows(), Names()) == metadata_rows()


def test_fields_instruments_and_choices_are_theirs() -> None:
    row = derived()["fm_takes_part"]
    assert row["form_name"] == "faculty_member"
    assert list(parse_choices(row["select_choices_or_calculations"])) == [
        "10",
        "20",
        "30",
        "40",
        "0",
    ]
    assert row["field_annotation"] == "@DEFAULT='0' [C1]"
    assert row["field_label"] == "Participation (voluntary)"


def test_a_yes_no_field_with_codes_of_its_own_becomes_a_radio_button() -> None:
    row = derived()["ma_mentor_signed"]
    assert row["field_type"] == "radio"
    assert row["select_choices_or_calculations"] == "1, Yes | 2, No"


def test_every_field_of_the_derived_dictionary_parses() -> None:
    assert all(parse_field(row) for row in derived().values())


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("[pr_decision]='3'", "[pr_office_decision]='2'"),
        (
            "[pr_decision] <> \"3\" or [pr_take]='4'",
            "[pr_office_decision] <> \"2\" or [pr_take]='4'",
        ),
        ("[p_roles(1)]='1'", "[fm_functions(mentee)]='1'"),
        ("Your goals: [px_goals_text]", "Your goals: [px_goals_text]"),
        ("Dear [p_last], [p_last:value]", "Dear [fm_family_name], [fm_family_name:value]"),
        ("[record-name] [event-name] [unknown]='1'", "[record-name] [event-name] [unknown]='1'"),
        ("datediff([fr_met_on],'today','d')", "datediff([ma_met_on],'today','d')"),
        ("[pr_decision]=[pr_take]", "[pr_office_decision]=[pr_take]"),
        ("[pr_decision]=''", "[pr_office_decision]=''"),
        ("no reference", "no reference"),
    ],
)
def test_references_in_logic_and_text_are_rewritten(ours: str, theirs: str) -> None:
    assert text_to_local(ours, NAMES) == theirs


def test_tags_that_list_codes_of_their_own_field_follow_them() -> None:
    names = Names(codes={"qr_barrier": {"none": "0", **{str(n): str(n) for n in range(1, 10)}}})
    rows = {row["field_name"]: row for row in to_local(metadata_rows(), names)}
    assert "@NONEOFTHEABOVE='none'" in rows["qr_barrier"]["field_annotation"]
    assert "@NONEOFTHEABOVE='0'" in rows["qr_help"]["field_annotation"]


def test_labels_of_repeating_instances_can_be_rewritten() -> None:
    label = repeating_instruments()["hub_commitment"]
    assert text_to_local(label, NAMES) == "[mo_year] [hc_hub] cap [mo_places]"
