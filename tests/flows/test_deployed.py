"""Deployed as in production: a Prefect server, `prefect.yaml`, a process worker, one night."""

import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests
import yaml

from tests.flows.conftest import ANNOUNCING, day_of
from tests.support.prefect_server import ROOT, program, wait_until


pytestmark = pytest.mark.prefect

OUR_LOGGERS = "flows,mentorship,notifications,redcap_gateway,redcap_schema,mappings,reports"
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@pytest.fixture(scope="module")
def deployments(prefect):
    """Both deployments of `prefect.yaml` by the name of their flow, as the server knows them."""
    for arguments in (
        ["work-pool", "create", "mentorship", "--type", "process"],
        ["--no-prompt", "deploy", "--all"],
    ):
        subprocess.run(
            [sys.executable, "-m", "prefect", *arguments],
            env=prefect.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            timeout=120,
        )
    found = prefect.ask("deployments/filter")
    return {prefect.get(f"flows/{each['flow_id']}")["name"]: each for each in found}


def scheduled_runs(prefect, deployment):
    return prefect.ask(
        "flow_runs/filter",
        deployments={"id": {"any_": [deployment["id"]]}},
        flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}},
    )


def test_everything_in_prefect_yaml_is_deployed(deployments):
    written = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]

    assert sorted(each["entrypoint"] for each in deployments.values()) == sorted(
        each["entrypoint"] for each in written
    )
    assert set(deployments) == {"nightly", "half-year-summary"}


@pytest.mark.parametrize("flow", ["nightly", "half-year-summary"])
def test_each_deployment_runs_one_at_a_time(deployments, flow):
    deployment = deployments[flow]

    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"


def test_a_deployment_made_from_the_repository_is_careful(deployments):
    assert {each["parameters"]["mode"] for each in deployments.values()} == {"rehearse"}


@pytest.mark.parametrize(("flow", "hour"), [("nightly", 2), ("half-year-summary", 5)])
def test_the_scheduler_is_alive_and_keeps_the_departments_own_time(
    prefect, deployments, flow, hour
):
    runs = wait_until(lambda: scheduled_runs(prefect, deployments[flow]), "a scheduled run")

    (schedule,) = deployments[flow]["schedules"]
    assert schedule["schedule"]["timezone"] == "America/Chicago"
    assert schedule["schedule"]["cron"].split()[:2] == ["0", str(hour)]
    # Winter or summer, two in the morning in Chicago is eight or seven in UTC.
    utc_hours = {int(run["expected_start_time"][11:13]) for run in runs}
    assert utc_hours <= {hour + 5, hour + 6}


def test_a_worker_runs_a_triggered_night_and_prefect_keeps_no_person_and_no_secret(
    prefect, deployments, announcing, undisturbed, private
):
    deployment = deployments["nightly"]
    environment = prefect.environment | announcing.environment | {
        "PREFECT_LOGGING_LEVEL": "DEBUG",
        "PREFECT_LOGGING_EXTRA_LOGGERS": OUR_LOGGERS,
        "PREFECT_LOGGING_ROOT_LEVEL": "DEBUG",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }  # fmt: skip
    output = announcing.home.parent / "worker.log"
    command = ["worker", "start", "--pool", "mentorship", "--type", "process"]
    with (
        schedules_paused(prefect, deployments),
        program(command, environment, output, cwd=announcing.home.parent),
    ):
        run = trigger(
            prefect, deployment, mode="live", today=day_of(announcing, ANNOUNCING).isoformat()
        )
        wait_until(lambda: state_of(prefect, run)["type"] in FINAL, "the triggered night to end")
        wait_until(lambda: "flows.night" in loggers(prefect, run), "the log of the night", 30)

    state = state_of(prefect, run)
    (artifact,) = prefect.ask("artifacts/filter", artifacts={"flow_run_id": {"any_": [run]}})
    accepted = sum(undisturbed.message_ids.values())
    assert state["name"] == "CompletedWithIssues"
    assert state["message"].endswith(f" rows written, {accepted} mails accepted")
    assert f"| Mails accepted by the relay | {accepted} |" in artifact["data"]
    assert undisturbed.is_left_by(announcing)
    assert private.found_in_bytes(prefect.stored()) == set()
    assert private.found_in_bytes(output.read_bytes()) == set()


@contextmanager
def schedules_paused(prefect, deployments):
    """Let nothing but a triggered run start, whatever the time of day."""
    try:
        set_schedules(prefect, deployments, active=False)
        yield
    finally:
        set_schedules(prefect, deployments, active=True)


def set_schedules(prefect, deployments, *, active):
    for deployment in deployments.values():
        for each in deployment["schedules"]:
            url = f"{prefect.url}/deployments/{deployment['id']}/schedules/{each['id']}"
            requests.patch(url, json={"active": active}, timeout=30).raise_for_status()


def loggers(prefect, run):
    """Who has logged about a run so far."""
    return {r["name"] for r in prefect.ask("logs/filter", logs={"flow_run_id": {"any_": [run]}})}


def trigger(prefect, deployment, **parameters):
    """Start a run of a deployment; its id."""
    answer = requests.post(
        f"{prefect.url}/deployments/{deployment['id']}/create_flow_run",
        json={"parameters": {"department": "synthetic", **parameters}, "state": {"type": "SCHEDULED"}},
        timeout=30,
    )  # fmt: skip
    answer.raise_for_status()
    return answer.json()["id"]


def state_of(prefect, run):
    return prefect.get(f"flow_runs/{run}")["state"]
