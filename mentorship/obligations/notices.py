"""Which stage of which notice each person should get tonight, and what the office gets instead.

Only open items that are not muted; only people who may be mailed and can act; the latest stage
only; nothing on weekends and quiet dates; one mail a week for whoever prefers that. What was told
is known from the outbox alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from mentorship.academic_calendar import is_working_day
from mentorship.corrections import correction_number, former_to_tell
from mentorship.obligations.due_items import (
    DueItem,
    DueItemKind,
    DueState,
    NoticeKind,
    NoticeOwed,
    SentNotices,
)
from mentorship.obligations.notice_keys import NoticeKey
from mentorship.obligations.riders import riders
from mentorship.obligations.schedule import (
    OFFICE_AFTER,
    SCHEDULE,
    Audience,
    Stage,
    is_silent,
    stages_of,
)
from mentorship.obligations.told import Told, key_of, told_by_item
from mentorship.obligations.weekly import waits_for_digest
from mentorship.obligations.your_turn import Turn, next_turn, said_until
from mentorship.people import MailPreference, Person
from mentorship.relationships import Pairing, Programme
from mentorship.roster import Roster


def notice_key(item_key: str, stage: Stage, person_id: str) -> str:
    """Return the key of one stage for one person, unique for ever."""
    return key_of(item_key, stage.notice, stage.number, person_id)


def audience_of(item: DueItem, audience: Audience, roster: Roster) -> tuple[str, ...]:
    """Return the records that *audience* means for *item*, the first owner first."""
    if audience is Audience.WHO_CAN_ACT:
        return item.owed_by
    if audience is Audience.FIRST_ASKED:
        return item.owed_by[:1]
    if audience is Audience.MENTEE:
        return tuple(each for each in item.owed_by if each == item.record_id)
    pairing = roster.pairings_by_id.get(item.pairing_id) if item.pairing_id else None
    if pairing is None or pairing.mentor_id is None:
        return ()
    if audience is Audience.FORMER:
        former = former_to_tell(pairing) if pairing.is_told else None
        return (former,) if former in item.owed_by else ()
    return pairing.mentee_id, pairing.mentor_id


def notices_owed(
    roster: Roster,
    items: Iterable[DueItem],
    told: SentNotices,
    today: date,
    *,
    left_alone: AbstractSet[str] = frozenset(),
) -> list[NoticeOwed]:
    """Return what should be mailed tonight, in the order of *items*.

    After an outage each person gets the latest stage only; a stage whose day is long past is not
    sent at all. Records in *left_alone* are neither mailed nor mailed about. Whoever prefers a
    weekly digest hears the rest on that day (`mentorship.obligations.weekly`).
    """
    if not is_working_day(today, roster.settings.quiet):
        return []
    items = list(items)
    summaries_sent = {_to_anybody(key) for key in told.told if _is_summary(key)}
    turns = told_by_item(told, NoticeKind.YOUR_TURN)
    owed = [
        notice
        for item in items
        if item.state.is_open and item.record_id not in left_alone and not is_silent(item, today)
        for notice in _of_item(roster, item, turns.get(item.key, ()), told, today)
        if notice.key not in told.told
        and _to_anybody(notice.key) not in summaries_sent
        and notice.person_id not in left_alone
        and (person := roster.people.get(notice.person_id)) is not None
        and _may_be_mailed(person, today)
        and not waits_for_digest(notice, person, today, roster.settings.quiet)
        and notice.person_id != never_heard(roster, item, told)
    ]
    open_items = (each for each in items if each.record_id not in left_alone)
    return [*owed, *riders(open_items, owed, told, today)]


def _to_anybody(key: str) -> tuple[str, str, int]:
    read = NoticeKey.read(key)
    return read.item, read.kind, read.stage


def _is_summary(key: str) -> bool:
    """A summary goes out once, to whoever reviews; not again to the other who returns."""
    return f"|{NoticeKind.HUB_SUMMARY.value}|" in key


def _of_item(
    roster: Roster, item: DueItem, turns: Sequence[Told], told: SentNotices, today: date
) -> Iterator[NoticeOwed]:
    """Yield for each person the latest stage reached for them, if it is not too old.

    From the first mail that says that the partner has agreed until after the last one, these
    alone remind. News of a quarter comes before them.
    """
    reminders = list(_reminders(roster, item, today))
    turn = next_turn(item, turns, today, office_after=days_for_the_office(item))
    if turn is not None and turn.on <= today and not _has_news(reminders, turn.person_id, told):
        yield _your_turn(item, turn)
        reminders = [each for each in reminders if each[0].person_id != turn.person_id]
    for notice, reached_on in reminders:
        until = said_until(turns, item, notice.person_id)
        if until is None or reached_on > until:
            yield notice


def _has_news(
    reminders: Iterable[tuple[NoticeOwed, date]], person_id: str, told: SentNotices
) -> bool:
    return any(
        each.kind is NoticeKind.QUARTER_AHEAD
        and each.person_id == person_id
        and each.key not in told.told
        for each, _ in reminders
    )


def _your_turn(item: DueItem, turn: Turn) -> NoticeOwed:
    return NoticeOwed(
        key=key_of(item.key, NoticeKind.YOUR_TURN, turn.stage, turn.person_id),
        kind=NoticeKind.YOUR_TURN,
        stage=turn.stage,
        person_id=turn.person_id,
        item=item,
        expires_on=turn.expires_on,
    )


def _reminders(roster: Roster, item: DueItem, today: date) -> Iterator[tuple[NoticeOwed, date]]:
    latest: dict[str, tuple[Stage, date]] = {}
    for stage in stages_of(item):
        reached_on = stage.reached_on(item)
        if reached_on is not None and reached_on <= today:
            for person_id in audience_of(item, stage.audience, roster):
                latest[person_id] = stage, reached_on
    for person_id, (stage, reached_on) in latest.items():
        expires_on = stage.expires_on(item, reached_on)
        if today <= expires_on:
            owed = NoticeOwed(
                key=notice_key(item.key, stage, person_id),
                kind=stage.notice,
                stage=stage.number,
                person_id=person_id,
                item=item,
                expires_on=expires_on,
            )
            yield owed, reached_on


def _may_be_mailed(person: Person, today: date) -> bool:
    return person.email is not None and person.may_be_mailed(today)


def announced_on(roster: Roster, pairing: Pairing, told: SentNotices) -> date | None:
    """Return the day on which everybody who gets mail about the pairing had been told.

    The day REDCap already remembers wins. A partner whom the office prefers to call is not waited
    for; one on leave is. None while anybody still has to be told, or a correction waits that tells
    them. Source: S1.25d.
    """
    if not pairing.is_untold:
        return pairing.announced_on
    stage = SCHEDULE[DueItemKind.PAIRING_NOTICE][0]
    key = f"{DueItemKind.PAIRING_NOTICE.prefix}-{pairing.id}"
    days = [
        told.told.get(notice_key(key, stage, person_id))
        for person_id in (pairing.mentee_id, pairing.mentor_id)
        if person_id is not None and _gets_mail(roster.people.get(person_id))
    ]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def correction_key(pairing: Pairing) -> str:
    """Return the item key of the last correction of a pairing."""
    return f"{DueItemKind.CORRECTION.prefix}-{pairing.id}-{correction_number(pairing)}"


def correction_told_on(pairing: Pairing, told: SentNotices) -> date | None:
    """Return the day on which the first of the two was told of the last correction."""
    stage = SCHEDULE[DueItemKind.CORRECTION][0]
    key = correction_key(pairing)
    keys = (notice_key(key, stage, each) for each in (pairing.mentee_id, pairing.mentor_id) if each)
    return min((told.told[each] for each in keys if each in told.told), default=None)


def never_heard(roster: Roster, item: DueItem, told: SentNotices) -> str | None:
    """Return the mentor whom a correction takes out of a pairing that nobody told them of.

    The mentee was told of them while they were away, say, and another was typed before they came
    back. A memory that does not know of the mentee's mail either proves nothing. Source: N06b.
    """
    pairing = roster.pairings_by_id.get(item.pairing_id) if item.pairing_id else None
    if item.kind is not DueItemKind.CORRECTION or pairing is None:
        return None
    former, number = former_to_tell(pairing), correction_number(pairing)
    rounds = [
        (f"{kind.prefix}-{pairing.id}{part}", SCHEDULE[kind][0])
        for kind, part in (
            (DueItemKind.PAIRING_NOTICE, ""),
            *((DueItemKind.CORRECTION, f"-{each}") for each in range(1, number)),
        )
    ]
    heard = {
        who
        for who in (pairing.mentee_id, former)
        if who and any(notice_key(key, stage, who) in told.told for key, stage in rounds)
    }
    return former if heard == {pairing.mentee_id} else None


def _gets_mail(person: Person | None) -> bool:
    return person is not None and person.mail_preference is not MailPreference.OFFICE_CONTACTS


def for_the_office(
    items: Iterable[DueItem], today: date, *, left_alone: AbstractSet[str] = frozenset()
) -> list[DueItem]:
    """Return the overdue items whose reminders are used up: the office acts next.

    What people asked the office for is there from the first night. Muted items, and pairs that
    have set a date, wait.
    """
    return [
        item
        for item in items
        if item.state.is_open
        and (late := days_for_the_office(item)) is not None
        and (item.kind is DueItemKind.ASK or _is_late(item, late, today))
        and item.record_id not in left_alone
        and not is_silent(item, today)
    ]


def _is_late(item: DueItem, days: int, today: date) -> bool:
    return item.state is DueState.OVERDUE and today >= item.due_on + timedelta(days=days)


def days_for_the_office(item: DueItem) -> int | None:
    """Return how many days late the office acts next; None: never. Source: programme 4.6."""
    if item.programme in {None, Programme.FACULTY_HUB}:
        return OFFICE_AFTER.get(item.kind)
    return item.office_after
