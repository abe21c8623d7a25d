"""Figures that tonight's letters need besides notices and roster, made only when one is told."""

from __future__ import annotations

import logging
from collections.abc import Container
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from mentorship.evaluation import Evaluation
from mentorship.mentoring_year import Statement
from mentorship.night import NightPlan
from mentorship.obligations.due_items import NoticeKind
from mentorship.obligations.tonight import Tonight
from mentorship.obligations.year_rules import half_to_evaluate
from mentorship.policy import Policy
from mentorship.roster import Roster
from notifications.compose import evaluation_key
from reports.evaluation import evaluation
from reports.evaluation_page import render_evaluation
from reports.mentoring_year import mentoring_years


log = logging.getLogger(__name__)
_AS_JSON = TypeAdapter(Evaluation)


def statements(
    plan: NightPlan, roster: Roster, policy: Policy, today: date
) -> dict[str, Statement]:
    """Return the years of the mentors who are told of theirs tonight (N22), by record.

    *policy* is the department's; what the office set in REDCap overrides it here.
    """
    told = {each.person_id for each in plan.notices if each.kind is NoticeKind.MENTORING_YEAR}
    if not told:
        return {}
    return mentoring_years(Tonight(roster, policy.overridden_by(roster.settings), today), told)


def half_year_evaluation(
    plan: NightPlan,
    roster: Roster,
    policy: Policy,
    today: date,
    *,
    told: Container[str],
    kept: Path | None = None,
) -> Evaluation | None:
    """Return the evaluation of the half-year that ended, while somebody is still to get it (N27).

    *told* are the notice keys that the outbox knows: once the office has it, only a vice chair who
    is owed it tonight makes it needed again. Whoever hears later reads the figures that were
    counted first, from the folder *kept*: two counts would tell of one pair by subtraction.
    """
    tonight = Tonight(roster, policy.overridden_by(roster.settings), today)
    half = half_to_evaluate(tonight)
    if half is None:
        return None
    period, _ = half
    is_owed = any(each.kind is NoticeKind.EVALUATION for each in plan.notices)
    if evaluation_key(period.name) in told and not is_owed:
        return None
    first = _counted_first(kept, period.name) if kept else None
    return first or evaluation(tonight, plan.ledger, period)


def evaluation_presumed_told(roster: Roster, policy: Policy, today: date) -> dict[str, date]:
    """Return what to remember of the office's evaluation after a loss: told, so never doubled.

    REDCap has no row of it: the vice chair's item is another one.
    """
    half = half_to_evaluate(Tonight(roster, policy.overridden_by(roster.settings), today))
    return {} if half is None else {evaluation_key(half[0].name): today}


def keep_figures(folder: Path, found: Evaluation) -> Path:
    """Write the evaluation's figures beside the outbox, for whoever is told later."""
    path = _figures_path(folder, found.period)
    path.write_bytes(_AS_JSON.dump_json(found, indent=1))
    return path


def _counted_first(folder: Path, period: str) -> Evaluation | None:
    """Return the figures that were kept; None before, and if they cannot be read any more."""
    path = _figures_path(folder, period)
    try:
        return _AS_JSON.validate_json(path.read_bytes()) if path.exists() else None
    except ValidationError:
        log.warning("the figures in %s cannot be read and are counted anew", path.name)
        return None


def _figures_path(folder: Path, period: str) -> Path:
    return folder / f"evaluation-{period}.json"


def keep_page(folder: Path, found: Evaluation, department: str) -> Path:
    """Write the evaluation with its chart beside the outbox, over one of the same half-year."""
    page = folder / f"evaluation-{found.period}.html"
    page.write_text(render_evaluation(found, department), encoding="utf-8")
    return page
