"""What is told without being owed by anybody: requests received, new pairs, proposals.

These have no ledger row, since nobody has to fulfil them, or because a row would show who asked.
The outbox alone remembers that they were told; `after_a_loss` says what to presume without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from mentorship.academic_calendar import is_working_day, working_day_from
from mentorship.corrections import told_on
from mentorship.desks import OFFICE, confidential_desks
from mentorship.intervals import DAY
from mentorship.obligations.due_items import NoticeKind, NoticeOwed, Occasion, SentNotices
from mentorship.obligations.group_rules import reviewer_of
from mentorship.obligations.told import Told, key_of, told_by_item
from mentorship.obligations.tonight import Tonight
from mentorship.pairing.proposal import PairingPlan, StoredProposal
from mentorship.relationships import Pairing, Programme
from mentorship.requests import open_requests, request_key, sender_of
from mentorship.roster import Roster


DAYS_TO_CALL = 2
"""Working days until whoever asked is called, and until the office's leads are told again."""
LOOKS_BACK = timedelta(days=28)
"""New pairs are told of for so long, should nobody have been there to be told."""
PROPOSALS_LAST = timedelta(days=14)
"""Proposals are told of for so long, should the mail of their night not have gone."""
VALID = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Occasions:
    """Tonight's, from what REDCap holds and what the outbox remembers."""

    tonight: Tonight
    told: SentNotices
    pairing_plans: Sequence[PairingPlan] = ()
    """Of tonight's pairing runs, one a programme."""
    left_alone: AbstractSet[str] = frozenset()

    def notices(self) -> list[NoticeOwed]:
        """Return every notice of an occasion that is owed tonight and was not told."""
        found = [
            *self._confidential_items(),
            *self._requests_received(),
            *self._new_pairs(),
            *self._proposals_ready(),
        ]
        return [each for each in found if each.key not in self.told.told]

    @property
    def _roster(self) -> Roster:
        return self.tonight.roster

    @property
    def _today(self) -> date:
        return self.tonight.today

    @cached_property
    def _is_working_day(self) -> bool:
        return is_working_day(self._today, self._roster.settings.quiet)

    def _working_days_after(self, day: date) -> date:
        """Return the day by which the office acts on what came on *day*."""
        for _ in range(DAYS_TO_CALL):
            day = working_day_from(day + DAY, self._roster.settings.quiet) or day + DAY
        return day

    def _confidential_items(self) -> Iterator[NoticeOwed]:
        """N20a: a confidential item waits; to the office's two leads, until the office acts.

        On the next run, and again every two working days. One mail counts them all. Weekends do
        not hold it, nor does another fault of the record: it names nobody.
        """
        requests = open_requests(self._roster)
        told = told_by_item(self.told, NoticeKind.CONFIDENTIAL_ITEM) if requests else {}
        for desk in confidential_desks(self._roster.settings):
            lines = {
                key: [each for each in told.get(key, ()) if each.person_id == desk]
                for key in map(request_key, requests)
            }
            if any(self._is_to_be_told(each) for each in lines.values()):
                for key, before in lines.items():
                    kind, stage = NoticeKind.CONFIDENTIAL_ITEM, len(before) + 1
                    yield self._owed(kind, self._of_request(key), desk, stage)

    def _is_to_be_told(self, lines: list[Told]) -> bool:
        return not lines or self._today >= self._working_days_after(lines[-1].on)

    def _requests_received(self) -> Iterator[NoticeOwed]:
        """N20b: we have your request, and who calls by when; to its sender alone, once.

        Once for each request, whoever seems to have sent it on a later night. Requests that were
        there when the automation began are old and not answered.
        """
        requests = open_requests(self._roster) if self._is_working_day else []
        answered = told_by_item(self.told, NoticeKind.REQUEST_RECEIVED) if requests else {}
        leads = told_by_item(self.told, NoticeKind.CONFIDENTIAL_ITEM) if requests else {}
        for request in requests:
            key, sender = request_key(request), sender_of(request, self._roster)
            if key in answered or self._was_there_before(leads.get(key, ())):
                continue
            if request.person_id in self.left_alone or sender is None:
                continue
            if self._may_be_told(sender):
                yield self._owed(NoticeKind.REQUEST_RECEIVED, self._of_request(key), sender)

    def _was_there_before(self, lines: Sequence[Told]) -> bool:
        """Tell whether a request is as old as the outbox's memory. Requests carry no date.

        The first night tells the leads of every request that waits, and *lines* remember it.
        """
        first = min((each.on for each in lines), default=self._today)
        return first <= min(self.told.told.values(), default=self._today)

    def _of_request(self, key: str) -> Occasion:
        """Return the occasion of a request; it says on whose page by its key alone."""
        return Occasion(
            key=key,
            opened_on=self._today,
            due_on=self._working_days_after(self._today),
        )

    def _new_pairs(self) -> Iterator[NoticeOwed]:
        """N07: which pairs began in a group; to its senior mentor on Monday, only if any.

        Told on the week's first working day on which somebody can be told, once a week at most:
        every pair announced before that Monday that was not told of yet, four weeks at most. So
        one whose record had an error, or that was recorded late, comes with a later Monday. Each
        pair is a notice of its own, which the outbox remembers; one mail tells them all.
        """
        if not self._is_working_day:
            return
        told = told_by_item(self.told, NoticeKind.NEW_PAIRS)
        monday = self._today - timedelta(days=self._today.weekday())
        heard = {_begins(key) for key, lines in told.items() if lines[-1].on >= monday}
        announced = self._announced(monday - LOOKS_BACK, monday)
        for group in sorted(self._roster.groups.values(), key=lambda each: each.code):
            if not group.is_active or group.record_id in self.left_alone:
                continue
            if new_pair_key(group.code) in heard:
                continue
            pairs = {
                key: pairing
                for pairing in announced.get(group.code, ())
                if (key := new_pair_key(group.code, pairing)) not in told
            }
            reviewer, _clock = reviewer_of(self.tonight, group)
            if not pairs or reviewer is None or not self._may_be_told(reviewer.record_id):
                continue
            first = min(on for each in pairs.values() if (on := told_on(each)))
            for key, pairing in pairs.items():
                occasion = Occasion(
                    key=key,
                    record_id=group.record_id,
                    about=str(pairing.id),
                    opened_on=first - timedelta(days=first.weekday()),
                    due_on=monday,
                )
                yield self._owed(NoticeKind.NEW_PAIRS, occasion, reviewer.record_id)

    def _announced(self, since: date, before: date) -> dict[int, list[Pairing]]:
        """Return the pairs that were told of in those days, by affinity group."""
        told = (
            pairing
            for pairing in self._roster.pairings
            if pairing.is_told
            and (on := told_on(pairing)) is not None
            and since <= on < before
            and pairing.mentee_id not in self.left_alone
        )
        found: defaultdict[int, list[Pairing]] = defaultdict(list)
        for pairing in sorted(told, key=lambda each: str(each.id)):
            group = _group_of(pairing, self._roster)
            if group is not None:
                found[group].append(pairing)
        return dict(found)

    def _proposals_ready(self) -> Iterator[NoticeOwed]:
        """N05: the pairing proposals are ready; to the office, once a run of either programme.

        Of tonight's run, and of a stored one of the last two weeks whose mail did not go.
        """
        runs = {each.run for each in self.pairing_plans}
        runs |= {each.run for each in self._roster.proposals if self._is_recent(each)}
        for run in sorted(runs):
            occasion = Occasion(
                key=proposals_key(run),
                opened_on=self._today,
                due_on=self._today,
                period=run,
            )
            yield self._owed(NoticeKind.PROPOSALS, occasion, OFFICE)

    def _is_recent(self, proposal: StoredProposal) -> bool:
        """Tell whether it is of this cycle and of a run of the last two weeks."""
        if proposal.cycle != self._roster.settings.cycle or proposal.ran_on is None:
            return False
        return self._today - PROPOSALS_LAST <= proposal.ran_on <= self._today

    def _may_be_told(self, person_id: str) -> bool:
        person = self._roster.people.get(person_id)
        return (
            person is not None
            and person.email is not None
            and person.may_be_mailed(self._today)
            and person_id not in self.left_alone
        )

    def _owed(
        self, kind: NoticeKind, occasion: Occasion, person_id: str, stage: int = 1
    ) -> NoticeOwed:
        return NoticeOwed(
            key=key_of(occasion.key, kind, stage, person_id),
            kind=kind,
            stage=stage,
            person_id=person_id,
            item=occasion,
            expires_on=self._today + VALID,
        )


