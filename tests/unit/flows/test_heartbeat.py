"""That the nights run, as the doctor and a monitoring read it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.heartbeat import (
    FILE,
    Heartbeat,
    begun,
    cause_of,
    ended,
    is_to_be_told,
    met,
    missed,
    read,
    told,
    write,
)
from mentorship.program_settings import Mode
from mentorship.run_summary import RunResult


MONDAY = date(2026, 10, 19)
NOW = datetime(2026, 10, 20, 7, 0, tzinfo=UTC)
ENDED = ended(Heartbeat(), RunResult.CLEAN, NOW - timedelta(hours=5))


def lived(days, cause="REDCap is away"):
    """Who is told how often, night after night, each run twice; the last heartbeat."""
    heartbeat, tellings = Heartbeat(), []
    for day in (MONDAY + timedelta(days=n) for n in range(days)):
        for _ in range(2):
            heartbeat = met(heartbeat, cause, day)
            if is_to_be_told(heartbeat, cause, day):
                tellings.append((day.day, heartbeat.troubles[cause].nights))
                heartbeat = told(heartbeat, cause, day)
    return tellings, heartbeat


def test_a_cause_is_told_once_and_then_once_a_day_with_the_count_of_nights():
    tellings, heartbeat = lived(3)

    assert tellings == [(19, 1), (20, 2), (21, 3)]
    assert heartbeat.troubles["REDCap is away"].since == "2026-10-19"


def test_another_cause_of_the_same_night_is_told_too():
    _, heartbeat = lived(1)
    heartbeat = met(heartbeat, "drift", MONDAY)

    assert is_to_be_told(heartbeat, "drift", MONDAY)
    assert not is_to_be_told(heartbeat, "REDCap is away", MONDAY)


@pytest.mark.parametrize(("result", "is_over"), [
    (RunResult.CLEAN, True), (RunResult.WITH_PROBLEMS, True),
    (RunResult.STOPPED, False), (RunResult.FAILED, False),
])  # fmt: skip
def test_a_run_without_trouble_ends_every_trouble(result, is_over):
    _, heartbeat = lived(2)

    assert (ended(heartbeat, result, NOW).troubles == {}) is is_over
    assert bool(ended(heartbeat, result, NOW).clean_at) is is_over


def test_what_nobody_could_be_told_is_told_the_next_time_as_the_first_night():
    heartbeat = met(met(Heartbeat(), "relay", MONDAY), "relay", MONDAY)

    assert heartbeat.troubles["relay"].nights == 1
    assert is_to_be_told(heartbeat, "relay", MONDAY)


def test_figures_do_not_make_another_cause():
    assert cause_of("162 mails in one run") == cause_of("170 mails in one run")


@pytest.mark.parametrize(
    ("heartbeat", "says"),
    [
        (Heartbeat(), "no run that may write has ended on this machine yet"),
        (ENDED, ""),
        (
            begun(ended(ENDED, RunResult.CLEAN, NOW - timedelta(hours=27)), Mode.LIVE, NOW),
            "no night since. One has begun since and not ended.",
        ),
        (ended(ENDED, RunResult.CLEAN, NOW - timedelta(hours=27)), "04:00: no night since."),
        (ended(lived(2)[1], RunResult.FAILED, NOW), "trouble since 2026-10-19, on 2 nights"),
    ],
    ids=["never", "well", "hung", "missed", "in trouble"],
)
def test_the_doctor_says_what_a_person_should_look_at(heartbeat, says):
    assert missed(heartbeat, NOW).startswith(says) or says in missed(heartbeat, NOW)
    assert bool(missed(heartbeat, NOW)) is bool(says)


def test_the_file_comes_back_as_it_was_written(tmp_path):
    heartbeat = replace(lived(2)[1], began_at="2026-10-20T02:00:00+00:00", mode="live")
    write(tmp_path, heartbeat)

    assert read(tmp_path) == heartbeat
    assert [each.name for each in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"troubles": {"a": 1}}', '{"x": 1}'])
def test_a_missing_or_damaged_file_says_nothing_and_stops_no_night(tmp_path, content):
    if content is not None:
        (tmp_path / FILE).write_text(content)

    assert read(tmp_path) == Heartbeat()
