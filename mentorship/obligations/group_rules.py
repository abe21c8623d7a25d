"""What happens to every affinity group twice a year: the summary, and a review of each hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mentorship.academic_calendar import (
    HalfYear,
    first_working_day,
    half_year_before,
    month_end,
    review_months_until,
)
from mentorship.hubs import AffinityGroup, Hub, HubStatus
from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.obligations.tonight import Clock, Draft, Tonight
from mentorship.people import Person
from mentorship.relationships import Programme, SeniorReview


@dataclass(frozen=True)
class GroupReview:
    """One group's newest review month: who reviews, which hubs, over which half-year."""

    group: AffinityGroup
    half: HalfYear
    opened_on: date
    closes_on: date
    reviewer_id: str | None
    """The senior mentor, or the deputy while the senior mentor is away. Source: V11."""
    clock: Clock
    hubs: tuple[Hub, ...]
    """Hubs that had a pair in the half-year and still have one, in code order."""

    @property
    def label(self) -> str:
        """The group in item keys: `AG03`."""
        return f"AG{self.group.code:02d}"

    @property
    def starts_on(self) -> date:
        """The day it opened; for who is away then, the first day back, reminders included."""
        return self.clock.due_after(self.opened_on, 0)

    @property
    def owed_by(self) -> tuple[str, ...]:
        """Whoever reviews; nobody while the group has no senior mentor."""
        return (self.reviewer_id,) if self.reviewer_id else ()


def six_month_summary_due(tonight: Tonight) -> Iterator[DueItem]:
    """The senior mentor gets the group's summary twice a year. Source: S1.36b.

    Opened and due on the first working day of the review month; done when it was sent, which the
    ledger learns from the outbox.
    """
    for review in reviews_tonight(tonight):
        key = f"{DueItemKind.SIX_MONTH_SUMMARY.prefix}-{review.label}-{review.half.name}"
        stored = tonight.roster.stored(review.group.record_id, key)
        draft = Draft(
            kind=DueItemKind.SIX_MONTH_SUMMARY,
            key=key,
            record_id=review.group.record_id,
            about=review.label,
            period=review.half.name,
            opened_on=review.starts_on,
            due_on=review.starts_on,
            owed_by=review.owed_by,
            is_done=stored is not None and stored.is_done,
        )
        yield from _unless_history(tonight, draft, review.clock)


def senior_review_due(tonight: Tonight) -> Iterator[DueItem]:
    """The senior mentor meets each hub's mentors and mentees. Source: S1.36a, "every 6 months".

    Opened with the summary, due at the end of the review month, done when the review is saved.
    Who is away when it opens, with nobody to step in, has as many days from the first day back. One
    that was saved before anybody watched counts from the meeting it reports, else its due date.
    """
    done = {
        (review.group_record_id, review.period, review.hub_code): review
        for review in tonight.roster.reviews
        if review.is_done
    }
    for review in reviews_tonight(tonight):
        days = (review.closes_on - review.opened_on).days
        for hub in review.hubs:
            about = f"H{hub.code:02d}"
            key = f"{DueItemKind.SENIOR_REVIEW.prefix}-{review.label}-{about}-{review.half.name}"
            due_on = review.clock.due_after(review.starts_on, days)
            saved = done.get((review.group.record_id, review.half.name, hub.code))
            draft = Draft(
                kind=DueItemKind.SENIOR_REVIEW,
                key=key,
                record_id=review.group.record_id,
                about=about,
                period=review.half.name,
                opened_on=review.starts_on,
                due_on=due_on,
                owed_by=review.owed_by,
                is_done=saved is not None,
                done_on=_saved_unseen(tonight, key, due_on, saved),
            )
            yield from _unless_history(tonight, draft, review.clock)


def _saved_unseen(
    tonight: Tonight, key: str, due_on: date, saved: SeniorReview | None
) -> date | None:
    """Return when a review was saved that was due before anybody saw it; None for any other."""
    if saved is None or due_on >= tonight.today:
        return None
    if tonight.roster.stored(saved.group_record_id, key) is not None:
        return None
    met_on = saved.met_on
    return met_on if met_on is not None and met_on < tonight.today else due_on


def reviews_tonight(tonight: Tonight) -> Iterator[GroupReview]:
    """Yield the newest review of each active group that has something to look back on."""
    hubs = _hubs_with_pairs(tonight)
    for group in sorted(tonight.roster.groups.values(), key=lambda each: each.code):
        opening = _newest_opening(tonight, group) if group.is_active else None
        if opening is None:
            continue
        month, opened_on = opening
        half = half_year_before(month)
        known = tuple(hub for hub, since in hubs.get(group.code, ()) if since <= half.last)
        if known:
            reviewer, clock = reviewer_of(tonight, group)
            yield GroupReview(
                group=group,
                half=half,
                opened_on=opened_on,
                closes_on=month_end(opened_on),
                reviewer_id=reviewer.record_id if reviewer else None,
                clock=clock,
                hubs=known,
            )


def _newest_opening(tonight: Tonight, group: AffinityGroup) -> tuple[date, date] | None:
    """Return the newest review month that has opened, with the day on which it did."""
    for month in review_months_until(tonight.today, group.review_months.months):
        opened_on = first_working_day(month, tonight.roster.settings.quiet)
        if opened_on is not None and opened_on <= tonight.today:
            return month, opened_on
    return None


def _hubs_with_pairs(tonight: Tonight) -> dict[int, list[tuple[Hub, date]]]:
    """Return by group code the hubs with current pairs, and since when they have the oldest.

    A hub that is paused takes nobody new; its mentees are reviewed all the same.
    """
    since: dict[int, date] = {}
    for pairing in tonight.roster.pairings:
        is_ours = pairing.is_current and pairing.programme is Programme.FACULTY_HUB
        if is_ours and pairing.hub_code is not None and pairing.start_on is not None:
            first = since.get(pairing.hub_code, pairing.start_on)
            since[pairing.hub_code] = min(first, pairing.start_on)
    found: dict[int, list[tuple[Hub, date]]] = {}
    for hub in sorted(tonight.roster.hubs.values(), key=lambda each: each.code):
        is_live = hub.is_active and hub.status is not HubStatus.RETIRED
        if is_live and hub.group_code is not None and hub.code in since:
            found.setdefault(hub.group_code, []).append((hub, since[hub.code]))
    return found


def reviewer_of(tonight: Tonight, group: AffinityGroup) -> tuple[Person | None, Clock]:
    """Return who acts for the group today, and the clock that runs for them.

    The deputy steps in while the senior mentor is away; with nobody to step in, time stands still.
    """
    people = tonight.roster.people
    senior = people.get(group.senior_mentor_id or "")
    deputy = people.get(group.deputy_id or "")
    if _is_there(deputy, tonight.today) and not _is_there(senior, tonight.today):
        return deputy, Clock()
    if senior is None or not senior.is_active:
        return None, Clock()
    return senior, tonight.clock_of((senior,))


def _is_there(person: Person | None, today: date) -> bool:
    return person is not None and person.is_active and not person.is_on_leave(today)


def _unless_history(tonight: Tonight, draft: Draft, clock: Clock) -> Iterator[DueItem]:
    """Leave out what nobody saw when it was due: a first run does not revive old reviews."""
    news = timedelta(days=tonight.policy.review_within)
    is_known = draft.is_done or tonight.roster.stored(draft.record_id, draft.key) is not None
    if draft.due_on + news < tonight.today and not is_known:
        return
    item = tonight.settle(draft, clock)
    if item is not None:
        yield item
