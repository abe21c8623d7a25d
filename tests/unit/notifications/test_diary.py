"""The date in a mail as an entry that calendars read."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from email import message_from_string
from email.policy import default as modern
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from mentorship.obligations.due_items import NoticeKind
from notifications.compose import compose
from notifications.diary import DiaryDate, as_calendar
from notifications.mime import build_mime
from tests.support.builders import MENTEE, a_contact, a_pairing, a_roster, an_agreement
from tests.support.mail import NOW, SENDER, TODAY, a_context, a_mail, owed


CHICAGO = ZoneInfo("America/Chicago")
DATE = DiaryDate(about="1001.1", on=date(2026, 11, 3), partner_name="Inês D'Angelo; MD, PhD")


def entry(**changes):
    """The one entry of a mail, read back by a calendar."""
    text = as_calendar(
        [replace(DATE, **changes)],
        office="office@example.edu",
        office_name="Faculty Affairs",
        id_domain="mail.example.edu",
        stamp=NOW,
    )
    [found] = Calendar.from_ical(text).walk("VEVENT")
    return found


def at(hour, zone=CHICAGO):
    return datetime(2026, 11, 3, hour, 30, tzinfo=zone)


@pytest.mark.parametrize(
    ("starts_at", "begins", "ends"),
    [
        (None, date(2026, 11, 3), date(2026, 11, 4)),
        (at(14), datetime(2026, 11, 3, 20, 30, tzinfo=UTC), datetime(2026, 11, 3, 21, 30, tzinfo=UTC)),
        (at(23), datetime(2026, 11, 4, 5, 30, tzinfo=UTC), datetime(2026, 11, 4, 6, 30, tzinfo=UTC)),
    ],
    ids=["all day", "an hour", "an hour, the next day in UTC"],
)  # fmt: skip
def test_a_date_without_an_hour_is_all_day_one_with_an_hour_is_in_utc(starts_at, begins, ends):
    found = entry(starts_at=starts_at)

    assert (found.decoded("dtstart"), found.decoded("dtend")) == (begins, ends)
    assert str(found.get("transp", "OPAQUE")) == ("OPAQUE" if starts_at else "TRANSPARENT")


def test_it_is_private_names_nobody_in_its_title_and_asks_nobody_to_accept():
    found = entry()

    assert (str(found["summary"]), str(found["class"])) == ("Mentorship meeting", "PRIVATE")
    assert str(found["description"]).startswith("With Inês D'Angelo; MD, PhD.")
    assert "attendee" not in found
    assert "1001" not in found.to_ical().decode()


def test_its_identity_is_the_pairing_and_the_day_and_nothing_else():
    same = {entry()["uid"], entry(starts_at=at(9))["uid"], entry(partner_name="Another")["uid"]}
    others = {entry(about="1001.2")["uid"], entry(on=date(2026, 11, 4))["uid"]}

    assert len(same) == 1
    assert len(same | others) == 3
    assert {str(entry()["sequence"]), str(entry(starts_at=at(9))["sequence"])} == {"0"}


def test_a_mail_with_a_date_carries_it_as_an_attachment_the_same_bytes_each_time():
    mail = a_mail(diary=(DATE, replace(DATE, about="1001.2", starts_at=at(14))))
    wire = build_mime(mail, sender=SENDER, key="k" * 24, date=NOW)
    message = message_from_string(wire, policy=modern)
    [attached] = message.iter_attachments()

    assert wire == build_mime(mail, sender=SENDER, key="k" * 24, date=NOW)
    assert attached.get_content_type() == "text/calendar"
    assert attached["Content-Type"].params["method"] == "PUBLISH"
    assert attached.get_filename() == "mentorship-date.ics"
    assert len(Calendar.from_ical(attached.get_content()).walk("VEVENT")) == 2
    assert message.get_body(("plain",)).get_content().strip() == mail.text.strip()


def test_a_mail_without_a_date_carries_nothing():
    wire = build_mime(a_mail(), sender=SENDER, key="k" * 24, date=NOW)

    assert list(message_from_string(wire, policy=modern).iter_attachments()) == []


def test_two_notices_about_one_date_put_it_into_the_diary_once_with_the_hour_that_was_said():
    pairing = a_pairing()
    roster = a_roster(
        pairing,
        agreements=(an_agreement(pairing, next_on=date(2026, 10, 27), next_at=time(8, 30)),),
        contacts=(a_contact(pairing, "2026-10-05", then="2026-10-27"),),
    )
    notices = [owed(NoticeKind.PREPARE), owed(NoticeKind.QUARTER_AHEAD)]

    [mail] = compose(notices, roster, context=a_context(zone=CHICAGO), today=TODAY).mails

    assert mail.person_id == MENTEE
    assert [(each.on, each.starts_at) for each in mail.diary] == [
        (date(2026, 10, 27), datetime(2026, 10, 27, 8, 30, tzinfo=CHICAGO))
    ]
