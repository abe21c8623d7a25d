"""A look at the pairing of now: what a run would propose, and what would change it.

Reads REDCap as a night does and writes nothing, whatever the department's switches say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flows.night import Night
from mentorship.errors import ConfigurationError
from mentorship.pairing.eligibility import pool_of
from mentorship.pairing.engine import plan_of
from mentorship.pairing.move_reasons import who
from mentorship.pairing.proposal import ChoiceMet, PairingPlan, Proposal
from mentorship.pairing.questions import ask, read_change
from mentorship.pairing.rematch import rematch
from mentorship.pairing.resident_runs import rematch_residents, resident_plan
from mentorship.pairing.residents import resident_pool
from mentorship.pairing.runs import comparison, counted, with_plan
from mentorship.pairing.wording import ordinal
from mentorship.policy import Policy
from mentorship.program_settings import Mode
from mentorship.relationships import Programme
from mentorship.roster import Roster


UNSTORED = "tonight"
"""The name of the run that is only looked at."""


@dataclass(frozen=True)
class Look:
    """One look at a department; `night` has pulled and decided, in preview."""

    night: Night
    programme: Programme = Programme.FACULTY_HUB

    @classmethod
    def at(
        cls,
        department: str,
        today: date | None,
        programme: Programme = Programme.FACULTY_HUB,
    ) -> Look:
        """Read and decide as the run would, writing and sending nothing.

        Raises:
            MentorshipError: the department's file, token or project is wrong, or REDCap is away.
        """
        night = Night.begin(department, Mode.PREVIEW, today)
        night.check()
        night.pull()
        night.decide()
        return cls(night, programme)

    @property
    def roster(self) -> Roster:
        """What REDCap holds."""
        return self.night.assembly.roster

    @property
    def policy(self) -> Policy:
        """The department's numbers, with those the office set in REDCap."""
        return self.night.department.policy().overridden_by(self.roster.settings)

    @cached_property
    def plan(self) -> PairingPlan:
        """What a pairing run of now would propose, on whichever night it is asked."""
        today, alone = self.night.today, self.night.plan.left_alone
        if self.programme is Programme.RESIDENT:
            residents = resident_pool(self.roster, self.policy, today, UNSTORED, alone)
            return resident_plan(self.roster, residents, UNSTORED)
        pool = pool_of(self.roster, self.policy, today, UNSTORED, alone)
        return plan_of(self.roster, pool, today, UNSTORED)

    def proposed(self) -> Iterator[str]:
        """Yield every proposal in a line, after the counts of choices met."""
        yield f"{len(self.plan.proposals)} to be paired: {counted(self.plan.profile)}."
        yield from (self._line(each) for each in self.plan.proposals)

    def argued(self, mentees: Sequence[str]) -> Iterator[str]:
        """Yield the whole argument for each of *mentees*.

        Raises:
            ConfigurationError: if one of them is not in the pairing of now.
        """
        by_mentee = {each.mentee_id: each for each in self.plan.proposals}
        for mentee_id in mentees:
            if mentee_id not in by_mentee:
                raise ConfigurationError(
                    f"mentee {mentee_id} is not in this pairing; check the number in REDCap"
                )
            yield f"{who(self.roster, mentee_id)}:"
            yield from (f"    {line}" for line in by_mentee[mentee_id].why.splitlines())

    def rematched(self, mentees: Sequence[str]) -> Iterator[str]:
        """Yield proposals, with their arguments, for *mentees* alone; nobody else is touched.

        Raises:
            ConfigurationError: if one of them has no list of hubs in this cycle.
        """
        alone = self.night.plan.left_alone
        anew = rematch_residents if self.programme is Programme.RESIDENT else rematch
        plan = anew(
            self.roster, self.policy, self.night.today, mentees, run=UNSTORED, left_alone=alone
        )
        for each in plan.proposals:
            yield self._line(each)
            yield from (f"    {line}" for line in each.why.splitlines()[1:])

    def imagined(self, changes: Sequence[str]) -> tuple[str, ...]:
        """Return who would move and why if all *changes* came true.

        Raises:
            ConfigurationError: if a change is not understood, or about what is not there.
        """
        if self.programme is Programme.RESIDENT:
            raise ConfigurationError("--what-if is about hubs; see --why for residents")
        read = [read_change(each) for each in changes]
        alone = self.night.plan.left_alone
        return ask(self.roster, self.policy, self.night.today, *read, left_alone=alone).lines

    def compared(self, earlier: str | None, later: str | None) -> tuple[str, ...]:
        """Return how two runs differ; None is the one of now.

        Raises:
            ConfigurationError: if a run of that name is not stored.
        """
        roster = self.roster
        if earlier is None or later is None:
            roster = with_plan(roster, self.plan)
        return comparison(roster, earlier or UNSTORED, later or UNSTORED)

    def _line(self, proposal: Proposal) -> str:
        name = who(self.roster, proposal.mentee_id)
        if proposal.place is None:
            is_resident = self.programme is Programme.RESIDENT
            return f"{name}: {'no mentor has a place' if is_resident else 'no choice could be met'}"
        mentor = who(self.roster, proposal.place.mentor_id)
        if proposal.choice_met is ChoiceMet.ASSIGNED:
            return f"{name}: {mentor}, assigned"
        met = ordinal(int(proposal.choice_met.value))
        hub = f"{proposal.place} with " if proposal.place.hub_code else ""
        return f"{name}: {hub}{mentor}, the {met}"
