"""Question prompts: from the seeds, by phase, rotated, and the same whenever they are asked."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest

from mentorship.prompts import PROMPTS, QUESTIONS_A_MAIL, Side, pool_of, questions
from mentorship.relationships import PairingId
from mentorship.statuses import Phase


PAIR, OTHER = PairingId("1042", 2), PairingId("1077", 1)
PHASES = [each for each in Phase if each is not Phase.NONE]
CASES = [(side, phase) for side in Side for phase in PHASES]


def asked(side, phase, months, every):
    """What a pair is asked over *months* months of meeting every so many."""
    days = [date(2026 + n // 12, n % 12 + 1, 10) for n in range(0, months, every)]
    return [questions(PAIR, day, phase, side) for day in days]


@pytest.mark.parametrize(("side", "phase"), CASES)
def test_every_phase_has_questions_for_either_side(side, phase):
    found = questions(PAIR, date(2026, 10, 20), phase, side)

    assert len(set(found)) == len(found) == QUESTIONS_A_MAIL
    assert set(found) <= {each.text for each in pool_of(side, phase)}


@pytest.mark.parametrize("every", [1, 3], ids=["monthly", "quarterly"])
@pytest.mark.parametrize(("side", "phase"), CASES)
def test_all_come_in_time_whether_a_pair_meets_monthly_or_quarterly(side, phase, every):
    pool = {each.text for each in pool_of(side, phase)}

    rounds = asked(side, phase, months=every * 2 * len(pool), every=every)

    assert set().union(*rounds) == pool


@pytest.mark.parametrize(("side", "phase"), [c for c in CASES if c[1] is not Phase.CLOSURE])
def test_to_a_pair_that_meets_monthly_nothing_comes_twice_running(side, phase):
    fixed = {each.text for each in pool_of(side, phase) if each.comes_first}
    rounds = asked(side, phase, months=60, every=1)

    for before, after in pairwise(rounds):
        assert set(before) & set(after) <= fixed


def test_the_same_pair_and_month_get_the_same_and_pairs_differ():
    day, later = date(2026, 10, 1), date(2026, 10, 31)

    assert questions(PAIR, day, Phase.ENABLING, Side.MENTEE) == questions(
        PAIR, later, Phase.ENABLING, Side.MENTEE
    )
    orders = {questions(pair, day, Phase.ENABLING, Side.MENTEE) for pair in (PAIR, OTHER)}
    assert len(orders) == 2


def test_the_mentors_first_question_is_how_to_support():
    for month in range(1, 13):
        found = questions(PAIR, date(2026, month, 1), Phase.INITIATION, Side.MENTOR)
        assert found[0] == "How can I best support you?"


def test_nobody_is_asked_anything_in_no_phase():
    assert questions(PAIR, date(2026, 10, 1), Phase.NONE, Side.MENTEE) == ()


def test_every_question_says_where_it_comes_from_and_fits_a_line_of_a_mail():
    assert len({(each.side, each.text) for each in PROMPTS}) == len(PROMPTS)
    for each in PROMPTS:
        assert re.fullmatch(r"S[024]\.\d+(, S[024]\.\d+)*", each.source)
        assert each.text.endswith(("?", "."))
        assert len(each.text) <= 72
        assert each.phases
