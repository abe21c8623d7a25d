"""What the programme itself owes people: a question in confidence, a welcome, counts above.

Nobody can be late with any of these. Each is fulfilled by telling, which the ledger learns from
the outbox, and lapses when it is too late to be of use.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mentorship.academic_calendar import add_months
from mentorship.intervals import DAY
from mentorship.obligations.due_items import DueItem, DueItemKind, StoredItem
from mentorship.obligations.pair_tonight import PairTonight
from mentorship.obligations.tonight import Clock, Draft, Tonight
from mentorship.people import MailPreference, Person, Role
from mentorship.relationships import Programme


def pulse_due(pair: PairTonight) -> Iterator[DueItem]:
    """Each of the two is asked alone and in confidence how it goes. Source: S2.8, S3.15, N19.

    Once and without a reminder: whether anybody answered is not known, because the survey is
    neither read nor opened (DR051). The row says that both were asked, nothing else.
    """
    term, tonight = pair.terms.pulse, pair.tonight
    if term is None:
        return
    asked = tuple(each.record_id for each in (pair.mentee, pair.mentor) if _is_mailed(each))
    for number, months in enumerate(term.months, start=1):
        opened_on = pair.clock.due_after(
            pair.start, (add_months(pair.start, months) - pair.start).days
        )
        if opened_on > tonight.today:
            return
        key = pair.key(DueItemKind.PULSE, str(number))
        due_on = opened_on + timedelta(days=tonight.policy.news_lasts)
        asked_on = _told_on(pair.stored(key))
        if asked_on is not None or (asked and tonight.today <= due_on):
            yield from pair.owes(
                DueItemKind.PULSE,
                key,
                f"month {months}",
                (opened_on, due_on),
                owed_by=asked,
                done_on=asked_on,
                is_optional=True,
            )


def second_mentor_due(pair: PairTonight) -> Iterator[DueItem]:
    """When a second mentor or committee member joins, all three hear of it. Source: S4.111.

    Nothing more is due of anybody. In a pair that this programme has not announced, and whose
    assignment is long past, the second mentor is history that was loaded.
    """
    tonight, kind = pair.tonight, DueItemKind.SECOND_MENTOR
    second = tonight.roster.people.get(pair.pairing.second_mentor_id or "")
    if second is None or second.record_id in pair.partners or not second.takes_part:
        return
    key = pair.key(kind, second.record_id)
    is_news = (
        pair.pairing.announced_on is not None
        or pair.start + timedelta(days=tonight.policy.announce_within) >= tonight.today
    )
    if not is_news and pair.stored(key) is None:
        return
    joined_on = tonight.first_seen(pair.stored(key), tonight.policy.news_lasts)
    three = (pair.mentee, pair.mentor, second)
    yield from pair.owes(
        kind,
        key,
        pair.pairing.cycle,
        (joined_on, joined_on + timedelta(days=tonight.policy.news_lasts)),
        pair.announcement_clock,
        owed_by=tuple(each.record_id for each in three if _is_mailed(each)),
        done_on=_told_on(pair.stored(key)),
        is_optional=True,
    )


def welcome_back_due(tonight: Tonight) -> Iterator[DueItem]:
    """Whoever returns from leave hears once that their dates moved. Source: S1.x1, N26."""
    paired = _paired(tonight)
    for person in tonight.people:
        last = person.leave.last if person.leave is not None else None
        if last is None or person.record_id not in paired or not person.takes_part:
            continue
        yield from _news(tonight, DueItemKind.WELCOME_BACK, person.record_id, str(last), last + DAY)


def resident_counts_due(tonight: Tonight) -> Iterator[DueItem]:
    """The programme director learns how the residents fare, in counts. Source: S0.8, S3.7a, N23.

    Once a quarter, 5 August first in a year that begins in July: who has a mentor, who has met,
    who has not been in touch for long; never who.
    """
    director = tonight.roster.people.get(tonight.roster.settings.director_id or "")
    if director is None or not _has_residents(tonight):
        return
    quarter = tonight.calendar.quarter_of(tonight.today)
    opened_on = quarter.first + timedelta(days=tonight.policy.counts_after)
    kind = DueItemKind.RESIDENT_COUNTS
    yield from _news(tonight, kind, director.record_id, quarter.name, opened_on)


def _news(
    tonight: Tonight, kind: DueItemKind, record_id: str, period: str, opened_on: date
) -> Iterator[DueItem]:
    key = f"{kind.prefix}-{record_id}-{period}"
    due_on = opened_on + timedelta(days=tonight.policy.news_lasts)
    told_on = _told_on(tonight.roster.stored(record_id, key))
    if opened_on > tonight.today or (told_on is None and tonight.today > due_on):
        return
    draft = Draft(
        kind=kind,
        key=key,
        record_id=record_id,
        about=record_id,
        period=period,
        opened_on=opened_on,
        due_on=due_on,
        owed_by=(record_id,),
        is_done=told_on is not None,
        done_on=told_on,
        is_optional=True,
    )
    item = tonight.settle(draft, Clock())
    if item is not None:
        yield item


def _is_mailed(person: Person) -> bool:
    """Nobody waits for somebody whom the office calls instead."""
    return person.mail_preference is not MailPreference.OFFICE_CONTACTS


def _told_on(stored: StoredItem | None) -> date | None:
    """Return the day on which the ledger says that everybody was told."""
    return stored.fulfilled_on if stored else None


def _paired(tonight: Tonight) -> frozenset[str]:
    current = [each for each in tonight.roster.pairings if each.is_current]
    return frozenset(
        {each.mentee_id for each in current} | {each.mentor_id or "" for each in current}
    )


def _has_residents(tonight: Tonight) -> bool:
    is_paired = any(
        each.is_current and each.programme is Programme.RESIDENT for each in tonight.roster.pairings
    )
    return is_paired or any(each.has_role(Role.RESIDENT_MENTEE) for each in tonight.people)
