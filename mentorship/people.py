"""People of a department, and how they take part.

Enumeration values are the canonical REDCap codes; the core compares members, never codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mentorship.intervals import Interval


class Role(StrEnum):
    """What a person is in the programmes (`p_roles`). Source: S1.22, S0.5, S3.7b."""

    MENTEE = "1"
    HUB_MENTOR = "2"
    SENIOR_MENTOR = "3"
    RESIDENT_MENTEE = "4"
    RESIDENT_MENTOR = "5"
    OFFICE = "6"


class Rank(StrEnum):
    """Academic rank (`p_rank`)."""

    INSTRUCTOR = "1"
    ASSISTANT_PROFESSOR = "2"
    ASSOCIATE_PROFESSOR = "3"
    PROFESSOR = "4"
    RESIDENT = "5"
    FELLOW = "6"
    OTHER = "9"


class Track(StrEnum):
    """Academic track (`p_track`). Source: S1.24, S1.29."""

    CLINICAL_PRACTICE = "1"
    CLINICIAN_EDUCATOR = "2"
    INVESTIGATOR = "3"
    RESEARCH = "4"
    TRAINEE = "5"
    OTHER = "9"


class Participation(StrEnum):
    """Whether a person takes part; nobody has to (`p_participation`). Source: S1.12."""

    TAKING_PART = "1"
    OPTED_OUT = "2"
    ON_LEAVE = "3"
    DEPARTED = "4"
    NOT_YET_ASKED = "5"


class MailPreference(StrEnum):
    """How a person wants programme mail (`p_mail_pref`)."""

    AS_DUE = "1"
    WEEKLY_DIGEST = "2"
    OFFICE_CONTACTS = "0"


class Weekday(StrEnum):
    """The day of a weekly digest (`p_mail_day`)."""

    MONDAY = "1"
    TUESDAY = "2"
    WEDNESDAY = "3"
    THURSDAY = "4"
    FRIDAY = "5"

    def is_on(self, day: date) -> bool:
        """Tell whether *day* falls on it."""
        return day.isoweekday() == int(self.value)


class MentorKind(StrEnum):
    """What a mentor offers and a mentee seeks (`hc_offers`, `pf_seek`). Source: S1.6."""

    RESEARCH = "1"
    CLINICAL = "2"
    SPONSOR = "3"
    COACH = "4"
    FACILITATOR = "5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person's page in REDCap: a mentee, a mentor, a senior mentor, or several of these."""

    record_id: str
    first_name: str
    last_name: str
    greeting: str
    email: str | None
    roles: frozenset[Role]
    participation: Participation
    is_active: bool = True
    rank: Rank | None = None
    track: Track | None = None
    training_year: int | None = None
    resident_room: int | None = None
    """Most residents this person can mentor; None: the department's number."""
    hired_on: date | None = None
    leave: Interval | None = None
    mail_preference: MailPreference = MailPreference.AS_DUE
    mail_day: Weekday = Weekday.MONDAY
    """The day of the weekly digest, if that is what they prefer."""
    prepares: bool | None = None
    """Whether they want a mail to prepare for a date (N15); None: a mentee does, a mentor not."""

    @property
    def name(self) -> str:
        """First and last name, as the partner may read it."""
        return f"{self.first_name} {self.last_name}".strip()

    def has_role(self, *roles: Role) -> bool:
        """Tell whether the person has any of *roles*."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_only_resident(self) -> bool:
        """Tell whether the person is a mentee as a resident alone."""
        return self.has_role(Role.RESIDENT_MENTEE) and not self.has_role(Role.MENTEE)

    def is_on_leave(self, on: date) -> bool:
        """Tell whether the person is away on that day.

        Participation "on leave" without dates counts as away until the office says otherwise.
        """
        if self.leave is not None:
            return on in self.leave
        return self.participation is Participation.ON_LEAVE

    @property
    def takes_part(self) -> bool:
        """In the department and not opted out; leave does not end participation."""
        return self.is_active and self.participation in {
            Participation.TAKING_PART,
            Participation.ON_LEAVE,
        }

    def may_be_mailed(self, on: date) -> bool:
        """No programme mail to people who opted out, left, are away or asked for a call instead.

        Source: programme rules G10.
        """
        return (
            self.is_active
            and self.participation not in {Participation.OPTED_OUT, Participation.DEPARTED}
            and self.mail_preference is not MailPreference.OFFICE_CONTACTS
            and not self.is_on_leave(on)
        )
