"""Mentees' ratings become averages at the border; nobody's answer gets any further. Source: S4.23.

Mentor 50 has the mentees 11 to 17 and, by a slip, herself; mentor 60 the mentee 18; the year is AY2026 (`..26`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import permutations
from typing import Any, get_args, get_type_hints

import pytest

from mentorship.coverage import ProgrammeCounts
from mentorship.evaluation import FEWEST, Evaluation, Mean
from mentorship.hub_summary import GroupSummary
from mentorship.issues import Severity
from mentorship.mentor_feedback import Asked, MentorFeedback
from mentorship.morning_digest import MorningDigest
from mentorship.night import NightPlan
from mentorship.roster import Assembly, Roster
from redcap_schema.assemble import assemble
from redcap_schema.codes import HowOften
from redcap_schema.dictionary import Confidentiality, fields_of
from redcap_schema.instruments.mentor_feedback import MentorFeedbackRow
from redcap_schema.readers.feedback import FIELDS
from redcap_schema.registry import ONLY_AVERAGED, pull_requests
from redcap_schema.row import field_names
from tests.support.redcap_rows import instance, person, pulled, settings
from tests.support.tables import cases


MENTEES = [str(number) for number in range(11, 18)]


def decided(mentee: str, number: int = 1, **cells: str) -> dict[str, str]:
    values = {"pr_cycle": "AY2026", "pr_program": "1", "pr_take": "4", "pr_decision": "3"} | cells
    return instance(mentee, "pairing", number, **values)


PEOPLE = [*(person(each) for each in [*MENTEES, "18", "50", "60"])]
PAIRS = [
    *(decided(each, pr_mentor="50") for each in MENTEES),
    decided("11", 2, pr_mentor="50", pr_program="4"),
    decided("18", pr_mentor="60"),
    decided("50", pr_mentor="50"),
]


def assembled(*answers: dict[str, str]) -> Assembly:
    return assemble(pulled(settings(), *PEOPLE, *PAIRS, *answers))


def listens(rating: str, mentee: str, place: int = 126) -> dict[str, str]:
    return instance(mentee, "mentor_feedback", place, mf_listens=rating)


def ticks(given: str) -> list[dict[str, str]]:
    """Answers of one question in a cell: `5 4 -`, or `11.226:3` to say whose and where."""
    found = []
    for each, mentee in zip(given.split(), [*MENTEES, *["?"] * 9], strict=False):
        place, _, rating = each.rpartition(":")
        record, _, number = (place or f"{mentee}.126").partition(".")
        found.append(listens("" if rating == "-" else rating, record, int(number)))
    return found


@cases(
    """
    who gave what                           | AY2026      | why
    ----------------------------------------|-------------|--------------------------------------
                                            |             | nobody
    5 4 3 2                                 |             | four
    5 4 3 2 1                               | 3.0 of 5    | five
    5 5 5 5 4                               | 4.8 of 5    | five
    5 5 5 5 5                               |             | all alike: it would be everybody's
    1 1 1 1 1 1 1                           |             | all alike, however many
    5 4 3 2 -                               |             | four of five ticked it
    5 4 3 2 - - 1                           | 3.0 of 5    | those who ticked it
    5 4 3 2 11.226:1                        |             | one of the four twice
    5 4 3 2 1 11.226:1                      | 2.2 of 5    | of two pairings the later one speaks
    5 4 3 2 1 11.226:-                      | 3.0 of 5    | an empty second answer changes nothing
    5 4 3 2 15.125:1                        |             | years are never pooled
    5 4 3 2 15.127:1                        |             | nor with the next one
    5 4 3 2 18.126:1                        |             | another mentor's
    5 4 3 2 50.126:1                        |             | the mentor's own
    5 4 3 2 15.1:1                          |             | an instance that nobody was sent
    5 4 3 2 15.226:1                        |             | a pairing that is not there
    5 4 3 2 9                               |             | not an answer
    5 4 3 2 1 9                             | 3.0 of 5    | what cannot be read is left out
    5 4 3 2 x                               |             | not an answer
    3 3 3 3 4 4 4                           | 3.4 of 7    | rounded to one figure
    """
)
def test_an_average_is_of_five_mentees_or_more_who_do_not_all_say_the_same(case):
    told = assembled(*ticks(case["who gave what"])).roster.feedback

    found = told.get(("50", "AY2026"))
    shown = [f"{mean.value} of {mean.of}" for _, mean in found.averages] if found else []
    assert " ".join(shown) == case["AY2026"], case["why"]
    assert told.keys() <= {("50", "AY2026")}


def test_each_question_is_counted_by_itself_and_in_order():
    answers = [
        instance(
            mentee,
            "mentor_feedback",
            126,
            mf_focus=str(number % 5 + 1),
            mf_listens=str(number % 2 + 4),
            mf_safe="5",
            mf_speaks_up="3" if number < FEWEST - 1 else "",
        )
        for number, mentee in enumerate(MENTEES)
    ]

    found = assembled(*answers).roster.feedback["50", "AY2026"]

    assert found == MentorFeedback(((Asked.LISTENS, Mean(4.4, 7)), (Asked.FOCUS, Mean(2.6, 7))))


def test_a_pair_that_is_not_final_counts_for_nobody():
    drafts = [decided(each, pr_mentor="50", pr_decision="1") for each in MENTEES]
    rows = pulled(settings(), *PEOPLE, *drafts, *ticks("5 4 3 2 1"))

    assert assemble(rows).roster.feedback == {}


@pytest.mark.parametrize("wrong", ["9", "x", "0", "5.5"])
def test_a_wrong_code_is_reported_by_its_field_and_by_nothing_that_says_whose_it_is(wrong):
    alone = assembled(listens(wrong, "12")).issues
    two = assembled(listens(wrong, "13"), listens(wrong, "14", 927)).issues

    [issue] = alone
    assert alone == two
    assert (issue.field, issue.record_id, issue.severity) == ("mf_listens", "", Severity.WARNING)
    assert issue.repeat_instance is None
    assert not any(character.isdigit() for character in issue.sentence)
    assert "x" not in issue.sentence.split()


# ── nothing beyond the border holds an answer ─────────────────────────────────────────────────────


def test_whoever_gave_which_answer_the_programme_is_the_same():
    """All that follows is a function of the assembly, so nothing that follows can tell."""
    orders = [*permutations("54321")][::9]

    [first, *others] = [assembled(*ticks(" ".join(order))) for order in orders]

    assert all(each == first for each in others)
    assert len(others) > 10
    assert repr({repr(each) for each in others}) == repr({repr(first)})


@pytest.mark.parametrize("given", ["1", "5 1 3 2", "2 2 2 2 2", "5 5 5 5 5 5", "- - - - - - -"])
def test_what_may_not_be_told_leaves_no_trace_not_even_that_somebody_answered(given):
    assert assembled(*ticks(given)) == assembled()


def test_no_word_that_stands_in_a_cell_comes_out_of_the_border():
    words = [f"Qz{number:010x}" for number in range(len(MENTEES))]
    answers = [
        instance(mentee, "mentor_feedback", 126, **dict.fromkeys(FIELDS.values(), word))
        for mentee, word in zip(MENTEES, words, strict=True)
    ]

    seen = repr(assembled(*answers))

    assert "mf_listens" in seen
    assert not [word for word in words if word in seen]


def types_in(hint: Any, seen: set[Any]) -> Iterator[Any]:
    """Every type that a value annotated with *hint* can lead to."""
    if hint in seen:
        return
    seen.add(hint)
    yield hint
    for each in get_args(hint):
        yield from types_in(each, seen)
    if is_dataclass(hint):
        for each in get_type_hints(hint).values():
            yield from types_in(each, seen)


def test_by_its_types_the_core_can_hold_no_row_no_rating_and_no_rater():
    reached = set(types_in(Assembly, set())) | set(types_in(NightPlan, set()))

    assert Roster in reached
    assert MentorFeedback in reached
    assert reached.isdisjoint({MentorFeedbackRow, HowOften})
    assert {each.name: str(each.type) for each in fields(MentorFeedback)} == {
        "averages": "tuple[tuple[Asked, Mean], ...]",
    }
    assert {each.name: str(each.type) for each in fields(Mean)} == {"value": "float", "of": "int"}


@pytest.mark.parametrize("reader", [Evaluation, GroupSummary, MorningDigest, ProgrammeCounts])
def test_no_summary_for_anybody_above_a_pair_can_hold_a_mentors_averages(reader):
    assert MentorFeedback not in set(types_in(reader, set()))


def test_it_has_ratings_only_all_of_them_for_the_office_at_most_and_all_are_asked_for():
    own = [each for each in fields_of(ONLY_AVERAGED) if each.choices]
    [request] = [each for each in pull_requests() if each.repeating == ONLY_AVERAGED]

    assert {each.confidentiality for each in own} == {Confidentiality.OFFICE}
    assert [each.name for each in own] == [*field_names(MentorFeedbackRow)] == [*FIELDS.values()]
    assert request.fields[1:] == tuple(FIELDS.values())
    assert {each.type.value for each in fields_of(ONLY_AVERAGED)} == {"radio", "descriptive"}
