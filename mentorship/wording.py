"""Words for dates and due items, as the office reads them; one home, so that they agree."""

from __future__ import annotations

from datetime import date

from mentorship.obligations.due_items import DueItem, DueItemKind
from mentorship.opportunities import Opportunities


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

KIND_NAMES = {
    DueItemKind.PREFERENCES: "Hub preferences",
    DueItemKind.COMMITMENT: "Hub commitment",
    DueItemKind.PAIRING_NOTICE: "Announcement",
    DueItemKind.FIRST_MEETING: "First meeting",
    DueItemKind.AGREEMENT: "First report and agreement",
    DueItemKind.MONTHLY_CONTACT: "Monthly contact",
    DueItemKind.QUARTERLY_IN_PERSON: "Meeting in person",
    DueItemKind.QUARTERLY_REPORT: "Quarterly report",
    DueItemKind.SIX_MONTH_SUMMARY: "Six-month summary",
    DueItemKind.SENIOR_REVIEW: "Senior review",
    DueItemKind.PULSE: "Confidential pulse",
    DueItemKind.CLOSING_REFLECTION: "Closing reflection",
    DueItemKind.JULY_MEETING: "July meeting",
    DueItemKind.RENEWAL: "Renewal of the agreement",
    DueItemKind.WELCOME_BACK: "Return from leave",
    DueItemKind.RESIDENT_COUNTS: "Counts for the programme director",
    DueItemKind.SECOND_MENTOR: "Second mentor",
    DueItemKind.ASK: "Ask of Faculty Affairs",
    DueItemKind.DATE_AHEAD: "Date ahead",
    DueItemKind.CHOICES: "Correction of the hub choices",
    DueItemKind.MENTORING_YEAR: "Mentoring year",
    DueItemKind.EVALUATION: "Programme evaluation",
    DueItemKind.FEEDBACK: "Feedback to the mentor",
    DueItemKind.OPPORTUNITIES: "Scholarship opportunities",
    DueItemKind.CORRECTION: "Correction of the pairing",
}

_WITH_PERIOD = frozenset(
    {
        DueItemKind.PREFERENCES,
        DueItemKind.COMMITMENT,
        DueItemKind.QUARTERLY_IN_PERSON,
        DueItemKind.QUARTERLY_REPORT,
        DueItemKind.SIX_MONTH_SUMMARY,
        DueItemKind.SENIOR_REVIEW,
        DueItemKind.ASK,
        DueItemKind.DATE_AHEAD,
        DueItemKind.MENTORING_YEAR,
        DueItemKind.EVALUATION,
        DueItemKind.FEEDBACK,
        DueItemKind.OPPORTUNITIES,
    }
)

_OF_A_HUB = frozenset({DueItemKind.SENIOR_REVIEW, DueItemKind.ASK, DueItemKind.OPPORTUNITIES})


def plain_day(day: date) -> str:
    """Return a day as people write it, in any locale: `1 October 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def item_name(item: DueItem) -> str:
    """Return what is owed, with its period where one kind recurs.

    Hub reviews name their hub: `Senior review 2026H2, H14`.
    """
    name = KIND_NAMES[item.kind]
    if item.kind in _WITH_PERIOD and item.period:
        name = f"{name} {item.period}"
    is_of_a_hub = item.kind in _OF_A_HUB
    return f"{name}, {item.about}" if is_of_a_hub and item.pairing_number is None else name


def list_words(opportunities: Opportunities, today: date) -> str:
    """Return how a hub's list of scholarship opportunities stands, as far as it is known."""
    if opportunities.is_empty:
        return "No scholarship opportunities are listed."
    since = plain_day(opportunities.since(today))
    return f"The scholarship opportunities have stood unchanged at least since {since}."


def list_todo(item: DueItem, opportunities: Opportunities, today: date) -> str:
    """Return what the office is asked about a hub's list, with the key that closes it."""
    what = "Enter what is open now" if opportunities.is_empty else "Bring the list up to date"
    return (
        f"{list_words(opportunities, today)} {what} by {plain_day(item.due_on)}, or mark "
        f"{item.key} done in Office override if it is right as it is."
    )


def as_sentence(text: str) -> str:
    """Return *text* with a capital first letter."""
    return text[:1].upper() + text[1:]
