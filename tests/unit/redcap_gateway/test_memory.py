from __future__ import annotations

import pytest

from mentorship.errors import RedcapRejected
from redcap_gateway.memory import MemoryProject
from redcap_gateway.port import InstrumentRequest


DICTIONARY = [
    {"field_name": "study_no", "form_name": "person", "field_type": "text"},
    {"field_name": "note", "form_name": "person", "field_type": "notes"},
    {"field_name": "hint", "form_name": "person", "field_type": "descriptive"},
    {
        "field_name": "topics",
        "form_name": "person",
        "field_type": "checkbox",
        "select_choices_or_calculations": "A, Research, or so | -9, None",
    },
    {
        "field_name": "score",
        "form_name": "visit",
        "field_type": "text",
        "text_validation_type_or_show_slider_number": "integer",
    },
]
"""What the contract suite does not show: a dictionary of one's own, people's acts, counting."""


def a_project() -> MemoryProject:
    return MemoryProject(DICTIONARY, repeating=["visit"], surveys=[])


def test_any_dictionary_will_do_and_its_first_field_is_the_record_id() -> None:
    project = a_project()
    project.push([{"study_no": "5", "topics____9": "1"}], record_id_field="study_no")
    ((row,),) = project.pull([InstrumentRequest(("note", "topics", "hint"))], "study_no")
    assert row == {
        "study_no": "5",
        "redcap_repeat_instrument": "",
        "redcap_repeat_instance": "",
        "note": "",
        "topics___a": "0",
        "topics____9": "1",
    }


def test_a_locked_record_is_left_out_until_it_is_unlocked() -> None:
    project = a_project()
    rows = [{"study_no": "1", "note": "x"}, {"study_no": "2", "note": "y"}]
    project.lock("1")
    receipt = project.push(rows, record_id_field="study_no")
    assert [refusal.record_id for refusal in receipt.refused] == ["1"]
    assert "locked" in receipt.refused[0].reason
    project.unlock("1")
    assert project.push(rows, record_id_field="study_no").refused == ()


def test_what_is_pulled_is_a_copy() -> None:
    project = a_project()
    project.push([{"study_no": "1", "note": "kept"}], record_id_field="study_no")
    project.pull([InstrumentRequest(("note",))], "study_no")[0][0]["note"] = "spoilt"
    project.metadata()[0]["field_name"] = "spoilt"
    assert project.pull([InstrumentRequest(("note",))], "study_no")[0][0]["note"] == "kept"
    assert project.metadata()[0]["field_name"] == "study_no"


def test_calls_are_counted_as_over_http() -> None:
    project = a_project()
    project.pull([InstrumentRequest(("note",)), InstrumentRequest(("score",), "visit")], "study_no")
    project.push([{"study_no": "1"}], record_id_field="study_no")
    with pytest.raises(RedcapRejected):
        project.survey_link("1", "visit", 1)
    assert (project.calls.reads, project.calls.writes, project.calls.links) == (3, 1, 1)
    assert project.calls.total == 5


@pytest.mark.parametrize(("value", "is_taken"), [("-3", True), ("3.5", False), ("three", False)])
def test_a_number_is_validated_as_redcap_does(value: str, is_taken: bool) -> None:
    project = a_project()
    row = {
        "study_no": "1",
        "redcap_repeat_instrument": "visit",
        "redcap_repeat_instance": "1",
        "score": value,
    }
    receipt = project.push([row, {"study_no": "2"}], record_id_field="study_no")
    assert (receipt.refused == ()) is is_taken
