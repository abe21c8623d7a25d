from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.load import load_department
from mappings.names import Names
from mappings.translate import Translator
from redcap_schema import registry
from redcap_schema.dictionary import fields


RENAMED = Translator(load_department("renamed"))
SAME = Translator(load_department("synthetic"))


@dataclass
class Words:
    names: Names


def local(**row: str) -> dict[str, str]:
    return RENAMED.to_local([row])[0]


def canonical(**row: str) -> dict[str, str]:
    return RENAMED.to_canonical([row])[0]


def test_a_row_changes_names_and_codes_and_nothing_else() -> None:
    ours = {
        "record_id": "7",
        "redcap_repeat_instrument": "hub_commitment",
        "redcap_repeat_instance": "3",
        "hc_cycle": "AY2026",
        "hc_capacity": "2",
        "hc_hub": "14",
        "hub_commitment_complete": "2",
    }
    theirs = {
        "study_no": "7",
        "redcap_repeat_instrument": "mentor_offer",
        "redcap_repeat_instance": "3",
        "mo_year": "AY2026",
        "mo_places": "2",
        "hc_hub": "14",
        "mentor_offer_complete": "2",
    }
    assert RENAMED.to_local([ours]) == [theirs]
    assert RENAMED.to_canonical([theirs]) == [ours]


def test_codes_change_both_ways_and_blanks_stay() -> None:
    assert local(p_participation="5", record_type="1", pr_decision="3") == {
        "fm_takes_part": "0",
        "kind_of_record": "person",
        "pr_office_decision": "2",
    }
    assert canonical(fm_takes_part="10", pr_office_decision="") == {
        "p_participation": "1",
        "pr_decision": "",
    }


def test_codes_the_file_does_not_name_stay() -> None:
    assert local(di_state="3", rl_result="2") == {"la_state": "c", "rl_outcome": "2"}
    assert canonical(la_state="7") == {"di_state": "7"}


def test_boxes_change_their_columns() -> None:
    assert local(p_roles___1="1", p_roles___3="0", p_roles___4="1", p_roles___6="0") == {
        "fm_functions___mentee": "1",
        "fm_functions___4": "0",
        "fm_functions___3": "1",
        "fm_functions___6": "0",
    }
    assert canonical(fm_functions___3="1") == {"p_roles___4": "1"}


def test_an_unknown_code_passes_so_that_validation_can_name_it() -> None:
    assert canonical(fm_takes_part="77") == {"p_participation": "77"}
    assert SAME.to_canonical([{"p_participation": "77"}]) == [{"p_participation": "77"}]


def test_an_unknown_code_that_looks_like_one_of_ours_is_marked() -> None:
    assert canonical(fm_takes_part="1") == {"p_participation": "?1"}
    assert canonical(kind_of_record="9") == {"record_type": "?9"}


def test_an_unknown_box_keeps_its_field_and_matches_no_choice() -> None:
    assert canonical(fm_functions___1="1") == {"p_roles___?1": "1"}


def test_a_column_that_means_something_else_there_is_dropped() -> None:
    assert canonical(p_email="not ours", their_own="kept") == {"their_own": "kept"}


def test_the_first_of_several_codes_is_the_one_we_write() -> None:
    codes = {"yes": "1", "ja": "1", "2": "2", "3": "3", "4": "4"}
    words = Translator(Words(Names(codes={"pr_decision": codes})))
    assert words.to_canonical([{"pr_decision": "ja"}]) == [{"pr_decision": "1"}]
    assert words.to_local([{"pr_decision": "1"}]) == [{"pr_decision": "yes"}]


def test_names_of_fields_instruments_and_the_record_id() -> None:
    assert RENAMED.record_id_field == "study_no"
    assert RENAMED.local_field("p_email") == "fm_mail"
    assert RENAMED.local_field("p_rank") == "p_rank"
    assert RENAMED.local_field("first_report_complete") == "mentoring_agreement_complete"
    assert RENAMED.local_instrument("first_report") == "mentoring_agreement"
    assert RENAMED.canonical_instrument("mentoring_agreement") == "first_report"
    assert RENAMED.canonical_instrument("pairing") == "pairing"
    assert SAME.record_id_field == "record_id"


def test_rows_are_copies_even_where_nothing_changes() -> None:
    row = {"p_last": "Amber"}
    SAME.to_local([row])[0]["p_last"] = "spoilt"
    assert row == {"p_last": "Amber"}


@pytest.mark.parametrize("request_", registry.pull_requests())
def test_every_field_of_a_nights_reads_has_one_name_there(
    request_: registry.PullRequest,
) -> None:
    names = [RENAMED.local_field(name) for name in request_.fields]
    assert len(set(names)) == len(names)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str]:
    chosen = draw(st.sets(st.sampled_from(sorted(fields())), max_size=20))
    row = {"record_id": draw(st.sampled_from(["1", "20"]))}
    for name in sorted(chosen - {"record_id"}):
        about = fields()[name]
        if about.type == "checkbox":
            row |= {column: draw(st.sampled_from("01")) for column in about.columns}
        elif about.is_stored:
            values = (
                st.sampled_from(["", *about.choices])
                if about.choices
                else st.sampled_from(["", "x", "7", "2026-08-01", "ä\nb"])
            )
            row[name] = draw(values)
    return row


@given(rows())
def test_there_and_back_is_the_same_row(row: dict[str, str]) -> None:
    assert RENAMED.to_canonical(RENAMED.to_local([row])) == [row]
