"""A date that a pair has set, as an entry for its diaries (RFC 5545), the same bytes every time.

The entry is published, not a request: the pair made the date, nobody is asked to accept anything,
and no answer comes back to the office. It is private, its title names nobody, and it holds nothing
but what the mail around it says to the same reader.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress


FILE_NAME = "mentorship-date.ics"
METHOD = "PUBLISH"
PRODUCT = "-//redcap-mentorship//diary//EN"
TITLE = "Mentorship meeting"
USUAL_LENGTH = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryDate:
    """One date of one pair. Without an hour it fills no time: an all-day note."""

    about: str
    """The pairing's number; only its digest is in the entry."""
    on: date
    starts_at: datetime | None = None
    """Where the pair said an hour: on that day, in the department's time zone."""
    partner_name: str
    """Whom the reader meets."""

    def identity(self, office: str) -> str:
        """Return what stays the same however often the entry is sent: pairing and day."""
        whole = f"diary|{office}|{self.about}|{self.on.isoformat()}"
        return hashlib.sha256(whole.encode()).hexdigest()[:32]


def as_calendar(
    dates: Sequence[DiaryDate], *, office: str, office_name: str, id_domain: str, stamp: datetime
) -> str:
    """Return *dates* as one published calendar; equal arguments give equal text.

    *stamp* is the mail's own date: of two entries with one identity the later one counts.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", METHOD)
    organizer = vCalAddress(f"mailto:{office}")
    organizer.params["CN"] = office_name
    for each in dates:
        entry = _entry(each, stamp)
        entry.add("uid", f"{each.identity(office)}@{id_domain}")
        entry.add("organizer", organizer)
        calendar.add_component(entry)
    return str(calendar.to_ical(sorted=True), "utf-8")


def _entry(date_set: DiaryDate, stamp: datetime) -> Event:
    entry = Event()
    entry.add("dtstamp", stamp.astimezone(UTC))
    entry.add("sequence", 0)
    entry.add("summary", TITLE)
    entry.add("description", f"With {date_set.partner_name}. The two of you set this date.")
    entry.add("class", "PRIVATE")
    begins = date_set.starts_at
    if begins is None:
        entry.add("dtstart", date_set.on)
        entry.add("dtend", date_set.on + DAY)
        entry.add("transp", "TRANSPARENT")
    else:
        entry.add("dtstart", begins.astimezone(UTC))
        entry.add("dtend", (begins + USUAL_LENGTH).astimezone(UTC))
    return entry
