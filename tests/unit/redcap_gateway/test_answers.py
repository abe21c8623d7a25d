from __future__ import annotations

import pytest

from redcap_gateway.answers import Answer, ImportRefused, cell_refusals, json_of, public_text
from redcap_gateway.port import Refusal


def test_an_import_error_names_its_cells_without_their_values() -> None:
    text = '"12","p_email","not-an-address","Bad format."\n"13","px_why","line one\nline two","Too long."'
    assert cell_refusals(text) == (
        Refusal("12", "p_email", "Bad format."),
        Refusal("13", "px_why", "Too long."),
    )


@pytest.mark.parametrize("text", ["", "A plain sentence.", "one, two", '"a","b","c"'])
def test_a_plain_sentence_names_no_cells(text: str) -> None:
    assert cell_refusals(text) == ()


def test_a_reason_that_quotes_the_value_loses_it() -> None:
    (found,) = cell_refusals('"12","px_mentor_name","Ada Amber","Ada Amber is not allowed"')
    assert found.reason == "[value] is not allowed"


def test_longer_values_go_first_so_that_no_rest_remains() -> None:
    assert public_text("no Ada Amber here", ["Ada", "Ada Amber"]) == "no [value] here"


def test_a_value_inside_a_word_is_part_of_the_word() -> None:
    assert public_text("category for field_1 and code 1", ["1"]) == (
        "category for field_1 and code [value]"
    )


def test_addresses_go_even_when_nobody_names_them() -> None:
    assert public_text("mail <ada.amber@example.edu>, or not") == "mail <[address]>, or not"


def test_long_texts_are_cut() -> None:
    assert len(public_text("word " * 500)) < 420


def test_an_answer_prints_its_size_and_not_its_body() -> None:
    assert repr(Answer(200, "text/csv", b"Ada Amber")) == "Answer(200, 'text/csv', 9 bytes)"


def test_bytes_that_are_no_utf8_do_not_stop_a_read() -> None:
    body = b'\xef\xbb\xbf[{"p_last": "M\xfcller"}]'
    assert json_of(Answer(200, "application/json", body)) == [{"p_last": "M\ufffdller"}]


def test_json_is_believed_whatever_its_content_type_says() -> None:
    assert json_of(Answer(200, "text/html", b'{"count": 2}')) == {"count": 2}


def test_a_refused_import_carries_its_cells() -> None:
    body = b'{"error":"\\"12\\",\\"a\\",\\"x\\",\\"no\\""}'
    with pytest.raises(ImportRefused, match="record 12, field a: no") as raised:
        json_of(Answer(400, "application/json", body))
    assert raised.value.refusals == (Refusal("12", "a", "no"),)
