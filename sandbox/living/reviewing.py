"""Senior mentors fill the six-month reviews that were opened for them."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.living.world import World
from sandbox.making.chance import happens
from sandbox.making.survey_answers import review_answers


BY_MONTH_END, BY_FIVE_WEEKS = 0.65, 0.85
"""Reviews done by the end of the month, and by 35 days later. Source: programme.md 6.1."""
LATEST = 35


def review_hubs(world: World, on: date) -> int:
    """Fill the opened reviews whose day has come, *on* included."""
    visit = world.visit("senior_review")
    for group, number, row in visit.rows("senior_review"):
        if row["sr_progress"] or not row["sr_due"]:
            continue
        due_on = date.fromisoformat(row["sr_due"])
        done_on = _review_day(world, group, row["sr_period"], row["sr_hub"], due_on)
        if done_on is not None and done_on <= on:
            rng = world.chance("review text", group, row["sr_period"], row["sr_hub"])
            met_on = done_on - timedelta(days=rng.randint(0, 4))
            answers = review_answers(rng, met_on)
            visit.save("senior_review", group, number, senior_review_complete="2", **answers)
    return visit.leave()


def _review_day(world: World, group: str, period: str, hub: str, due_on: date) -> date | None:
    rng = world.chance("review", group, period, hub)
    if happens(rng, BY_MONTH_END):
        return due_on - timedelta(days=rng.randint(0, 18))
    late = (BY_FIVE_WEEKS - BY_MONTH_END) / (1 - BY_MONTH_END)
    return due_on + timedelta(days=rng.randint(1, LATEST)) if happens(rng, late) else None
