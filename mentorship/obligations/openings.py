"""Empty survey instances to open, so that staff see a red dot for everything still to be filled.

Opening carries key fields only and happens once: an instance that is there, answered or not, is
never opened again and never touched. Source: programme 4.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from mentorship.hubs import hub_label
from mentorship.obligations.due_items import DueItem, DueItemKind, Opening
from mentorship.obligations.schedule import is_looked_at
from mentorship.roster import Roster


STILL_WORTH_OPENING = timedelta(days=92)
"""What is overdue for longer is not opened by a first run over old data; people still may."""

INSTRUMENTS: dict[DueItemKind, str] = {
    DueItemKind.PREFERENCES: "preferences",
    DueItemKind.COMMITMENT: "hub_commitment",
    DueItemKind.AGREEMENT: "first_report",
    DueItemKind.RENEWAL: "first_report",
    DueItemKind.QUARTERLY_REPORT: "quarterly_report",
    DueItemKind.SENIOR_REVIEW: "senior_review",
    DueItemKind.CLOSING_REFLECTION: "closure",
}
"""The instrument that answers each kind of item."""

Subject = tuple[str, ...]


def openings(
    roster: Roster,
    items: Iterable[DueItem],
    today: date,
    *,
    left_alone: AbstractSet[str] = frozenset(),
) -> list[Opening]:
    """Return the instances to open tonight, in the order of *items*.

    Each gets the number after the highest one that REDCap holds on its record.
    """
    there = set(_subjects_there(roster))
    last = _last_instances(roster)
    found: list[Opening] = []
    for item in items:
        instrument = INSTRUMENTS.get(item.kind)
        if instrument is None or item.record_id in left_alone or not _is_wanted(item, today):
            continue
        if (instrument, item.record_id, *_subject(item)) in there:
            continue
        place = instrument, item.record_id
        last[place] = last.get(place, 0) + 1
        found.append(
            Opening(
                instrument=instrument,
                record_id=item.record_id,
                repeat_instance=last[place],
                fields=_key_fields(roster, item),
            )
        )
    return found


def _is_wanted(item: DueItem, today: date) -> bool:
    """Tell whether somebody still owes the item and is not being left in peace."""
    in_peace = item.muted_until == date.max or is_looked_at(item, today)
    return item.state.is_open and not in_peace and today <= item.due_on + STILL_WORTH_OPENING


def _subject(item: DueItem) -> Subject:
    """What tells an instance from others of its instrument on the same record."""
    match item.kind:
        case DueItemKind.AGREEMENT | DueItemKind.RENEWAL:
            return str(item.pairing_number), str(_agreement_number(item))
        case DueItemKind.CLOSING_REFLECTION:
            return (str(item.pairing_number),)
        case DueItemKind.QUARTERLY_REPORT:
            return str(item.pairing_number), item.period
        case DueItemKind.SENIOR_REVIEW:
            return item.about, item.period
        case _:
            return (item.period,)


def _agreement_number(item: DueItem) -> int:
    """Return which agreement of its pairing an item asks for: 1, and one more each renewal."""
    if item.kind is DueItemKind.AGREEMENT:
        return 1
    return int(item.key.rpartition("-")[2]) + 1


def _subjects_there(roster: Roster) -> Iterator[Subject]:
    """Yield instrument, record and subject of every instance that answers some item."""
    for preference in roster.preferences:
        yield "preferences", preference.mentee_id, preference.cycle
    for mentor_id, cycle in roster.commitments_opened:
        yield "hub_commitment", mentor_id, cycle
    for commitment in roster.commitments:
        yield "hub_commitment", commitment.mentor_id, commitment.cycle
    yield from _joint_subjects(roster)
    for review in roster.reviews:
        if review.hub_code is not None:
            about = hub_label(review.hub_code)
            yield "senior_review", review.group_record_id, about, review.period


def _joint_subjects(roster: Roster) -> Iterator[Subject]:
    """Yield what a pair answers together; the second agreement answers the first renewal."""
    for (mentee_id, number), agreements in roster.agreements_by_pairing.items():
        for which in range(1, len(agreements) + 1):
            yield "first_report", mentee_id, str(number), str(which)
    for closure in roster.closures:
        mentee_id, number = closure.pairing_id
        yield "closure", mentee_id, str(number)
    for report in roster.reports:
        mentee_id, number = report.pairing_id
        yield "quarterly_report", mentee_id, str(number), report.period


def _last_instances(roster: Roster) -> dict[tuple[str, str], int]:
    """Return the highest instance by instrument and record, whether or not it could be read."""
    last = dict(roster.last_instances)
    read = [
        *(("preferences", each.mentee_id, each.repeat_instance) for each in roster.preferences),
        *(("hub_commitment", each.mentor_id, each.repeat_instance) for each in roster.commitments),
        *(
            ("first_report", each.pairing_id.mentee_id, each.repeat_instance)
            for each in roster.agreements
        ),
        *(("closure", each.pairing_id.mentee_id, each.repeat_instance) for each in roster.closures),
        *(
            ("quarterly_report", each.pairing_id.mentee_id, each.repeat_instance)
            for each in roster.reports
        ),
        *(("senior_review", each.group_record_id, each.repeat_instance) for each in roster.reviews),
    ]
    for instrument, record_id, instance in read:
        last[instrument, record_id] = max(last.get((instrument, record_id), 0), instance)
    return last


def _key_fields(roster: Roster, item: DueItem) -> dict[str, str | int | date]:
    """Return the key fields that an opened instance carries."""
    number = item.pairing_number or 0
    match item.kind:
        case DueItemKind.AGREEMENT | DueItemKind.RENEWAL:
            return {"fr_pair": number, "fr_due": item.due_on}
        case DueItemKind.CLOSING_REFLECTION:
            return {"co_pair": number}
        case DueItemKind.QUARTERLY_REPORT:
            return {"qr_pair": number, "qr_period": item.period, "qr_due": item.due_on}
        case DueItemKind.SENIOR_REVIEW:
            hub = roster.hubs.get(int(item.about.removeprefix("H")))
            label = hub.label if hub else item.about
            return {"sr_period": item.period, "sr_hub": label, "sr_due": item.due_on}
        case DueItemKind.COMMITMENT:
            return {"hc_cycle": item.period}
        case _:
            return {"pf_cycle": item.period}
