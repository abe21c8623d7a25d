"""Every obligation on one record in words: why, since when, what closes it, what comes next.

Pure, from a night's plan: the answer is what the night would do, not a second opinion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mentorship.night import NightPlan
from mentorship.obligations.due_items import NEWS, DueItem, DueItemKind, DueState, LedgerEntry
from mentorship.obligations.due_rules import PAIRING_RULES, PROGRAMME_RULES
from mentorship.obligations.notices import days_for_the_office
from mentorship.obligations.riders import RIDES
from mentorship.obligations.schedule import asked_from, is_looked_at
from mentorship.policy import BLOCKS
from mentorship.relationships import OverrideAction, Programme
from mentorship.roster import Roster
from mentorship.terms import SOURCES
from mentorship.wording import item_name, list_words, plain_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One obligation, each line a sentence that staff can read out."""

    key: str
    what: str
    state: DueState
    why: str
    """The rule in its own words, with its source."""
    since: str
    closes: str
    """What would close it, or how it was closed."""
    then: str
    """What happens next and when."""


CLOSES: dict[DueItemKind, str] = {
    DueItemKind.PREFERENCES: "an answer in Hub preferences, whatever it says",
    DueItemKind.CHOICES: "a list without that fault in Hub preferences",
    DueItemKind.COMMITMENT: "one saved Hub commitment of this cycle",
    DueItemKind.PAIRING_NOTICE: "the announcement, once both have been mailed",
    DueItemKind.CORRECTION: "telling both, and a mentor it was with before",
    DueItemKind.FIRST_MEETING: "a meeting of the two, in person or by video, in the contact log "
    "or the first report",
    DueItemKind.JULY_MEETING: "a meeting of the two in person, in the contact log or the first "
    "report; a video leaves it owed",
    DueItemKind.AGREEMENT: "both ticking that they agree in the first report",
    DueItemKind.RENEWAL: "both agreeing to another first report, or the pairing set to closing",
    DueItemKind.MONTHLY_CONTACT: "any contact, in the contact log or a report",
    DueItemKind.QUARTERLY_IN_PERSON: "meetings in person, in the contact log or a report",
    DueItemKind.QUARTERLY_REPORT: "both ticking that they agree in the period's report",
    DueItemKind.SIX_MONTH_SUMMARY: "the summary, once it is mailed",
    DueItemKind.SENIOR_REVIEW: "a saved review of the hub",
    DueItemKind.EVALUATION: "the evaluation, once it is mailed",
    DueItemKind.MENTORING_YEAR: "the statement, once it is mailed",
    DueItemKind.PULSE: "asking both; whether anybody answers is not known to the automation",
    DueItemKind.FEEDBACK: "inviting the mentee; whether they answer is told to nobody",
    DueItemKind.WELCOME_BACK: "telling the person",
    DueItemKind.RESIDENT_COUNTS: "telling the programme director",
    DueItemKind.SECOND_MENTOR: "telling all three",
    DueItemKind.ASK: "the office's answer, marked done in Office override",
    DueItemKind.DATE_AHEAD: "the mail to prepare, once it has gone to whoever wants it",
    DueItemKind.CLOSING_REFLECTION: "one tick in the closing reflection",
    DueItemKind.OPPORTUNITIES: "a list that has changed in the Hub directory, or the office's word "
    "that it is right as it is, marked done in Office override",
}
"""By kind, what fulfils it; kinds without a rule have no line."""

_ENTRY = {
    DueItemKind.FIRST_MEETING: "first_meeting",
    DueItemKind.JULY_MEETING: "first_meeting",
    DueItemKind.AGREEMENT: "agreement",
    DueItemKind.MONTHLY_CONTACT: "contact",
    DueItemKind.QUARTERLY_IN_PERSON: "in_person",
    DueItemKind.QUARTERLY_REPORT: "report",
    DueItemKind.PULSE: "pulse",
    DueItemKind.FEEDBACK: "feedback",
}
_OFFICE_OWES = frozenset({DueItemKind.ASK, DueItemKind.OPPORTUNITIES})
_PROGRAMME_NAMES = {
    Programme.FACULTY_HUB: "faculty hub mentorship",
    Programme.RESIDENT: "resident mentorship",
    Programme.SENIOR_COACHING: "senior mentor coaching",
    Programme.CODIFIED: "a codified relationship",
}
_OFFICE_SAYS = {
    OverrideAction.WAIVE: "waived it",
    OverrideAction.EXTEND: "extended it",
    OverrideAction.MUTE: "muted its reminders",
    OverrideAction.MARK_DONE: "marked it done",
}


def explain(roster: Roster, plan: NightPlan, record_id: str) -> list[Explanation]:
    """Return every obligation on the record or that its person can close, open ones first.

    A record that is left alone has none tonight: its problems say why (`plan.issues`).
    """
    own = [entry for entry in plan.ledger if _concerns(roster, entry.item, record_id)]
    own.sort(key=lambda each: (not each.item.state.is_open, each.item.due_on, each.item.key))
    return [_explained(roster, plan, entry) for entry in own]


def unwatched(roster: Roster, plan: NightPlan, record_id: str) -> list[str]:
    """Return why nothing is asked of a person's pairs for the years before anybody watched them."""
    return [
        f"Pairing {pairing_id} began on {plain_day(each.began_on)}, before the automation watched"
        f" it: since {plain_day(each.watched_on)}. Nothing is asked, and nothing is listed, of what"
        f" was due before {plain_day(each.ends_on)}."
        for pairing_id, each in plan.history.items()
        if record_id in {pairing_id.mentee_id, roster.pairings_by_id[pairing_id].mentor_id}
    ]


