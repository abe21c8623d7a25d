"""REDCap away at the worst moments: nothing is half done that the next run does not finish."""

import pytest

from mentorship.errors import RedcapUnavailable, WriteRefused, WriteUncertain
from mentorship.issues import IssueCode
from tests.support.redcap_faults import Fault


def fail_from_write(stage, number, fault=Fault.AWAY):
    """REDCap takes so many writes and then goes away for good."""
    stage.redcap.trouble.reset()
    stage.redcap.trouble.next_fault = lambda call: (
        fault if call.write_number > number or (call.is_write and call.write_number >= number)
        else None
    )  # fmt: skip


def finish(stage, today):
    """REDCap is back; the next run of the night."""
    stage.redcap.trouble.reset()
    return stage.night(today)


def test_away_while_reading_nothing_is_written_and_nobody_mailed(announcing, announcement_night):
    before = announcing.export()
    announcing.redcap.trouble.reset()
    announcing.redcap.trouble.next_fault = lambda call: Fault.AWAY if call.number > 10 else None

    with pytest.raises(RedcapUnavailable) as caught:
        announcing.night(announcement_night)

    announcing.redcap.trouble.reset()
    assert caught.value.exit_code == 20
    assert announcing.export() == before
    assert announcing.mails() == []


def test_away_between_pull_and_push_the_next_run_does_it_all(
    announcing, announcement_night, undisturbed
):
    fail_from_write(announcing, 1)
    with pytest.raises(WriteUncertain) as caught:
        announcing.night(announcement_night)
    sent_in_trouble = len(announcing.mails())

    finish(announcing, announcement_night)

    assert caught.value.exit_code == 20
    assert sent_in_trouble == 0
    assert undisturbed.is_left_by(announcing)


@pytest.mark.parametrize(("fault", "after"), [(Fault.AWAY, 2), (Fault.SILENT, 3)])
def test_a_push_that_broke_half_way_is_completed_by_the_next_run(
    announcing, announcement_night, undisturbed, fault, after
):
    announcing.describe("rows_per_write: 40")
    fail_from_write(announcing, after, fault)
    with pytest.raises(WriteUncertain):
        announcing.night(announcement_night)
    sent_in_trouble = len(announcing.mails())

    finish(announcing, announcement_night)

    assert sent_in_trouble == 0
    assert undisturbed.is_left_by(announcing)


def test_away_after_the_mails_the_next_run_records_them_and_sends_none_again(
    announcing, announcement_night, undisturbed
):
    night = announcing.begin(announcement_night)
    for step in ("check", "pull", "decide", "push", "send"):
        getattr(night, step)()
    fail_from_write(announcing, 1)
    with pytest.raises(WriteUncertain):
        night.record()

    summary = finish(announcing, announcement_night)

    assert summary.mails_accepted == 0
    assert undisturbed.is_left_by(announcing)


def test_away_while_survey_links_are_asked_for_nothing_is_sent_half(
    announcing, announcement_night, undisturbed
):
    announcing.redcap.trouble.reset()
    announcing.redcap.trouble.next_fault = lambda call: (
        Fault.AWAY if call.content == "surveyLink" else None
    )
    with pytest.raises(RedcapUnavailable):
        announcing.night(announcement_night)
    sent_in_trouble = len(announcing.mails())

    finish(announcing, announcement_night)

    assert sent_in_trouble == 0
    assert undisturbed.is_left_by(announcing)


def test_more_changes_than_the_fuse_allows_stop_the_run_before_any_write(stage, first_night):
    stage.describe("max_rows_per_night: 20")
    before = stage.export()

    with pytest.raises(WriteRefused) as caught:
        stage.night(first_night)

    assert caught.value.exit_code == 22
    assert stage.export() == before
    assert stage.mails() == []


def test_a_locked_record_is_reported_and_written_once_it_is_unlocked(
    announcing, announcement_night, undisturbed
):
    before = announcing.content()
    locked = changed_records(before, undisturbed.content)[0]
    announcing.redcap.project.records.lock(locked, locked=True)
    night = announcing.begin(announcement_night)

    summary = announcing.run(night)

    assert {each.record_id for each in night.refusals} == {locked}
    assert summary.issues_by_code[IssueCode.REDCAP_REFUSED.value] >= 1
    assert summary.rows_written > 0
    assert of_record(announcing.content(), locked) == of_record(before, locked)

    announcing.redcap.project.records.lock(locked, locked=False)
    announcing.night(announcement_night)

    assert undisturbed.is_left_by(announcing)


def of_record(rows, record):
    return [row for row in rows if row["record_id"] == record]


def changed_records(before, after):
    """Records that the night of the announcements writes, mentees first."""
    records = {row["record_id"]: row for row in after}
    return [r for r in records if of_record(before, r) != of_record(after, r)]
