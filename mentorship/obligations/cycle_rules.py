"""What a matching round asks for: mentees' preferences and mentors' commitments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from mentorship.choices import choice_faults, open_wishes
from mentorship.obligations.due_items import DueItem, DueItemKind, DueState, StoredItem
from mentorship.obligations.tonight import Draft, Tonight
from mentorship.pairing.eligibility import is_decided
from mentorship.pairing.returning import placed_by
from mentorship.people import Participation, Person, Role
from mentorship.record_order import record_order
from mentorship.relationships import PairingState, Programme


DAYS_TO_CORRECT = 7
"""From the night that first saw a fault in a list."""
_ASKED = frozenset({Participation.TAKING_PART, Participation.ON_LEAVE, Participation.NOT_YET_ASKED})


def preferences_due(tonight: Tonight) -> Iterator[DueItem]:
    """Every mentee without a mentor names up to three hubs. Source: S1.24b.

    Open from `ps_pref_open`, due on `ps_pref_close`. Someone hired later has as many days from
    the first day at work, someone whose pairing ended meanwhile from that day: intake is rolling,
    and nobody is late with what could not be asked before (S1.x1). An answer counts whatever it is:
    nobody has to take part (S1.12).
    """
    settings = tonight.roster.settings
    opens_on, closes_on = settings.preferences_open_on, settings.preferences_close_on
    if opens_on is None or closes_on is None or closes_on < opens_on:
        return
    paired = {
        pairing.mentee_id
        for pairing in tonight.roster.pairings
        if pairing.is_current and pairing.programme is Programme.FACULTY_HUB
    }
    ended = _last_endings(tonight)
    answered = tonight.roster.preference_by_mentee.keys()
    for person in tonight.people:
        if not person.has_role(Role.MENTEE):
            continue
        clock = tonight.clock_of((person,))
        free_on = ended.get(person.record_id, opens_on)
        opened_on = clock.due_after(max(opens_on, person.hired_on or opens_on, free_on), 0)
        if opened_on > tonight.today:
            continue
        item = tonight.settle(
            Draft(
                kind=DueItemKind.PREFERENCES,
                key=f"{DueItemKind.PREFERENCES.prefix}-{person.record_id}-{settings.cycle}",
                record_id=person.record_id,
                about=person.record_id,
                period=settings.cycle,
                opened_on=opened_on,
                due_on=clock.due_after(opened_on, (closes_on - opens_on).days),
                owed_by=(person.record_id,),
                is_done=person.record_id in answered,
                is_over=not _is_asked(person) or person.record_id in paired,
            ),
            clock,
        )
        if item is not None:
            yield item


def _last_endings(tonight: Tonight) -> dict[str, date]:
    """Return by mentee the last day on which a pairing of the programme was closed."""
    found: dict[str, date] = {}
    for pairing in tonight.roster.pairings:
        is_closed = pairing.is_final and pairing.state is PairingState.CLOSED
        if is_closed and pairing.programme is Programme.FACULTY_HUB and pairing.end_on is not None:
            found[pairing.mentee_id] = max(
                found.get(pairing.mentee_id, pairing.end_on), pairing.end_on
            )
    return found


def commitment_due(tonight: Tonight) -> Iterator[DueItem]:
    """Every hub mentor says once a cycle how many mentees each hub may send. Source: S1.25b.

    Open some weeks before preferences are, due on the day they open (N04).
    """
    settings = tonight.roster.settings
    due_on = settings.preferences_open_on
    if due_on is None:
        return
    days = tonight.policy.commitments_open_before
    for person in tonight.people:
        if not person.has_role(Role.HUB_MENTOR):
            continue
        clock = tonight.clock_of((person,))
        opened_on = clock.due_after(due_on - timedelta(days=days), 0)
        if opened_on > tonight.today:
            continue
        offers = [
            each
            for each in tonight.roster.commitments_by_mentor.get(person.record_id, ())
            if each.cycle == settings.cycle
        ]
        confirmed = [each.confirmed_on for each in offers if each.confirmed_on is not None]
        item = tonight.settle(
            Draft(
                kind=DueItemKind.COMMITMENT,
                key=f"{DueItemKind.COMMITMENT.prefix}-{person.record_id}-{settings.cycle}",
                record_id=person.record_id,
                about=person.record_id,
                period=settings.cycle,
                opened_on=opened_on,
                due_on=clock.due_after(opened_on, days),
                owed_by=(person.record_id,),
                is_done=bool(offers),
                done_on=min((day for day in confirmed if day <= tonight.today), default=None),
                is_over=not _is_asked(person),
            ),
            clock,
        )
        if item is not None:
            yield item


def choices_due(tonight: Tonight) -> Iterator[DueItem]:
    """A mentee whose list names a hub that nobody can be placed in corrects it. Source: S1.24b.

    Due a week after the night that first saw it, or when the choices close if that is sooner.
    The key names the hubs, so another fault is another item, and a list that was corrected is done.
    One that got worse is not: its item is void.

    Nobody is asked about a list that is of no use any more, because a decision about the mentee has
    begun or stands, or because the run has proposed a place. REDCap does not say on which night a
    run was caught up, so what was asked before it stands while it still could be that night.
    """
    for wish in sorted(open_wishes(tonight.roster), key=lambda each: record_order(each.mentee_id)):
        person = tonight.roster.people.get(wish.mentee_id)
        if person is None or not _is_asked(person) or is_decided(tonight.roster, wish.mentee_id):
            continue
        prefix = f"{DueItemKind.CHOICES.prefix}-{wish.mentee_id}-{wish.cycle}-"
        faults = choice_faults(wish, tonight.roster.hubs)
        codes = "-".join(f"H{code:02d}" for code in sorted({each.code for each in faults}))
        key = f"{prefix}{codes}" if faults or wish.hub_codes else f"{prefix}NONE"
        rows = tonight.roster.ledger_by_record.get(wish.mentee_id, {})
        earlier = {row.key: row for row in rows.values() if row.kind is DueItemKind.CHOICES}
        if _is_placed(tonight, wish.mentee_id, earlier.get(key)):
            continue
        for each in _keys(prefix, key, earlier):
            draft = _correction(tonight, person, wish.cycle, each)
            item = tonight.settle(draft._replace(is_done=each != key), tonight.clock_of((person,)))
            if item is not None:
                yield item


def _is_placed(tonight: Tonight, mentee_id: str, stored: StoredItem | None) -> bool:
    """Tell whether a run has proposed a place, so that the list need not be corrected."""
    last_night = placed_by(tonight.roster, mentee_id, tonight.policy.match_grace)
    if last_night is None:
        return False
    was_asked = stored is not None and stored.state is not None and stored.state.is_open
    return tonight.today > last_night or not was_asked


def _keys(prefix: str, key: str, earlier: Mapping[str, StoredItem]) -> Iterator[str]:
    """Yield the keys of the items that a list has tonight: those it was cured of, then *key*."""
    faults = set(key.removeprefix(prefix).split("-"))
    for each, row in earlier.items():
        got_worse = set(each.removeprefix(prefix).split("-")) < faults
        is_void = row.state is DueState.VOID
        if each.startswith(prefix) and each != key and not got_worse and not is_void:
            yield each
    if key != prefix:
        yield key


def _correction(tonight: Tonight, person: Person, cycle: str, key: str) -> Draft:
    stored = tonight.roster.stored(person.record_id, key)
    seen_on = tonight.first_seen(stored, DAYS_TO_CORRECT)
    return Draft(
        kind=DueItemKind.CHOICES,
        key=key,
        record_id=person.record_id,
        about=person.record_id,
        period=cycle,
        opened_on=seen_on,
        due_on=_correct_by(tonight, seen_on),
        owed_by=(person.record_id,),
    )


def _correct_by(tonight: Tonight, seen_on: date) -> date:
    in_a_week = seen_on + timedelta(days=DAYS_TO_CORRECT)
    closes_on = tonight.roster.settings.preferences_close_on
    is_ahead = closes_on is not None and closes_on >= seen_on
    return min(in_a_week, closes_on) if closes_on is not None and is_ahead else in_a_week


def _is_asked(person: Person) -> bool:
    """Tell whether the programme may ask: in the department, and not opted out. Source: S1.12."""
    return person.is_active and person.participation in _ASKED
