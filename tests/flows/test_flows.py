"""The flows themselves, reporting to a real Prefect server."""

import pytest
from prefect.states import Completed, Failed

from flows import runtime
from flows.half_year import half_year_summary
from flows.nightly import NIGHTS, is_worth_another_try, nightly
from flows.runtime import department_named
from mentorship.errors import (
    ConfigurationError,
    DriftError,
    OutboxLost,
    RedcapRejected,
    RedcapUnavailable,
    UnexpectedFault,
    WriteUncertain,
)
from mentorship.obligations.due_items import NoticeKind
from mentorship.program_settings import Mode
from sandbox.making.finishing import OFFICE_MAILBOX
from tests.support.stage import OWN_LOG


pytestmark = pytest.mark.prefect


def latest_run(server, name="nightly"):
    """The flow run that began last, as the server knows it."""
    return server.ask(
        "flow_runs/filter",
        flows={"name": {"any_": [name]}},
        flow_runs={"start_time": {"is_null_": False}},
        sort="START_TIME_DESC",
        limit=1,
    )[0]


def test_a_night_in_prefect_does_what_its_steps_do(
    announcing, announcement_night, undisturbed, flows_run
):
    summary = nightly(announcing.slug, Mode.LIVE, announcement_night)

    assert undisturbed.is_left_by(announcing)
    assert summary["mails_accepted"] == sum(undisturbed.message_ids.values())
    assert summary["result"] == "with_problems"


def test_what_a_night_did_is_shown_in_prefect_in_counts(announcing, announcement_night, flows_run):
    summary = nightly(announcing.slug, Mode.PREVIEW, announcement_night)

    run = latest_run(flows_run)
    (artifact,) = flows_run.ask(
        "artifacts/filter", artifacts={"flow_run_id": {"any_": [run["id"]]}}
    )
    assert run["state"]["name"] == "CompletedWithIssues"
    assert run["state"]["message"] == "0 rows written, 0 mails accepted"
    assert run["name"] == "nightly-synthetic"
    assert f"| Due items in the ledger | {summary['due_items']} |" in artifact["data"]


def test_prefect_is_told_the_department_the_mode_and_the_day_and_nothing_else(
    announcing, announcement_night, flows_run
):
    nightly(announcing.slug, Mode.PREVIEW, announcement_night)

    assert latest_run(flows_run)["parameters"] == {
        "department": "synthetic",
        "mode": "preview",
        "today": announcement_night.isoformat(),
    }


def test_preview_is_what_happens_when_nobody_says_otherwise(
    announcing, announcement_night, flows_run
):
    before = announcing.export()

    summary = nightly(announcing.slug, today=announcement_night)

    assert summary["mode"] == "preview"
    assert announcing.export() == before
    assert announcing.mails() == []


def test_the_half_year_flow_sends_hub_summaries_and_nothing_else(stage, flows_run):
    review_night = stage.department.timetable.preferences_open_on

    summary = half_year_summary(stage.slug, Mode.LIVE, review_night)

    assert set(summary["mails_by_kind"]) == {NoticeKind.HUB_SUMMARY.value}
    assert {str(mail["X-Mentorship-Notice"]) for mail in stage.mails()} == {"N16"}


def test_after_the_half_year_flow_the_night_sends_no_summary_again(stage, flows_run):
    review_night = stage.department.timetable.preferences_open_on
    half_year_summary(stage.slug, Mode.LIVE, review_night)

    summary = stage.night(review_night)

    assert NoticeKind.HUB_SUMMARY.value not in summary.mails_by_kind


def test_a_second_run_at_the_same_time_is_refused(announcing, announcement_night, flows_run):
    before = announcing.export()

    with (
        runtime.one_at_a_time(department_named(announcing.slug)),
        pytest.raises(ConfigurationError, match="under way"),
    ):
        nightly(announcing.slug, Mode.LIVE, announcement_night)

    assert latest_run(flows_run)["state"]["type"] == "FAILED"
    assert announcing.export() == before


def test_a_drifted_project_fails_the_run_by_its_own_name(stage, first_night, flows_run):
    rows = [row for row in stage.department.dictionary if row["field_name"] != "p_email"]
    with stage.people as office:
        office.import_metadata(rows)

    with pytest.raises(DriftError, match="p_email"):
        nightly(stage.slug, Mode.LIVE, first_night)

    assert latest_run(flows_run)["state"]["type"] == "FAILED"


def test_a_failed_run_leaves_nothing_behind_in_the_process(
    announcing, announcement_night, flows_run
):
    for path in (announcing.home / announcing.slug).glob("outbox.sqlite*"):
        path.unlink()

    with pytest.raises(OutboxLost):
        nightly(announcing.slug, Mode.LIVE, announcement_night)

    assert NIGHTS == {}
    with runtime.one_at_a_time(department_named(announcing.slug)):
        pass


def test_a_mistake_of_ours_is_told_to_the_office_and_to_prefect_without_its_text(
    announcing, announcement_night, flows_run, monkeypatch
):
    def mistaken(*_, **__):
        raise ValueError("Wintergreen is not in list")

    monkeypatch.setattr("flows.night.decide", mistaken)
    before = len(announcing.rows_of(OWN_LOG))

    with pytest.raises(UnexpectedFault):
        nightly(announcing.slug, Mode.LIVE, announcement_night)

    [alarm] = announcing.mails()
    assert alarm["To"] == OFFICE_MAILBOX
    assert "ValueError in " in str(alarm)
    assert "Wintergreen" not in str(alarm)
    *_, row = announcing.rows_of(OWN_LOG)
    run = latest_run(flows_run)
    assert len(announcing.rows_of(OWN_LOG)) == before + 1
    assert "ValueError in " in row["rl_problems"]
    assert "Wintergreen" not in row["rl_problems"] + run["state"]["message"]
    assert run["state"]["type"] == "FAILED"


def test_a_mistake_in_the_log_row_itself_is_told_to_the_office_by_mail(
    announcing, announcement_night, flows_run, monkeypatch
):
    def mistaken(*_, **__):
        raise ValueError("Wintergreen is not in list")

    monkeypatch.setattr("flows.night.run_log_row", mistaken)

    with pytest.raises(UnexpectedFault):
        nightly(announcing.slug, Mode.LIVE, announcement_night)

    (alarm,) = [mail for mail in announcing.mails() if mail["X-Mentorship-Notice"] == "N25"]
    text = alarm.get_body(("plain",)).get_content()
    assert "ValueError in " in text
    assert "Wintergreen" not in text + latest_run(flows_run)["state"]["message"]


@pytest.mark.parametrize(
    ("state", "is_worth_it"),
    [
        (Failed(data=RedcapUnavailable("away")), True),
        (Failed(data=WriteUncertain("who knows")), False),
        (Failed(data=RedcapRejected("no")), False),
        (Failed(data=ConfigurationError("wrong")), False),
        (Failed(data=ZeroDivisionError()), False),
        (Completed(data=1), False),
    ],
)
def test_only_a_read_from_a_redcap_that_is_away_is_tried_again(state, is_worth_it):
    assert is_worth_another_try(None, None, state) is is_worth_it
