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
from mentorship.relationships import Programme
from mentorship.roster import Roster
from mentorship.wording import item_name
from mentorship_cli.demo.scenes import Scene
from mentorship_cli.demo.stage import DEPARTMENT, Stage
from notifications.gallery import KINDS
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
    ChoiceMet.ASSIGNED: "Not from a list",
}
CHARTED = (ChoiceMet.FIRST, ChoiceMet.SECOND, ChoiceMet.THIRD, ChoiceMet.NONE)


STATE_FIELD = "di_state"


@dataclass(frozen=True, kw_only=True)
class Played:
    """One scene as it went."""

    scene: Scene
    night: Mapping[str, Any]
    """The run's summary."""
    states: Mapping[str, int]
    """Due items by state, as the ledger in REDCap holds them that morning."""
    morning: Night | None = None
    """The roster and plan of that morning, where the page needs them."""


def ledger_states(stage: Stage) -> dict[str, int]:
    """Count the ledger's rows by state, in the order of a due item's life."""
    rows = stage.people.export_rows(fields=[STATE_FIELD])
    found = Counter(row[STATE_FIELD] for row in rows if row[STATE_FIELD])
    return {each.name.lower().replace("_", " "): found[each.value] for each in DueState}


def look(on: date) -> Night:
    """Read and decide as the run would, writing and sending nothing."""
    night = Night.begin(DEPARTMENT, Mode.PREVIEW, on)
    night.pull()
    night.decide()
    return night


def write_page(stage: Stage, played: Sequence[Played]) -> None:
    """Write `report.html` beside the outbox."""
    mornings = [(each.night["proposals"], each.morning) for each in played if each.morning]
    _, proposed = max(mornings, key=lambda each: each[0])
    _, last = mornings[-1]
    roster = proposed.assembly.roster
    proposals = [each for each in roster.proposals if each.cycle == roster.settings.cycle]
    states = {each.hub_code: each for each in proposed.plan.hubs}
    hubs = {code: hub.label for code, hub in roster.hubs.items() if code in states}
    report = YearReport(
        title="A mentorship year, night by night",
        subtitle=(
            f"{last.department.title}: what Faculty Affairs would find in REDCap, and what"
            " faculty would find in their mail."
        ),
        facts=_facts(played, last),
        nights=[_night_line(each) for each in played],
        profile=_profile(proposals),
        demand={label: states[code].first_choices for code, label in hubs.items()},
        places={label: states[code].capacity for code, label in hubs.items()},
        proposals=[_proposal_line(roster, each) for each in proposals],
        overdue=_overdue(last),
        problems=_problems(last),
        outbox_href="outbox/index.html",
    )
    (stage.out / "report.html").write_text(render_year(report), encoding="utf-8")


def _facts(played: Sequence[Played], last: Night) -> list[tuple[str, str]]:
    roster = last.assembly.roster
    current = [each for each in roster.pairings if each.is_current]
    return [
        ("People", str(len(roster.people))),
        ("Hubs", str(len(roster.hubs))),
        ("Active pairings", str(len(current))),
        ("Due items", str(sum(played[-1].states.values()))),
        ("Overdue", str(last.plan.overdue_count)),
        ("Mails delivered", str(sum(each.night["mails_accepted"] for each in played))),
    ]


def _night_line(played: Played) -> NightLine:
    night = played.night
    return NightLine(
        on=played.scene.on,
        title=played.scene.title,
        story=played.scene.story,
        rows_written=night["rows_written"],
        redcap_calls=night["redcap_calls"],
        overdue=night["overdue"],
        mails_by_kind={
            words: night["mails_by_kind"][number]
            for number, words in KINDS.items()
            if number in night["mails_by_kind"]
        },
        items_by_state=played.states,
        seconds=night["seconds"],
    )


def _profile(proposals: Sequence[StoredProposal]) -> tuple[int, ...]:
    """Count the choices met of those who chose hubs; residents choose none."""
    met = Counter(each.choice_met for each in proposals if each.programme is Programme.FACULTY_HUB)
    return tuple(met[each] for each in CHARTED)


def _proposal_line(roster: Roster, proposal: StoredProposal) -> ProposalLine:
    met = proposal.choice_met or ChoiceMet.NONE
    return ProposalLine(
        mentee=_name(roster, proposal.mentee_id),
        proposed=_place(roster, proposal.place) if proposal.place else "Nobody yet",
        choice_met=CHOICE_WORDS.get(met, "Assigned, not named"),
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


def _overdue(last: Night) -> list[OverdueLine]:
    items = [e.item for e in last.plan.ledger if e.item.state is DueState.OVERDUE]
    items.sort(key=lambda each: (each.due_on, each.key))
    return [_overdue_line(last, each) for each in items]


def _overdue_line(last: Night, item: DueItem) -> OverdueLine:
    roster = last.assembly.roster
    who = ", ".join(_name(roster, each) for each in item.owed_by) or "the office"
    return OverdueLine(
        who=who,
        what=item_name(item),
        about=item.about,
        due_on=item.due_on,
        days=(last.today - item.due_on).days,
    )


def _problems(last: Night) -> list[ProblemLine]:
    issues = sorted(last.plan.issues, key=lambda e: (e.severity is not Severity.ERROR, e))
    return [
        ProblemLine(code=each.code.value, severity=each.severity.value, sentence=each.sentence)
        for each in issues
    ]
