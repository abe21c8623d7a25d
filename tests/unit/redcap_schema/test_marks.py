"""Fingerprints of texts, and the cells that hold them from one night to the next."""

import pytest

from redcap_schema.marks import fingerprint, mark_cell, read_mark


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("A fellowship", "A fellowship", True),
        ("A fellowship", "  A\u00a0 fellowship\r\n", True),
        ("A fellowship\nA grant", "A fellowship A grant", True),
        ("Caf\u00e9", "Cafe\u0301", True),
        ("A fellowship", "a fellowship", False),
        ("A fellowship", "A fellowship.", False),
        ("A grant", "Agrant", False),
        ("A fellowship", "", False),
        ("\ud800", "\ud801", False),
    ],
)
def test_a_fingerprint_tells_texts_apart_but_not_their_blanks(one, other, is_same):
    assert (fingerprint(one) == fingerprint(other)) == is_same


@pytest.mark.parametrize("text", ["", " \r\n\t", "\u00a0"])
def test_of_nothing_there_is_no_fingerprint(text):
    assert fingerprint(text) == ""


def test_a_fingerprint_is_the_same_on_every_machine_and_in_every_year():
    assert fingerprint("A fellowship.") == "82095603565e0296"


@pytest.mark.parametrize("text", ["", "A fellowship."])
def test_a_mark_is_read_back_as_it_was_written(text):
    assert read_mark(mark_cell(fingerprint(text))) == fingerprint(text)


@pytest.mark.parametrize("cell", ["", "00ff", "none", "Nothing", "82095603565E0296", "8" * 17])
def test_what_no_night_has_written_is_no_memory(cell):
    assert read_mark(cell) is None
