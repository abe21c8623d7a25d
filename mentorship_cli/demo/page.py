"""What a person would look up in REDCap after a night, gathered for the report page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.night import Night
from mentorship.hubs import hub_label
from mentorship.issues import Severity
from mentorship.obligations.due_items import DueItem, DueState
from mentorship.pairing.proposal import ChoiceMet, Place, StoredProposal
from mentorship.program_settings import Mode
from mentorship.roster import Roster
from mentorship.wording import item_name
from mentorship_cli.demo.scenes import Scene
from mentorship_cli.demo.stage import DEPARTMENT, Stage
from reports.year_page import (
    NightLine,
    OverdueLine,
    ProblemLine,
    ProposalLine,
    YearReport,
    render_year,
)


CHOICE_WORDS = {
    ChoiceMet.FIRST: "First",
    ChoiceMet.SECOND: "Second",
    ChoiceMet.THIRD: "Third",
    ChoiceMet.NONE: "None of the three",
}
OTHERS = "other kinds"


@dataclass(frozen=True, kw_only=True)
class Look:
    """REDCap on the morning after a night."""

    night: Night
    states: Mapping[str, int]

    @property
    def roster(self) -> Roster:
        """The programme that morning."""
        return self.night.assembly.roster


def look(on: date) -> Look:
    """Read and decide as the run would, writing and sending nothing."""
    night = Night.begin(DEPARTMENT, Mode.PREVIEW, on)
    night.pull()
    night.decide()
    states = Counter(entry.item.state for entry in night.plan.ledger)
    finished = Counter(
        stored.state for stored in night.assembly.roster.ledger
        if stored.state is not None and stored.key not in {e.item.key for e in night.plan.ledger}
    )  # fmt: skip
    states.update(finished)
    order = (DueState.UPCOMING, DueState.DUE, DueState.OVERDUE, DueState.DONE_ON_TIME,
             DueState.DONE_LATE, DueState.WAIVED, DueState.VOID)  # fmt: skip
    named = {state.name.lower().replace("_", " "): states[state] for state in order}
    return Look(night=night, states=named)


def write_page(stage: Stage, played: Sequence[tuple[Scene, Mapping[str, Any], Look]]) -> None:
    """Write `report.html` beside the outbox."""
    last = played[-1][2]
    proposed = next((seen for _, night, seen in played if night["proposals"]), last)
    roster = proposed.roster
    proposals = [each for each in roster.proposals if each.cycle == roster.settings.cycle]
    report = YearReport(
        title="A mentorship year, night by night",
        subtitle=(
            f"{last.night.department.title}: what Faculty Affairs would find in REDCap, and what"
            " faculty would find in their mail."
        ),
        facts=_facts(played, last),
        nights=[_night_line(*each) for each in played],
        profile=_profile(proposals),
        demand=_demand(proposed),
        places=_places(proposed),
        proposals=[_proposal_line(roster, each) for each in proposals],
        overdue=_overdue(last),
        problems=_problems(last),
        outbox_href="outbox/index.html",
    )
    (stage.out / "report.html").write_text(render_year(report), encoding="utf-8")


def _facts(
    played: Sequence[tuple[Scene, Mapping[str, Any], Look]], last: Look
) -> list[tuple[str, str]]:
    roster = last.roster
    current = [each for each in roster.pairings if each.is_current]
    return [
        ("People", str(len(roster.people))),
        ("Hubs", str(len(roster.hubs))),
        ("Active pairings", str(len(current))),
        ("Due items", str(sum(last.states.values()))),
        ("Overdue", str(last.night.plan.overdue_count)),
        ("Mails delivered", str(sum(night["mails_accepted"] for _, night, _ in played))),
    ]


def _night_line(scene: Scene, night: Mapping[str, Any], seen: Look) -> NightLine:
    return NightLine(
        on=scene.on,
        title=scene.title,
        story=scene.story,
        rows_written=night["rows_written"],
        redcap_calls=night["redcap_calls"],
        overdue=night["overdue"],
        mails_by_kind=night["mails_by_kind"],
        items_by_state=seen.states,
        seconds=night["seconds"],
    )


def _profile(proposals: Sequence[StoredProposal]) -> tuple[int, ...]:
    met = Counter(each.choice_met for each in proposals)
    return tuple(met[each] for each in CHOICE_WORDS)


def _demand(seen: Look) -> dict[str, int]:
    roster = seen.roster
    states = {each.hub_code: each for each in seen.night.plan.hubs}
    return {hub.label: states[code].first_choices for code, hub in roster.hubs.items()
            if code in states}  # fmt: skip


def _places(seen: Look) -> dict[str, int]:
    states = {each.hub_code: each for each in seen.night.plan.hubs}
    return {hub.label: states[code].capacity for code, hub in seen.roster.hubs.items()
            if code in states}  # fmt: skip


def _proposal_line(roster: Roster, proposal: StoredProposal) -> ProposalLine:
    met = proposal.choice_met or ChoiceMet.NONE
    return ProposalLine(
        mentee=_name(roster, proposal.mentee_id),
        proposed=_place(roster, proposal.place) if proposal.place else "Nobody yet",
        choice_met=CHOICE_WORDS[met],
        why=[line for line in proposal.why.splitlines() if line.strip()],
        alternatives=[_place(roster, each) for each in proposal.alternatives],
    )


def _place(roster: Roster, place: Place) -> str:
    hub = roster.hubs.get(place.hub_code)
    label = hub.label if hub else hub_label(place.hub_code)
    return f"{label}, {_name(roster, place.mentor_id)}"


def _name(roster: Roster, record_id: str) -> str:
    person = roster.people.get(record_id)
    return f"{person.name} ({record_id})" if person else f"record {record_id}"


def _overdue(last: Look) -> list[OverdueLine]:
    items = [e.item for e in last.night.plan.ledger if e.item.state is DueState.OVERDUE]
    items.sort(key=lambda each: (each.due_on, each.key))
    return [_overdue_line(last, each) for each in items]


def _overdue_line(last: Look, item: DueItem) -> OverdueLine:
    who = ", ".join(_name(last.roster, each) for each in item.owed_by) or "the office"
    return OverdueLine(
        who=who,
        what=item_name(item),
        about=f"{item.about} {item.period}".strip(),
        due_on=item.due_on,
        days=(last.night.today - item.due_on).days,
    )


def _problems(last: Look) -> list[ProblemLine]:
    issues = sorted(last.night.plan.issues, key=lambda e: (e.severity is not Severity.ERROR, e))
    return [
        ProblemLine(code=each.code.value, severity=each.severity.value, sentence=each.sentence)
        for each in issues
    ]
