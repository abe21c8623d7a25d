"""Most mentees who were invited say how the mentoring goes, and leave out what they like."""

from __future__ import annotations

from datetime import date

from mentorship.feedback_term import feedback_instance
from mentorship.obligations.due_items import DueItemKind
from sandbox.living.world import World
from sandbox.making.chance import happens
from sandbox.making.rows import Row, Value


ANSWERS = 0.9
LEAVES_OUT = 0.05
HOW_OFTEN = (2, 5, 18, 40, 35)
"""Weights of never, seldom, sometimes, often and always."""
QUESTIONS = ("mf_listens", "mf_safe", "mf_constructive", "mf_speaks_up", "mf_focus")


def answer_feedback(world: World, to: date) -> int:
    """Whoever got the invitation before *to* answers in the place that it links to, or never."""
    visit = world.visit("due_item_auto", "mentor_feedback")
    for mentee, _, item in visit.rows("due_item_auto"):
        if item["di_kind"] != DueItemKind.FEEDBACK or not "" < item["di_done_on"] < str(to):
            continue
        place = _place(item)
        is_answered = place in visit.instances("mentor_feedback", mentee)
        if not is_answered and happens(world.chance("answers", mentee, place), ANSWERS):
            status = {"mentor_feedback_complete": "2"}
            ticks = _ticks(world, mentee, place)
            visit.save("mentor_feedback", mentee, place, **ticks, **status)
    return visit.leave()


def _place(item: Row) -> int:
    """Return the instance that the mail about this item links to."""
    subject = item["di_key"].rpartition(f"-{item['di_period']}")[0]
    return feedback_instance(
        int(subject.rpartition(".")[2]), int(item["di_period"].removeprefix("AY"))
    )


def _ticks(world: World, mentee: str, place: int) -> dict[str, Value]:
    rng = world.chance("ticks", mentee, place)
    return {
        name: rng.choices("12345", HOW_OFTEN)[0]
        for name in QUESTIONS
        if not happens(rng, LEAVES_OUT)
    }
