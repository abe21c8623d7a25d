"""The six-month hub summary as data: what a senior mentor is told about a group's hubs.

Facts and counts only, classes C0 and C1; achievements are quoted where the pair consented
(`qr_share_done`, `fr_share`). Source: S1.36, programme 5.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Share:
    """A count with its denominator, always shown together."""

    count: int
    of: int

    def __str__(self) -> str:
        return f"{self.count}/{self.of}" if self.of else "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLine:
    """One hub's half-year."""

    hub_code: int
    label: str
    mentors: int
    room: int
    mentees: int
    met_in_time: Share
    met_before: Share
    """The same in the half-year before."""
    agreed: Share
    in_person: tuple[Share, Share]
    """Per quarter of the half-year."""
    on_time: tuple[Share, Share]
    """Joint reports on time per quarter of the half-year."""
    oldest_contact_days: int | None
    """Days since the last contact of the pair that has been silent longest; None: no pairs."""
    is_stalled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the hubs of all groups show together; made only from five groups on."""

    met_in_time: Share
    agreed: Share
    in_person: tuple[Share, Share]
    on_time: tuple[Share, Share]
    contact_days: int | None
    """Median over pairs of the days since their last contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSummary:
    """Everything the six-month summary of one affinity group says."""

    group_code: int
    group_label: str
    recipient_id: str
    """The senior mentor, or the deputy while the senior mentor is on leave."""
    half_year: str
    """Period of the ledger key, e.g. `2026H2`."""
    first: date
    last: date
    hubs: tuple[HubLine, ...]
    needs: tuple[str, ...]
    """At most five facts with their date, oldest first: where a word may help."""
    asks: tuple[str, ...]
    """Help that pairs ticked they would like from the senior mentor, what is still open first."""
    achieved: tuple[str, ...]
    """In the pair's words, where the report and the agreement both allow it."""
    barriers: tuple[tuple[str, int], ...]
    """Kinds of barriers ticked, shown from three reports and three pairs on."""
    has_rare_barriers: bool
    """Others were ticked too, fewer than three times each."""
    promotion_unread: int
    """Mentees who plan a promotion within two years and have not read the criteria with their
    mentor; 0 also for fewer than three. Source: S4.45."""
    reports_counted: int
    mentors_seen: Share
    """Hub mentors of the group whom the senior mentor met in this half-year. Source: S1.35."""
    mentors_not_seen: tuple[str, ...]
    """Their names (N18); empty where the group is shown in counts only."""
    all_groups: Comparison | None
    """For comparison; None with fewer than five groups."""
    names_pairs: bool
    due_on: date
    """Last day of the group's review month: reviews are due."""
