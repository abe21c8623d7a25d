"""A record with an error-level issue is left alone that night; the others go on."""

import pytest

from flows.night import Night
from mentorship.obligations.due_items import NoticeKind
from mentorship.program_settings import Mode
from mentorship.record_order import record_order
from mentorship.relationships import Decision
from mentorship_cli.demo.stage import DEPARTMENT
from notifications.mail import Environment


def rows_by_record(stage):
    found = {}
    for row in stage.content():
        found.setdefault(row["record_id"], []).append(row)
    return found


def covered(stage):
    """Notice keys of every mail that was ever planned."""
    with stage.outbox() as outbox:
        return [row["notice"] for row in outbox._db.all("SELECT notice FROM cover")]


def test_no_row_of_it_is_written_and_others_go_on(stage, first_night):
    before = rows_by_record(stage)
    night = stage.begin(first_night)

    stage.run(night)

    after = rows_by_record(stage)
    assert night.plan.left_alone
    assert {r: after[r] for r in night.plan.left_alone} == {
        r: before[r] for r in night.plan.left_alone
    }
    assert night.summary.rows_written > 0


def test_nobody_is_mailed_on_it_or_about_it(announcing, announcement_night):
    known_before = set(covered(announcing))
    mentee = newly_final(announcing)[0]
    announcing.enter(mentee, p_email="")
    night = announcing.begin(announcement_night)

    announcing.run(night)

    news = set(covered(announcing)) - known_before
    about_it = {key for key in news if key.rsplit("|", 1)[1] == mentee or is_about(key, mentee)}
    assert mentee in night.plan.left_alone
    assert about_it == set()
    assert night.summary.mails_by_kind["N06"] > 0


def test_it_is_taken_up_again_once_it_is_put_right(announcing, announcement_night):
    mentee = to_be_announced(announcement_night)[0]
    (person,) = [r for r in announcing.content() if r["record_id"] == mentee and "p_email" in r]
    announcing.enter(mentee, p_email="")
    announcing.night(announcement_night)
    announcing.smtp.messages.clear()
    announcing.enter(mentee, p_email=person["p_email"])

    announcing.night(announcement_night)

    with announcing.outbox() as outbox:
        told = outbox.told(Environment.LIVE).told
    assert person["p_email"] in announcing.recipients()
    assert [key for key in told if key.startswith(f"PAIR-{mentee}.")]


def to_be_announced(on):
    """Mentees whose pairing that night would announce: final, with room, and unhindered."""
    night = Night.begin(DEPARTMENT, Mode.PREVIEW, on)
    night.pull()
    night.decide()
    return sorted(
        {n.person_id for n in night.plan.notices if n.kind is NoticeKind.PAIRING}
        & {n.item.record_id for n in night.plan.notices if n.kind is NoticeKind.PAIRING},
        key=record_order,
    )


def newly_final(stage):
    """Mentees whose pairing the office has made final and nobody was told about."""
    told = {
        (row["record_id"], row["pz_pair"])
        for row in stage.rows_of("pairing_status_auto")
        if row.get("pz_announced_on")
    }
    found = {
        row["record_id"]
        for row in stage.rows_of("pairing")
        if row.get("pr_decision") == Decision.FINAL.value
        and (row["record_id"], row["redcap_repeat_instance"]) not in told
        and row["pr_cycle"] == stage.department.timetable.cycle
    }
    return sorted(found, key=record_order)


def is_about(notice_key, record):
    about = notice_key.split("|", 1)[0].split("-")[1:2]
    return about == [record] or about[0].startswith(f"{record}.")


@pytest.mark.parametrize("record_type", ["", "7"])
def test_a_record_that_does_not_say_what_it_is_stops_nothing(stage, first_night, record_type):
    person = min(stage.department.people, key=int)
    stage.redcap.write_raw(person, {"record_type": record_type})

    summary = stage.night(first_night)

    assert summary.errors > 0
    assert summary.rows_written > 0
