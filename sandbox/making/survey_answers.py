"""What people tick and write in the survey instruments, attestations left out."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from mentorship.relationships import ContactEvery, Meeting
from sandbox.making import texts
from sandbox.making.chance import happens
from sandbox.making.rows import Value


Answers = dict[str, Value]


def ticks(rng: Random, codes: int, most: int) -> tuple[str, ...]:
    """Return one to *most* ticked codes of 1 to *codes*."""
    chosen = rng.sample(range(1, codes + 1), rng.randint(1, most))
    return tuple(str(code) for code in sorted(chosen))


def agreement_answers(rng: Random, met_on: date, written_on: date) -> Answers:
    """Return a filled first report and agreement; goals end three to nine months later."""
    goals = rng.sample(texts.GOALS, rng.randint(1, 3))
    next_on = written_on + timedelta(days=rng.randint(14, 30))
    answers: Answers = {
        "fr_met_on": met_on,
        "fr_met_how": Meeting.IN_PERSON if happens(rng, 0.75) else Meeting.VIDEO,
        "fr_covered": ticks(rng, 7, 5),
        "fr_promo_goal": rng.choice(("1", "2", "3", "4", "9")),
        "fr_promo_read": happens(rng, 0.7),
        "fr_cv_read": happens(rng, 0.5),
        "fr_role": ticks(rng, 8, 2),
        "fr_portfolio": rng.choice(texts.PORTFOLIOS),
        "fr_goal1_sign": rng.choice(texts.SIGNS),
        "fr_longterm": rng.choice(texts.DIRECTIONS),
        "fr_needs": rng.choice(texts.NEEDS),
        "fr_contact_every": rng.choices(tuple(ContactEvery), (5, 20, 75))[0],
        "fr_contact_by": ticks(rng, 5, 3),
        "fr_reply_within": rng.choice(("1", "2", "3")),
        "fr_inperson_every": rng.choices(("1", "2", "3"), (10, 20, 70))[0],
        "fr_where": rng.choice(texts.PLACES),
        "fr_scheduler": rng.choices(("1", "2", "3"), (75, 15, 10))[0],
        "fr_agenda": rng.choice(("1", "2")),
        "fr_feedback": rng.choice(texts.FEEDBACK),
        "fr_success": rng.choice(texts.SUCCESS),
        "fr_months": rng.choices(("6", "12", "24", "0"), (10, 70, 10, 10))[0],
        "fr_share": ticks(rng, 4, 4),
        "fr_confid": True,
        "fr_noeval": True,
        "fr_nofault": True,
        "fr_next": f"{next_on} {rng.randint(8, 17):02d}:00",
    }
    for number, goal in enumerate(goals, 1):
        answers[f"fr_goal{number}"] = goal
        answers[f"fr_goal{number}_by"] = written_on + timedelta(days=rng.randint(90, 270))
    return answers


def contact_answers(rng: Random, how: Meeting) -> Answers:
    """Return a contact's ticks, dates left out."""
    return {
        "cl_how": how,
        "cl_minutes": rng.choices(("1", "2", "3", "4"), (20, 35, 35, 10))[0],
        "cl_topics": ticks(rng, 8, 3),
    }


def report_answers(rng: Random) -> Answers:
    """Return a filled quarterly report, meeting date and attestations left out."""
    progress = [rng.choices(("1", "2", "3", "4", "5"), (15, 55, 20, 8, 2))[0] for _ in range(2)]
    achieved = happens(rng, 0.6)
    barred = happens(rng, 0.65)
    needy = happens(rng, 0.35)
    answers: Answers = {
        "qr_g1": progress[0],
        "qr_g2": progress[1],
        "qr_done": rng.choice(texts.ACHIEVED),
        "qr_kind": ticks(rng, 10, 2) if achieved else (),
        "qr_plan": rng.choice(texts.PLANS),
        "qr_barrier": ticks(rng, 9, 3) if barred else ("0",),
        "qr_help": ticks(rng, 3, 2) if needy else ("0",),
        "qr_share_done": happens(rng, 0.6),
    }
    if "3" in progress:
        answers["qr_correct"] = rng.choice(texts.CORRECTIONS)
    return answers


def review_answers(rng: Random, met_on: date) -> Answers:
    """Return a senior mentor's filled six-month review."""
    return {
        "sr_met_on": met_on,
        "sr_met_who": ("1", "2") if happens(rng, 0.6) else ("1", "3"),
        "sr_progress": rng.choices(("1", "2", "3", "4"), (25, 55, 15, 5))[0],
        "sr_coached": happens(rng, 0.8),
        "sr_actions": rng.choice(texts.ACTIONS),
        "sr_ask_office": ticks(rng, 5, 1) if happens(rng, 0.3) else ("0",),
    }
