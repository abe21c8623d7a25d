from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from mentorship.errors import GatewayError
from redcap_gateway.answers import Answer, json_of, public_text, text_of


BODIES = st.one_of(
    st.binary(max_size=60),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
        max_leaves=6,
    ).map(lambda value: json.dumps(value).encode()),
    st.sampled_from(
        [
            b'{"error":',
            b'{"error": null}',
            b'{"error": ["a"]}',
            b"<error>",
            b"<hash><error>x</error>",
            b"ERROR:",
            b'{"error":"\\"1\\",\\"a\\",\\"x\\",\\"y\\""}',
            b"[" * 5000,
        ]
    ),
)
ANSWERS = st.builds(
    Answer,
    st.integers(100, 599),
    st.sampled_from(["", "application/json", "text/html", "\u2603"]),
    BODIES,
    st.sampled_from(["", "https://login.example.edu/x", "/relative", "javascript:1"]),
    st.none() | st.floats(0, 1e6),
)


@given(ANSWERS)
@example(Answer(200, "application/json", b"[" * 100_000))
def test_whatever_comes_back_is_data_or_one_of_our_errors(answer: Answer) -> None:
    for understand in (json_of, text_of):
        with suppress(GatewayError):
            result: Any = understand(answer)
            assert 200 <= answer.status < 300
            assert not (isinstance(result, dict) and "error" in result)


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=10), max_size=4))
def test_no_private_value_remains_as_a_word_of_its_own(text: str, private: list[str]) -> None:
    shown = public_text(" ".join([text, *private]), private).split(" ")
    marks = {"[value]", "[address]", "value", "address", "..."}
    assert not {p for p in private if p.isalnum() and p not in marks} & set(shown)
