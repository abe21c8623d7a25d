"""From occasions to messages: some are of one notice, the office's of all that are owed tonight."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from mentorship.hubs import AffinityGroup
from mentorship.obligations.due_items import NoticeKind, NoticeOwed
from mentorship.obligations.tonight import pairing_about
from mentorship.pairing.proposal import ChoiceMet, HubDemand, profile_of, programme_of
from mentorship.relationships import Pairing, Programme
from notifications.facts import Builder, CannotBuild, Facts
from notifications.notice import Link, Notice
from notifications.occasions import ConfidentialItems, NewPairs, ProposalsReady, RequestReceived
from notifications.rendering import in_words


DeskBuilder = Callable[[Sequence[NoticeOwed], Facts], Notice]
"""Of all notices of one kind to one desk, at least one."""


def _request_received(owed: NoticeOwed, facts: Facts) -> Notice:
    names = [each.name for each in facts.roster.settings.leads if each.name]
    return RequestReceived(callers=" or ".join(names) or "the office", call_by=owed.item.due_on)


def _new_pairs(owed: NoticeOwed, facts: Facts) -> Notice:
    record_id = owed.item.record_id
    groups = (each for each in facts.roster.groups.values() if each.record_id == record_id)
    group = next(groups, None)
    ids = [pairing_about(each) for each in owed.item.about.split()]
    pairs = [facts.roster.pairings_by_id[each] for each in ids if each]
    if group is None or not pairs:
        raise CannotBuild("the group has no new pairs any more")
    return NewPairs(
        group=group.label,
        count=len(pairs),
        since=owed.item.opened_on,
        pairs=_lines(group, pairs, facts),
    )


def _lines(group: AffinityGroup, pairs: Sequence[Pairing], facts: Facts) -> tuple[str, ...]:
    hubs = {each.code: each.label for each in facts.roster.hubs.values()}
    if not group.may_name_pairs:
        counts = Counter(pairing.hub_code for pairing in pairs)
        return tuple(
            f"{hubs[code]}: {in_words(counts[code])}" for code in sorted(filter(None, counts))
        )
    return tuple(
        f"{hubs[code]}: {_name(each.mentee_id, facts)} with {_name(each.mentor_id, facts)}"
        for each in sorted(pairs, key=lambda p: (p.hub_code or 0, p.mentee_id))
        if (code := each.hub_code)
    )


def _name(record_id: str | None, facts: Facts) -> str:
    person = facts.roster.people.get(record_id or "")
    return person.name if person else "somebody without a record"


def _proposals(owed: Sequence[NoticeOwed], facts: Facts) -> Notice:
    """Count the proposals of the runs told tonight by programme, of each mentee the last.

    Where a run helps to add places is known on its own night alone.
    """
    met: defaultdict[Programme, dict[str, ChoiceMet | None]] = defaultdict(dict)
    runs = sorted(each.item.period for each in owed)
    for run in runs:
        met[programme_of(run)] |= _choices_met(run, facts)
    demand = [hub for plan in facts.pairing_plans if plan.run in runs for hub in plan.demand]
    helpful = sorted(demand, key=lambda each: (-each.gain, each.hub_code))
    return ProposalsReady(
        cycle=facts.roster.settings.cycle,
        runs=tuple(profile_of(met[each].values(), each) for each in Programme if each in met),
        bottlenecks=tuple(_bottleneck(each, facts) for each in helpful if each.gain > 0),
        redcap=Link(facts.redcap),
    )


def _choices_met(run: str, facts: Facts) -> dict[str, ChoiceMet | None]:
    """Return which choice a run meets by mentee: of tonight's plan, else as REDCap holds it."""
    for plan in facts.pairing_plans:
        if plan.run == run:
            return {each.mentee_id: each.choice_met for each in plan.proposals}
    stored = sorted(facts.roster.proposals, key=lambda each: each.repeat_instance)
    return {each.mentee_id: each.choice_met for each in stored if each.run == run}


def _bottleneck(demand: HubDemand, facts: Facts) -> str:
    hub = facts.roster.hubs.get(demand.hub_code)
    name = hub.label if hub else f"H{demand.hub_code:02d}"
    people = "person" if demand.gain == 1 else "people"
    return (
        f"{name}: one more place would help {in_words(demand.gain)} {people};"
        f" {in_words(demand.named)} named it"
    )


def _confidential_items(owed: Sequence[NoticeOwed], facts: Facts) -> Notice:
    return ConfidentialItems(
        count=len(owed),
        act_by=min(each.item.due_on for each in owed),
        is_reminder=all(each.stage > 1 for each in owed),
        redcap=Link(facts.redcap),
    )


OCCASION_BUILDERS: dict[NoticeKind, Builder] = {
    NoticeKind.NEW_PAIRS: _new_pairs,
    NoticeKind.REQUEST_RECEIVED: _request_received,
}
DESK_BUILDERS: dict[NoticeKind, DeskBuilder] = {
    NoticeKind.PROPOSALS: _proposals,
    NoticeKind.CONFIDENTIAL_ITEM: _confidential_items,
}
