"""Tonight's items against the stored ledger: what each ledger row must say after tonight.

Safe to repeat: once the entries are written, a second call with the same memory and day gives
the same entries.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import groupby
from operator import attrgetter

from mentorship.academic_calendar import working_day_from
from mentorship.intervals import DAY
from mentorship.obligations.due_items import (
    NEWS,
    DueItem,
    DueItemKind,
    DueState,
    LedgerEntry,
    SentNotices,
    StoredItem,
)
from mentorship.obligations.notices import announced_on, days_for_the_office, never_heard
from mentorship.obligations.schedule import SILENCED_BY_A_DATE, Stage, stages_of
from mentorship.obligations.told import Told, told_by_item
from mentorship.obligations.tonight import pairing_about
from mentorship.obligations.your_turn import next_turn, said_until
from mentorship.record_order import record_order
from mentorship.roster import Roster


_KEY = attrgetter("item.key")
_RECORD = attrgetter("record_id")
_DONE_BY_TELLING = NEWS | {DueItemKind.SIX_MONTH_SUMMARY, DueItemKind.PAIRING_NOTICE}


def ledger(
    roster: Roster,
    items: Iterable[DueItem],
    *,
    told: SentNotices,
    mirror: bool,
    today: date,
    left_alone: AbstractSet[str] = frozenset(),
) -> Iterator[LedgerEntry]:
    """Yield the ledger rows that REDCap should hold after tonight, by record and key.

    *items* come in the order of their records, as the rules find them, and may come as they are
    found. An item stored as open that nobody owes any more becomes void; finished rows that are no
    longer computed are history and stay as they are, so they are not among the entries. With
    *mirror* off (a rehearsal) what was told is not shown in REDCap: the stored values stand.
    """
    lines = told_by_item(told) if mirror else {}
    for record_id, owed in _by_record(items, roster.ledger_by_record):
        if record_id in left_alone:
            continue
        mine = []
        for item in owed:
            is_told = mirror and item.state.is_open and item.kind in _DONE_BY_TELLING
            fulfilled = _fulfilled_by_telling(roster, item, told, lines) if is_told else item
            mine.append(
                _entry(roster, fulfilled, lines.get(item.key, ()), today=today, mirror=mirror)
            )
        mine += _void(roster.ledger_by_record.get(record_id, {}), {each.item.key for each in mine})
        yield from sorted(mine, key=_KEY)


def _by_record(
    items: Iterable[DueItem], stored: Iterable[str]
) -> Iterator[tuple[str, list[DueItem]]]:
    """Yield every record that owes anything or has rows *stored*, in order, with its items."""
    waiting = deque(sorted(stored, key=record_order))
    for record_id, owed in groupby(items, key=_RECORD):
        while waiting and record_order(waiting[0]) < record_order(record_id):
            yield waiting.popleft(), []
        if waiting and waiting[0] == record_id:
            waiting.popleft()
        yield record_id, list(owed)
    for record_id in waiting:
        yield record_id, []


def _fulfilled_by_telling(
    roster: Roster, item: DueItem, told: SentNotices, lines: dict[str, list[Told]]
) -> DueItem:
    """Return *item*, done if all it asked for was a mail that has gone out."""
    done_on: date | None = None
    if item.kind is DueItemKind.SIX_MONTH_SUMMARY and item.key in lines:
        done_on = lines[item.key][0].on
    elif item.kind in NEWS:
        concerned = set(item.owed_by) - {never_heard(roster, item, told)}
        done_on = _all_told_on(concerned, lines.get(item.key, ()))
    elif item.pairing_id is not None:
        pairing = roster.pairings_by_id.get(item.pairing_id)
        done_on = announced_on(roster, pairing, told) if pairing else None
    if done_on is None:
        return item
    in_time = done_on <= item.due_on
    state = DueState.DONE_ON_TIME if in_time else DueState.DONE_LATE
    return item._replace(state=state, done_on=done_on, owed_by=())


def _all_told_on(concerned: AbstractSet[str], lines: Sequence[Told]) -> date | None:
    """Return the day on which the last of those concerned was told; None before."""
    told = {each.person_id: each.on for each in lines}
    return max(told.values()) if told and told.keys() >= concerned else None


def _entry(
    roster: Roster, item: DueItem, lines: Sequence[Told], *, today: date, mirror: bool
) -> LedgerEntry:
    stored = roster.stored(item.record_id, item.key)
    sent = stored.notices_sent if stored else 0
    last_on = stored.last_notice_on if stored else None
    next_on = stored.next_notice_on if stored else None
    if mirror:
        sent, last_on, next_on = _notices(roster, item, lines, (sent, last_on), today)
    return LedgerEntry(
        item=item,
        notices_sent=sent,
        last_notice_on=last_on,
        next_notice_on=next_on,
        claim=stored.claim if stored else "",
        seen_on=stored.seen_on if stored else today,
    )


def _notices(
    roster: Roster,
    item: DueItem,
    lines: Sequence[Told],
    stored: tuple[int, date | None],
    today: date,
) -> tuple[int, date | None, date | None]:
    """Return how many notices were sent, the day of the last, and the day of the next."""
    sent, last_on = stored
    stages: set[tuple[str, int]] = set()
    said_on = last_on
    if lines:
        stages = {(each.notice, each.stage) for each in lines}
        days = [each.on for each in lines] + ([last_on] if last_on else [])
        sent, last_on = max(sent, len(stages)), max(days)
        said = [said_until(lines, item, each) for each in item.owed_by]
        said_on = max(day for day in (last_on, *said) if day is not None)
    next_on = None
    if item.state.is_open and item.muted_until != date.max:
        next_on = _next_notice_on(roster, item, _ahead(item, stages, said_on), today)
        next_on = _turn_on(roster, item, lines, today, before=next_on) if lines else next_on
    return sent, last_on, next_on


def _turn_on(
    roster: Roster, item: DueItem, lines: Sequence[Told], today: date, *, before: date | None
) -> date | None:
    """Return the day of the next "your turn" if it comes before the next reminder, else that."""
    turn = next_turn(item, lines, today, office_after=days_for_the_office(item))
    if turn is None or turn.stage == 1:  # nobody has been told: the first has no day of its own
        return before
    on = _working_day(roster, item, turn.on)
    return min((day for day in (on, before) if day is not None), default=None)


def _ahead(
    item: DueItem, told: AbstractSet[tuple[str, int]], last_on: date | None
) -> list[tuple[Stage, date]]:
    """Return the stages that have not been told, with the day each is reached."""
    return [
        (stage, on)
        for stage in stages_of(item)
        if (on := stage.reached_on(item)) is not None
        and (stage.notice.value, stage.number) not in told
        and (last_on is None or on > last_on)
    ]


def _next_notice_on(
    roster: Roster, item: DueItem, ahead: Sequence[tuple[Stage, date]], today: date
) -> date | None:
    """Return the working day of the next of the stages *ahead*, None if none will come.

    A stage reached but not yet told (a held mail, a weekend) shows the day it was meant for.
    """
    reached = [(stage, on) for stage, on in ahead if on <= today][-1:]
    due = [on for stage, on in reached if today <= stage.expires_on(item, on)]
    next_on = next(iter(due or [on for _, on in ahead if on > today]), None)
    if next_on is None:
        return None
    return _working_day(roster, item, next_on)


def _working_day(roster: Roster, item: DueItem, on: date) -> date | None:
    """Return the first working day from *on* on which the item is not muted."""
    quiet_until = [item.muted_until]
    if item.kind in SILENCED_BY_A_DATE:
        quiet_until.append(item.next_known_on)
    days = [on, *(day + DAY for day in quiet_until if day is not None)]
    return working_day_from(max(days), roster.settings.quiet)


def _void(rows: Mapping[str, StoredItem], computed: AbstractSet[str]) -> Iterator[LedgerEntry]:
    """Yield those of a record's rows whose items nobody owes any more, as void."""
    for key in rows.keys() - computed:
        stored = rows[key]
        if stored.state is None:
            continue
        item = _as_void(stored) if stored.state.is_open or stored.state is DueState.VOID else None
        if item is not None:
            yield LedgerEntry(
                item=item,
                notices_sent=stored.notices_sent,
                last_notice_on=stored.last_notice_on,
                claim=stored.claim,
                seen_on=stored.seen_on,
            )


def _as_void(stored: StoredItem) -> DueItem | None:
    """Return the stored item as void; None for a row that does not say what it is about."""
    if stored.kind is None or stored.due_on is None:
        return None
    about = _about(stored)
    pairing_id = pairing_about(about)
    return DueItem(
        key=stored.key,
        kind=stored.kind,
        record_id=stored.record_id,
        about=about,
        period=stored.period,
        opened_on=stored.due_on,
        due_on=stored.due_on,
        state=DueState.VOID,
        pairing_number=pairing_id.number if pairing_id else None,
    )


_PLACE_KEY = re.compile(r"[A-Z]+-(?P<group>AG\d+-)?(?P<hub>H\d+-)?")


def _about(stored: StoredItem) -> str:
    """Read from a stored key what the item is about: a pairing, a person, a group or a hub."""
    of_place = _PLACE_KEY.match(stored.key)
    place = of_place and (of_place["hub"] or of_place["group"])
    if place:
        return place.rstrip("-")
    subject = re.compile(rf"[A-Z]+-(?P<subject>{re.escape(stored.record_id)}(\.\d+)?)(-|$)")
    of_record = subject.match(stored.key)
    return of_record["subject"] if of_record else stored.key
