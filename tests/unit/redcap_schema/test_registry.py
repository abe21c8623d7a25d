import pytest

from redcap_schema.dictionary import fields
from redcap_schema.registry import (
    INSTRUMENTS,
    ONCE,
    ONLY_AVERAGED,
    RECORD_ID_FIELD,
    UNREADABLE,
    instrument,
    needed_fields,
    openable_instruments,
    opening_fields,
    owned_instruments,
    pull_requests,
    repeating_instruments,
    survey_instruments,
)


def test_the_automation_owns_exactly_the_seven_auto_instruments():
    assert owned_instruments() == {
        "person_status_auto",
        "hub_status_auto",
        "group_status_auto",
        "pairing_proposal_auto",
        "pairing_status_auto",
        "due_item_auto",
        "run_log_auto",
    }


def test_one_request_reads_all_base_rows_and_one_each_repeating_instrument():
    once, *repeating = pull_requests()
    assert once.repeating is None
    assert once.key == ONCE
    keys = [each.key for each in repeating]
    assert keys == [name for name in repeating_instruments() if name in keys]
    assert set(repeating_instruments()) - set(keys) == {"pulse", "office_notes"}


def test_every_request_begins_with_the_record_number_and_asks_for_no_field_twice():
    asked = [name for each in pull_requests() for name in each.fields[1:]]
    assert all(each.fields[0] == RECORD_ID_FIELD for each in pull_requests())
    assert len(asked) == len(set(asked))
    assert set(asked) <= set(fields())


def test_the_pull_never_asks_for_office_notes_or_pulse_answers():
    asked = {name for each in pull_requests() for name in each.fields}
    assert UNREADABLE.keys() <= fields().keys()
    assert UNREADABLE.keys().isdisjoint(needed_fields())
    assert not {name for name in asked if fields()[name].instrument in {"office_notes", "pulse"}}


def test_only_surveys_are_opened_and_never_an_instrument_of_ours():
    assert set(openable_instruments()) <= survey_instruments() - owned_instruments()
    assert opening_fields("quarterly_report") == {"qr_pair", "qr_period", "qr_due"}
    assert opening_fields("pairing") == frozenset()


def test_an_unknown_instrument_is_a_key_error():
    with pytest.raises(KeyError):
        instrument("match_proposal_auto")


def test_the_labels_of_repeating_instances_name_fields_of_that_instrument():
    for model in INSTRUMENTS:
        if model.is_repeating:
            named = {part.split("]")[0] for part in model.repeating_label.split("[")[1:]}
            assert named or model.instrument == ONLY_AVERAGED  # a label would show an answer
            assert {fields()[name].instrument for name in named} <= {model.instrument}


def test_what_an_opening_sets_counts_as_needed():
    opened = {name for each in INSTRUMENTS for name in each.opening_fields}
    assert opened <= needed_fields().keys()
    assert "on_text" not in needed_fields()