def _concerns(roster: Roster, item: DueItem, record_id: str) -> bool:
    if record_id in {item.record_id, *item.owed_by}:
        return True
    pairs = roster.pairings_by_mentor.get(record_id, ())
    return item.about in {str(pairing.id) for pairing in pairs}


def _explained(roster: Roster, plan: NightPlan, entry: LedgerEntry) -> Explanation:
    item = entry.item
    return Explanation(
        key=item.key,
        what=item_name(item),
        state=item.state,
        why=_why(roster, item),
        since=" ".join(filter(None, (_since(item, plan.today), _list_words(roster, plan, item)))),
        closes=_closes(item),
        then=" ".join(filter(None, (*office_words(roster, item.key), *_then(plan, entry)))),
    )


def _why(roster: Roster, item: DueItem) -> str:
    rules = PROGRAMME_RULES if item.pairing_number is None else PAIRING_RULES
    rule = next((each for each in rules if each.kind is item.kind), None)
    if rule is None:
        return "No rule asks for it any more."
    words = (rule.find.__doc__ or "").strip().partition("\n")[0].partition(" Source:")[0]
    pairing = next((p for p in roster.pairings if str(p.id) == item.about), None)
    if pairing is None:
        return f"{words} Source: {rule.source}."
    block = SOURCES[BLOCKS[pairing.programme]]
    source = block.get(_ENTRY.get(item.kind, ""), rule.source)
    name = _PROGRAMME_NAMES[pairing.programme]
    return f"{words} Pairing {pairing.id}, {name}. Source: {source}."


def _since(item: DueItem, today: date) -> str:
    """Return from when to when; of what is void the ledger keeps the due date only."""
    if item.state is DueState.VOID:
        return f"It was due on {plain_day(item.due_on)}."
    if item.office_looks_first:
        return (
            "It was missing when the automation first saw the pair, so it is asked for anew, due"
            f" on {plain_day(item.due_on)}."
        )
    opens = "Opens on" if item.opened_on > today else "Open since"
    return f"{opens} {plain_day(item.opened_on)}, due on {plain_day(item.due_on)}."


def _list_words(roster: Roster, plan: NightPlan, item: DueItem) -> str:
    if item.kind is not DueItemKind.OPPORTUNITIES or not item.state.is_open:
        return ""
    hubs = (each for each in roster.hubs.values() if each.record_id == item.record_id)
    return next((list_words(each.opportunities, plan.today) for each in hubs), "")


def _closes(item: DueItem) -> str:
    if item.done_on is not None:
        late = "late" if item.state is DueState.DONE_LATE else "in time"
        return f"Done on {plain_day(item.done_on)}, {late}."
    if item.state is DueState.WAIVED:
        return "The office waived it."
    if item.state is DueState.VOID:
        return "Nobody owes it any more."
    fulfilled_by = CLOSES.get(item.kind, "")
    if item.kind in NEWS:
        return f"Closed by {fulfilled_by}."
    return f"Closed by {fulfilled_by}. Waits for {_people(item)}."


def _people(item: DueItem) -> str:
    if item.kind in _OFFICE_OWES:
        return "the office"
    if not item.owed_by:
        return "nobody in particular"
    return " and ".join(f"record {each}" for each in item.owed_by)


def _then(plan: NightPlan, entry: LedgerEntry) -> Iterator[str]:
    """Yield what happens next: tonight's mail, the next one, the office, the lapse."""
    if entry.item.state.is_open:
        yield from _reminders(plan, entry)
        yield from _end(entry.item, plan.today)
    else:
        yield "Nothing more happens."


def _reminders(plan: NightPlan, entry: LedgerEntry) -> Iterator[str]:
    item = entry.item
    asked_on = asked_from(item)
    if is_looked_at(item, plan.today) and asked_on is not None:
        yield f"The office looks first; people are asked from {plain_day(asked_on)}."
    tonight = sum(each.item.key == item.key for each in plan.notices)
    if tonight:
        yield f"{tonight} reminder{'s' * (tonight > 1)} will be sent tonight."
    silence = _silence(item, plan.today)
    yield silence
    if entry.next_notice_on is not None and not tonight:
        day = plain_day(entry.next_notice_on)
        rides = f"It goes with a mail that is sent anyway, on {day} at the latest."
        yield rides if item.kind in RIDES else f"The next reminder is for {day}."
    if entry.next_notice_on is None and not (tonight or silence or item.is_optional):
        yield "No reminder is left."


def _end(item: DueItem, today: date) -> Iterator[str]:
    if item.is_optional:
        yield f"It lapses after {plain_day(item.due_on)}; nobody can be late with it."
        return
    if item.state is not DueState.OVERDUE:
        yield f"It is overdue from {plain_day(item.due_on + timedelta(days=1))}."
    days = days_for_the_office(item)
    if item.kind is DueItemKind.ASK:
        yield "The office's list has it until it is answered."
    elif days is not None:
        on = item.due_on + timedelta(days=days)
        yield f"The office's list has it {'since' if on <= today else 'from'} {plain_day(on)}."


def _silence(item: DueItem, today: date) -> str:
    """Return why nobody is reminded just now, or ""."""
    muted = item.muted_until
    if muted == date.max:
        return "Reminders rest until the office or the people end the rest."
    if muted is not None and muted >= today:
        return f"Reminders rest up to {plain_day(muted)}."
    if item.next_known_on is not None:
        return f"The two have set a date, {plain_day(item.next_known_on)}."
    return ""


def office_words(roster: Roster, key: str) -> list[str]:
    """Return what the office has said about an item in its overrides, in order."""
    return [
        f"The office {_OFFICE_SAYS[each.action]}"
        + (f", {plain_day(each.on)}." if each.on is not None else ".")
        for each in roster.overrides_by_key.get(key, ())
    ]
