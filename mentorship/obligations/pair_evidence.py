"""What a pair told REDCap about itself: contacts, meetings, agreements, reports; looked up once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from mentorship.obligations.tonight import Tonight
from mentorship.people import Person
from mentorship.relationships import (
    Agreement,
    Contact,
    Meeting,
    Pairing,
    PairingState,
    QuarterlyReport,
)
from mentorship.terms import Terms


@dataclass(frozen=True)
class PairEvidence:
    """A pairing, its partners, and what the two have written; what lies ahead does not count."""

    tonight: Tonight
    pairing: Pairing
    start: date
    """From when its dates count."""
    mentee: Person
    mentor: Person

    @cached_property
    def number(self) -> str:
        """The pairing as item keys write it: `1042.2`."""
        return str(self.pairing.id)

    @cached_property
    def terms(self) -> Terms:
        """What the pair's programme asks of it."""
        return self.tonight.terms[self.pairing.programme]

    @cached_property
    def until(self) -> date:
        """The last day of which something is known: today, or the day the pairing ended."""
        ended = self.pairing.end_on if self.pairing.state is PairingState.CLOSED else None
        return min(self.tonight.today, ended or self.tonight.today)

    @cached_property
    def agreements(self) -> list[Agreement]:
        """First agreement and amendments."""
        return self.tonight.roster.agreements_by_pairing.get(self.pairing.id, [])

    @cached_property
    def agreement(self) -> Agreement | None:
        """The agreement that counts: the newest signed one, else the newest."""
        return max(self.agreements, key=_weight, default=None)

    @cached_property
    def reports(self) -> dict[str, QuarterlyReport]:
        """The report that counts for each quarter: a signed one, else the newest."""
        found: dict[str, QuarterlyReport] = {}
        for each in self.tonight.roster.reports_by_pairing.get(self.pairing.id, ()):
            best = found.get(each.period)
            if best is None or _weight(each) > _weight(best):
                found[each.period] = each
        return found

    @cached_property
    def met_individually_on(self) -> date | None:
        """The first time the two met alone, in person or by video. Source: S1.29a."""
        return min((on for on, how in self._meetings if how.is_individual_meeting), default=None)

    @cached_property
    def in_person_on(self) -> list[date]:
        """Every day the two met in person, sorted. Source: S1.33."""
        met = {on for on, how in self._meetings if how is Meeting.IN_PERSON}
        return sorted(met.union(self._reported_on))

    @cached_property
    def in_touch_on(self) -> list[date]:
        """Every day the two were in touch in whatever way, sorted. Source: S1.32."""
        days = {each.on for each in self._contacts}
        days.update(on for on, _ in self._meetings)
        days.update(self._reported_on)
        return sorted(days)

    @cached_property
    def next_known_on(self) -> date | None:
        """The next date the pair has set, near enough to silence nudges. Source: S2.51."""
        today = self.tonight.today
        term = self.terms.contact
        horizon = today + timedelta(days=term.days if term else self.tonight.policy.contact_gap)
        known = [each.next_on for each in self.agreements]
        known += [each.next_on for each in self._contacts]
        known += [each.next_on for each in self.reports.values()]
        return min((on for on in known if on is not None and today <= on <= horizon), default=None)

    @cached_property
    def signed(self) -> list[Agreement]:
        """The agreements that both attested: the first one, then the amendments. Source: S2.45."""
        return sorted(
            (each for each in self.agreements if each.is_signed),
            key=lambda each: each.repeat_instance,
        )

    @cached_property
    def _contacts(self) -> list[Contact]:
        found = self.tonight.roster.contacts_by_pairing.get(self.pairing.id, [])
        return [each for each in found if each.on <= self.until]

    @cached_property
    def _meetings(self) -> list[tuple[date, Meeting]]:
        logged = [(each.on, each.how) for each in self._contacts if each.how is not None]
        reported = [
            (each.met_on, each.met_how)
            for each in self.agreements
            if each.met_on is not None and each.met_how is not None and each.met_on <= self.until
        ]
        return logged + reported

    @cached_property
    def _reported_on(self) -> list[date]:
        days = [each.met_on for each in self.reports.values()]
        return [day for day in days if day is not None and day <= self.until]

    def in_person_from(self, day: date) -> list[date]:
        """Return every day from *day* on that the two met in person."""
        return self.in_person_on[bisect_left(self.in_person_on, day) :]

    def contacts_after(self, day: date) -> list[date]:
        """Return the days after *day* on which the two were in touch."""
        return self.in_touch_on[bisect_right(self.in_touch_on, day) :]


def _weight(joint: Agreement | QuarterlyReport) -> tuple[bool, int]:
    """A signed instance counts before an unsigned one, a newer one before an older."""
    return joint.is_signed, joint.repeat_instance
