"""Which survey instance a notice points to, whether it is stored or only opened tonight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mentorship.feedback_term import feedback_instance
from mentorship.obligations.due_items import DueItem, Occasion, Opening
from mentorship.pulse_term import MENTEE, MENTOR, pulse_instance
from mentorship.relationships import PairingId, Preference
from mentorship.roster import Roster
from notifications.notice import Link


LinkFor = Callable[[str, str, int], str]
"""record id, instrument, repeat instance -> survey link."""


@dataclass(frozen=True, slots=True)
class SurveyLinks:
    """Finds the survey instance that belongs to a due item and asks for its link."""

    roster: Roster
    openings: Sequence[Opening]
    link_for: LinkFor

    def preferences(self, item: DueItem | Occasion) -> Link | None:
        """Link to the mentee's preferences of the item's cycle."""
        stored = [
            each.repeat_instance
            for each in self.roster.preferences
            if each.mentee_id == item.record_id and each.cycle == item.period
        ]
        opened = self._opened("preferences", item.record_id, pf_cycle=item.period)
        return self._link(item.record_id, "preferences", stored + opened)

    def answered(self, wish: Preference) -> Link:
        """Link to a mentee's own answer, to change it."""
        return Link(self.link_for(wish.mentee_id, "preferences", wish.repeat_instance))

    def commitment(self, item: DueItem | Occasion) -> Link | None:
        """Link to the mentor's hub commitment of the item's cycle, opened tonight or earlier."""
        earlier = (
            [self.roster.last_instances.get(("hub_commitment", item.record_id), 0)]
            if (item.record_id, item.period) in self.roster.commitments_opened
            else []
        )
        opened = self._opened("hub_commitment", item.record_id, hc_cycle=item.period)
        return self._link(item.record_id, "hub_commitment", [n for n in earlier if n] + opened)

    def renewal(self, pairing_id: PairingId) -> Link | None:
        """Link to the agreement that a pair is to sign again: the latest, if it is not signed."""
        stored = [
            each.repeat_instance
            for each in self.roster.agreements_by_pairing.get(pairing_id, [])
            if not each.is_signed
        ]
        opened = self._opened("first_report", pairing_id.mentee_id, fr_pair=pairing_id.number)
        return self._link(pairing_id.mentee_id, "first_report", (stored + opened)[-1:])

    def agreement(self, pairing_id: PairingId) -> Link | None:
        """Link to the pairing's first report and agreement."""
        stored = [
            each.repeat_instance for each in self.roster.agreements_by_pairing.get(pairing_id, [])
        ]
        opened = self._opened("first_report", pairing_id.mentee_id, fr_pair=pairing_id.number)
        return self._link(pairing_id.mentee_id, "first_report", stored + opened)

    def closure(self, pairing_id: PairingId) -> Link | None:
        """Link to the pair's closing reflection."""
        stored = [
            each.repeat_instance
            for each in self.roster.closures
            if each.pairing_id == pairing_id and not each.is_answered
        ]
        opened = self._opened("closure", pairing_id.mentee_id, co_pair=pairing_id.number)
        return self._link(pairing_id.mentee_id, "closure", stored + opened)

    def pulse(self, pairing_id: PairingId, ordinal: int, *, is_mentee: bool) -> Link:
        """Link to one partner's own confidential pulse, which nobody has opened or will read."""
        instance = pulse_instance(pairing_id.number, ordinal, MENTEE if is_mentee else MENTOR)
        return Link(self.link_for(pairing_id.mentee_id, "pulse", instance))

    def feedback(self, pairing_id: PairingId, year: int) -> Link:
        """Link to the mentee's own feedback of an academic year, which nobody has opened."""
        instance = feedback_instance(pairing_id.number, year)
        return Link(self.link_for(pairing_id.mentee_id, "mentor_feedback", instance))

    def report(self, pairing_id: PairingId, period: str) -> Link | None:
        """Link to the pairing's joint report of one quarter."""
        stored = [
            each.repeat_instance
            for each in self.roster.reports_by_pairing.get(pairing_id, [])
            if each.period == period
        ]
        opened = self._opened(
            "quarterly_report", pairing_id.mentee_id, qr_pair=pairing_id.number, qr_period=period
        )
        return self._link(pairing_id.mentee_id, "quarterly_report", stored + opened)

    def reviews(self, group_record_id: str, period: str) -> list[tuple[str, Link]]:
        """Hubs of one group with the links to their reviews of one half-year, in hub order.

        A hub is called as the review's own `sr_hub` calls it; reviews already done are left out.
        """
        stored = [
            (self._hub_label(each.hub_code), each.repeat_instance)
            for each in self.roster.reviews
            if (each.group_record_id, each.period) == (group_record_id, period) and not each.is_done
        ]
        opened = [
            (str(each.fields.get("sr_hub", "")), each.repeat_instance)
            for each in self._openings("senior_review", group_record_id, sr_period=period)
        ]
        return [
            (hub, Link(self.link_for(group_record_id, "senior_review", instance)))
            for hub, instance in sorted(set(stored + opened))
            if hub
        ]

    def _hub_label(self, code: int | None) -> str:
        hub = self.roster.hubs.get(code) if code is not None else None
        return hub.label if hub else ""

    def _link(self, record_id: str, instrument: str, instances: list[int]) -> Link | None:
        if not instances:
            return None
        return Link(self.link_for(record_id, instrument, instances[0]))

    def _opened(self, instrument: str, record_id: str, **keys: str | int) -> list[int]:
        return [each.repeat_instance for each in self._openings(instrument, record_id, **keys)]

    def _openings(self, instrument: str, record_id: str, **keys: str | int) -> list[Opening]:
        return [
            each
            for each in self.openings
            if (each.instrument, each.record_id) == (instrument, record_id)
            and all(str(each.fields.get(name)) == str(value) for name, value in keys.items())
        ]
