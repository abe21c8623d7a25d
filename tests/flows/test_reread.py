"""REDCap is read again just before the first mail leaves: what was done meanwhile is not told."""

import pytest

from mentorship.errors import RedcapUnavailable
from notifications.mail import Environment
from notifications.outbox_states import MailState
from tests.support.redcap_faults import Fault


def stood_before_sending(stage, today):
    """A night that has written its rows and has not sent anything yet."""
    night = stage.begin(today)
    for step in ("check", "pull", "decide", "push"):
        getattr(night, step)()
    return night


def addresses(stage):
    """Address -> record of everybody."""
    return {row["p_email"]: row["record_id"] for row in stage.everything() if "p_email" in row}


def partners(stage, *records):
    """Everybody paired with one of *records*: a pair that changed is another matter tonight."""
    pairs = [
        {row["record_id"], row.get("pz_mentor")} for row in stage.rows_of("pairing_status_auto")
    ]
    return {each for pair in pairs if not pair.isdisjoint(records) for each in pair}


def test_who_answers_or_opts_out_after_the_run_began_gets_no_mail_and_everybody_else_does(
    announcing, announcement_night, undisturbed
):
    people = addresses(announcing)
    told = [people[address] for address, _ in undisturbed.announcements]
    left, away = told[0], told[1]
    night = stood_before_sending(announcing, announcement_night)
    announcing.enter(left, p_participation="2")
    announcing.enter(away, p_participation="3", p_leave_from=str(announcement_night))

    summary = announcing.run(night, "send", "record")

    reached = {people[each] for each in announcing.recipients() if each in people}
    assert reached.isdisjoint({left, away})
    assert reached >= set(told) - {left, away} - partners(announcing, left, away)
    assert reached
    assert summary.mails_accepted == len(announcing.recipients())
    with announcing.outbox() as outbox:
        assert outbox.counts(Environment.LIVE)[MailState.CANCELLED] > 0


def test_the_office_stops_mail_after_the_run_began(announcing, announcement_night):
    night = stood_before_sending(announcing, announcement_night)
    announcing.settings(ps_mail_mode="0")

    summary = announcing.run(night, "send", "record")

    assert announcing.recipients() == []
    assert summary.stopped_because == "mail is off"


def test_without_a_second_look_at_redcap_nothing_is_sent(announcing, announcement_night):
    night = stood_before_sending(announcing, announcement_night)
    announcing.redcap.trouble.next_fault = lambda call: None if call.is_write else Fault.AWAY

    with pytest.raises(RedcapUnavailable):
        night.send()

    assert announcing.recipients() == []
