"""The same night twice, the same rows in another order, nights left out, more people."""

import random
from collections import Counter

import pytest

from mentorship.program_settings import Mode
from mentorship.run_summary import RunResult
from notifications.mail import Environment
from redcap_schema.assemble import assemble
from redcap_schema.emit import emit
from sandbox.making.finishing import OFFICE_MAILBOX
from tests.support.stage import OWN_LOG, REPEAT_INSTRUMENT, Stage, redcap_with


@pytest.mark.parametrize("mode", [Mode.REHEARSE, Mode.LIVE])
def test_a_second_run_of_the_same_night_writes_nothing_and_sends_nothing(
    announcing, announcement_night, mode
):
    first = announcing.night(announcement_night, mode)
    mails, content = len(announcing.mails()), announcing.content()
    log = log_rows(announcing)

    second = announcing.night(announcement_night, mode)

    assert first.rows_written > 0
    assert first.mails_accepted > 1
    assert (second.rows_written, second.mails_accepted) == (0, 0)
    assert len(announcing.mails()) == mails
    assert announcing.content() == content
    assert log_rows(announcing) == [*log, RunResult.WITH_PROBLEMS.value]


def log_rows(stage):
    """The results in the run's own log, oldest first."""
    return [row["rl_result"] for row in stage.everything() if row.get(REPEAT_INSTRUMENT) == OWN_LOG]


def test_a_rehearsal_right_after_a_live_night_writes_nothing(stage, first_night):
    stage.night(first_night)

    rehearsal = stage.night(first_night, Mode.REHEARSE)

    assert rehearsal.rows_written == 0


def test_the_number_of_reads_does_not_grow_with_the_people(
    stage, first_night, tmp_path, monkeypatch
):
    small = stage.begin(first_night)
    stage.run(small)
    with redcap_with("M") as (redcap, department, token):
        medium = Stage(
            redcap=redcap, smtp=stage.smtp, department=department, token=token, home=tmp_path / "m"
        )
        for name, value in medium.environment.items():
            monkeypatch.setenv(name, value)
        larger = medium.begin(first_night, Mode.REHEARSE)
        medium.run(larger)

    assert larger.summary.rows_read > 2 * small.summary.rows_read
    assert larger.project.calls.reads == small.project.calls.reads


def test_rows_in_another_order_lead_to_byte_identical_proposals(proposing, proposal_night):
    def rows_to_write(night):
        night.decide()
        return repr(emit(night.plan, night.assembly.roster, night.run)).encode()

    night = proposing.begin(proposal_night, Mode.PREVIEW)
    night.check()
    night.pull()
    in_order = rows_to_write(night)
    assert night.plan.proposals.proposals
    for seed in range(3):
        for name, rows in night.rows.items():
            random.Random(seed).shuffle(rows)
            night.rows[name] = [dict(reversed(row.items())) for row in rows]
        night.assembly = assemble(night.rows)

        assert rows_to_write(night) == in_order


def test_after_nights_left_out_a_person_hears_once_about_a_thing(stage):
    timetable = stage.department.timetable
    after_both_reminders = timetable.preferences_close_on

    stage.night(after_both_reminders)
    told = told_keys(stage)
    stage.night(after_both_reminders)

    assert told
    assert max(Counter(item_and_person(key) for key in told).values()) == 1
    assert told_keys(stage) == told
    people = [each for each in stage.recipients() if each != OFFICE_MAILBOX]
    assert max(Counter(people).values()) == 1


def told_keys(stage):
    with stage.outbox() as outbox:
        return set(outbox.told(Environment.LIVE).told)


def item_and_person(key):
    item, _kind, _stage, person = key.rsplit("|", 3)
    return item, person
