"""No person and no secret leaves by the side door: log lines, output, Prefect's records.

Every test in this folder is held to it (`nothing_private_is_logged_or_printed`); here are the
proofs that a leak would be seen. The whole year is lived in tests/test_canaries.py.
"""

import json
import logging
import sys

import pytest

from mentorship.errors import RedcapRejected
from tests.support.privacy import Private


SECRET = "0123456789ABCDEF0123456789ABCDEF"
private_here = Private({"Feldspar", "aster.topaz@example.edu", "Two\nlines & a naïve café", SECRET})


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Feldspar is overdue",
        "550 <aster.topaz@example.edu> refused",
        f"token={SECRET}",
        "Two",
        "lines &amp; a naïve café",
        json.dumps({"goal": "lines & a naïve café"}),
        repr("lines & a naïve café"),
    ],
)
def test_a_private_text_is_seen_however_it_is_written(text):
    assert private_here.found_in(text)
    assert private_here.found_in_bytes(b"\x00\x81" + text.encode() + b"\xff")


@pytest.mark.parametrize(
    "text", ["record 1042, field p_email", "Feldspars", "token: 32 characters"]
)
def test_what_is_not_private_passes(text):
    assert private_here.found_in(text) == set()


def test_a_leak_into_a_log_line_would_be_seen(
    department_name, private, nothing_private_is_logged_or_printed
):
    logging.getLogger("flows.night").debug("about to mail %s", department_name)

    lines = nothing_private_is_logged_or_printed
    assert private.found_in("\n".join(lines)) == {department_name}
    lines.clear()


def test_a_leak_by_way_of_an_exceptions_cause_would_be_seen(
    department_name, private, nothing_private_is_logged_or_printed
):
    error = RedcapRejected("REDCap said no")
    error.__cause__ = ValueError(f"p_last={department_name}")
    logging.getLogger("flows.nightly").error("the run failed", exc_info=error)

    lines = nothing_private_is_logged_or_printed
    assert private.found_in("\n".join(lines)) == {department_name}
    lines.clear()


def test_a_leak_into_the_output_would_be_seen(department_name, private, capfd):
    sys.stderr.write(f"Dear {department_name},")

    assert private.found_in("".join(capfd.readouterr())) == {department_name}


@pytest.fixture
def department_name(loaded):
    """Somebody's family name."""
    people = loaded[1].people
    return people[min(people, key=int)]["p_last"]
