"""Figures are made on the nights that tell them, and on no others."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import TypeAdapter

from flows.figures import half_year_evaluation, keep_figures, keep_page, statements
from mentorship.decide import decide
from mentorship.evaluation import Evaluation
from mentorship.obligations.due_items import SentNotices
from mentorship.policy import Policy
from mentorship.roster import Assembly
from notifications.compose import evaluation_key
from notifications.samples import SAMPLES
from tests.support.builders import (
    MENTOR,
    a_mentee,
    a_mentor,
    a_pairing,
    a_person,
    a_roster,
    a_senior_mentor,
    settings,
)


LEADER = "4001"
PEOPLE = [a_mentee(), a_mentor(), a_senior_mentor(), a_person(LEADER)]
OFFICE_TOLD = evaluation_key("AY2026-H1")
LEADER_TOLD = f"EVAL-{LEADER}-AY2026-H1|N27|1|{LEADER}"


def found_on(day, *told, vice_chair=LEADER):
    """The half-year of the evaluation that is made on *day*; None if none is."""
    roster = a_roster(
        a_pairing("2026-07-06"), people=PEOPLE, settings=settings(vice_chair_id=vice_chair)
    )
    memory = SentNotices(dict.fromkeys(told, day))
    plan = decide(Assembly(roster, ()), Policy(), told=memory, mirror=True, today=day)
    made = half_year_evaluation(plan, roster, Policy(), day, told=memory.told)
    return made.period if made else None


@pytest.mark.parametrize(
    ("day", "told", "expected"),
    [
        (date(2027, 1, 14), (), None),
        (date(2027, 1, 15), (), "AY2026-H1"),
        (date(2027, 1, 15), (OFFICE_TOLD,), "AY2026-H1"),
        (date(2027, 1, 15), (LEADER_TOLD,), "AY2026-H1"),
        (date(2027, 1, 15), (OFFICE_TOLD, LEADER_TOLD), None),
        (date(2027, 1, 18), (OFFICE_TOLD, LEADER_TOLD), None),
        (date(2027, 2, 16), (), None),
    ],
)
def test_the_evaluation_is_made_while_somebody_is_still_to_get_it(day, told, expected):
    assert found_on(day, *told) == expected


def test_whoever_is_told_later_reads_what_was_counted_first(tmp_path):
    day, later = date(2027, 1, 15), date(2027, 1, 18)
    pair = a_pairing("2026-07-06")

    def made(on_day, *pairings):
        roster = a_roster(*pairings, people=PEOPLE, settings=settings(vice_chair_id=LEADER))
        plan = decide(
            Assembly(roster, ()), Policy(), told=SentNotices({}), mirror=True, today=on_day
        )
        return half_year_evaluation(plan, roster, Policy(), on_day, told={}, kept=tmp_path)

    first = made(day, pair)
    path = keep_figures(tmp_path, first)
    again = made(later, a_pairing("2026-07-06", closed="2027-01-16"))
    path.write_text("{", encoding="utf-8")

    assert again == first
    assert made(later, pair).counted_on == later


def test_figures_of_every_kind_are_kept_as_they_are(tmp_path):
    sample = SAMPLES["N27"].evaluation

    path = keep_figures(tmp_path, sample)

    assert TypeAdapter(Evaluation).validate_json(path.read_bytes()) == sample


def test_without_a_vice_chair_the_office_gets_it_once():
    day = date(2027, 1, 15)

    assert found_on(day, vice_chair=None) == "AY2026-H1"
    assert found_on(day, OFFICE_TOLD, vice_chair=None) is None


@pytest.mark.parametrize(
    ("day", "mentors"), [(date(2027, 5, 3), {MENTOR}), (date(2027, 5, 2), set())]
)
def test_statements_are_made_for_the_mentors_who_are_told(day, mentors):
    roster = a_roster(a_pairing("2026-07-06"))
    plan = decide(Assembly(roster, ()), Policy(), told=SentNotices(), mirror=True, today=day)

    assert statements(plan, roster, Policy(), day).keys() == mentors


def test_the_page_is_kept_once_for_each_half_year(tmp_path):
    evaluation = SAMPLES["N27"].evaluation

    first = keep_page(tmp_path, evaluation, "Department")
    again = keep_page(tmp_path, evaluation, "Department")
    other = keep_page(tmp_path, replace(evaluation, period="AY2026-H2"), "Department")

    assert first == again
    assert {each.name for each in tmp_path.iterdir()} == {first.name, other.name}
