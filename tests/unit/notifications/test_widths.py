"""Text cut for a list and wrapped for the text part, in any script."""

import pytest

from notifications.widths import one_paragraph, shortened, wrapped


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        (" \r\n\t\u00a0 ", ""),
        ("- a fellow\r\n- a grant", "a fellow; a grant"),
        (
            "We look for:\n * a fellow.\n\n\u2022 a\ngrant\n-5 % time",
            "We look for: a fellow. a grant -5 % time",
        ),
        ("-\n- \n-", "-; -"),
        ("A - B", "A - B"),
        ("Cafe\u0301\u2028\x00now", "Caf\u00e9 now"),
        ("\u202eevil\u202c word\u200f", "evil word"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800 \ue000", ""),
    ],
)
def test_what_was_typed_is_read_as_one_line_of_words(typed, read):
    assert one_paragraph(typed) == read


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("Two abstracts", 13, "Two abstracts"),
        ("Two abstracts planned", 20, "Two abstracts…"),
        ("Two abstracts planned", 21, "Two abstracts planned"),
        ("Two abstracts, planned", 20, "Two abstracts…"),
        ("A unbrokenunbrokenunbroken", 12, "A unbrokenu…"),
        ("麻酔科の臨床研究に参加する", 8, "麻酔科の臨床研…"),
        ("cafe\u0327\u0323 x", 5, "caf…"),
        ("👩\u200d⚕️ here", 3, ""),
        ("Two", 0, ""),
        ("Two", 1, ""),
        ("", 0, ""),
    ],
)
def test_a_text_is_cut_after_a_word_and_never_between_a_letter_and_its_marks(text, most, kept):
    found = shortened(text, most)

    assert found == kept
    assert len(found) <= most


def test_lines_hang_below_the_number_and_a_word_without_room_is_broken():
    assert wrapped("H07 Delirium and brain health", first=2, rest=6, width=20) == (
        "  H07 Delirium and\n      brain health"
    )
    assert wrapped("H07 " + "x" * 30, first=2, rest=6, width=20) == (
        "  H07 xxxxxxxxxxxxxx\n      xxxxxxxxxxxxxx\n      xx"
    )
    assert wrapped("", first=2, rest=6, width=20) == "  "


def test_a_web_address_stays_in_one_piece_whatever_its_length():
    page = "https://example.edu/" + "a" * 30

    assert wrapped(f"See {page} now", first=2, rest=2, width=20) == f"  See\n  {page}\n  now"


def test_wide_characters_take_two_columns_and_marks_none():
    assert wrapped("麻酔科の研究", first=0, rest=2, width=8) == "麻酔科\n  の研究"
    assert wrapped("ne\u0301 ne\u0301 ne\u0301", first=0, rest=0, width=5) == (
        "ne\u0301 ne\u0301\nne\u0301"
    )