def new_pair_key(group: int, pairing: Pairing | None = None) -> str:
    """Return the key of a new pair in a group, or what all of the group's begin with.

    One that was corrected since is another.
    """
    if pairing is None:
        return f"NEWPAIR-AG{group:02d}-"
    corrected = f"-{len(pairing.told_before)}" if pairing.told_before else ""
    return f"NEWPAIR-AG{group:02d}-{pairing.id}{corrected}"


def _begins(key: str) -> str:
    """Return what the keys of all new pairs of a group begin with: `NEWPAIR-AG03-`."""
    return "-".join(key.split("-", 2)[:2]) + "-"


def _group_of(pairing: Pairing, roster: Roster) -> int | None:
    """Return the affinity group in which a pair is; None for residents and pairs that ended."""
    if not pairing.is_current or pairing.programme is not Programme.FACULTY_HUB:
        return None
    hub = roster.hubs.get(pairing.hub_code or 0)
    return hub.group_code if hub else None


def proposals_key(run: str) -> str:
    """Return the key of a pairing run's proposals."""
    return f"PROPOSALS-{run}"


def after_a_loss(roster: Roster) -> Iterator[str]:
    """Yield the notices that count as told when nobody remembers: none of them is doubled.

    What the leads are told of confidential items is not among them: once more is harmless.
    """
    for request in open_requests(roster):
        yield key_of(request_key(request), NoticeKind.REQUEST_RECEIVED, 1, OFFICE)
    for pairing in roster.pairings:
        group = _group_of(pairing, roster)
        if group is not None and pairing.announced_on is not None:
            yield key_of(new_pair_key(group, pairing), NoticeKind.NEW_PAIRS, 1, OFFICE)
    for run in sorted({each.run for each in roster.proposals}):
        yield key_of(proposals_key(run), NoticeKind.PROPOSALS, 1, OFFICE)
