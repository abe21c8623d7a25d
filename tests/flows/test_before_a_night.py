"""What stops a night before it reads or writes, and what the doctor says about it."""

import pytest
import redcap

from flows.doctor import examine
from mentorship.errors import (
    ConfigurationError,
    DriftError,
    MentorshipError,
    OutboxUnavailable,
    RedcapRejected,
    WrongProjectError,
)
from sandbox.server import ProjectPlan
from tests.support.redcap_faults import Fault


STRANGER = "0123456789abcdef0123456789ABCDEF"


def codes(findings):
    return [each.error.exit_code for each in findings if each.error]


def refused(stage, today, error):
    """The night ends with *error* before any write; return the exception."""
    before = stage.export()
    with pytest.raises(error) as caught:
        stage.night(today)
    assert stage.export() == before
    assert stage.mails() == []
    return caught.value


def without_field(stage, name):
    rows = [each for each in stage.department.dictionary if each["field_name"] != name]
    with stage.people as office:
        office.import_metadata(rows)


def test_the_doctor_finds_a_department_in_order_well(stage):
    findings = examine(stage.slug)

    assert [each.subject for each in findings if not each.is_well] == []
    assert {each.subject for each in findings} >= {
        "configuration", "project", "dictionary", "rights", "data", "mail",
    }  # fmt: skip


def test_the_doctor_writes_nothing_and_sends_nothing(stage):
    before = stage.export()

    examine(stage.slug)

    assert stage.export() == before
    assert stage.mails() == []


def test_the_doctor_of_a_project_without_a_record_says_which_one_to_begin_with(stage):
    office = redcap.Project(stage.redcap.url, stage.redcap.token)
    everybody = {row["record_id"] for row in office.export_records(fields=["record_id"])}
    office.delete_records(sorted(everybody, key=int))

    findings = examine(stage.slug)

    assert [each.subject for each in findings if each.needs_a_look] == ["nights", "rights", "mail"]
    (fault,) = [each for each in findings if not each.is_well]
    assert fault.subject == "data"
    assert "create it in REDCap and fill in Programme settings" in fault.detail


def test_an_unknown_department_names_the_known_ones(stage):
    stage.slug = "sinthetic"

    with pytest.raises(ConfigurationError, match="synthetic") as caught:
        stage.begin(stage.department.timetable.start)

    assert caught.value.exit_code == 10


def test_a_missing_token_is_named_by_its_variable(stage, first_night, monkeypatch):
    monkeypatch.delenv("REDCAP_TOKEN__SYNTHETIC")

    error = refused(stage, first_night, ConfigurationError)

    assert "REDCAP_TOKEN__SYNTHETIC" in str(error)
    assert codes(examine(stage.slug)) == [10]


def test_a_token_that_redcap_does_not_know_is_refused_without_showing_it(
    stage, first_night, monkeypatch
):
    monkeypatch.setenv("REDCAP_TOKEN__SYNTHETIC", STRANGER)

    error = refused(stage, first_night, RedcapRejected)

    assert STRANGER.lower() not in str(error).lower()
    assert codes(examine(stage.slug)) == [21]


def test_a_shared_outbox_that_is_away_is_found_before_anything_is_written(
    stage, first_night, monkeypatch
):
    monkeypatch.setenv("MENTORSHIP_OUTBOX_URL", "postgresql://127.0.0.1:1/mentorship")

    refused(stage, first_night, OutboxUnavailable)

    assert codes(examine(stage.slug)) == [32]


def test_a_token_of_another_project_opens_nothing(stage, first_night, monkeypatch):
    other = stage.redcap.add_project(ProjectPlan(title="Another study"))
    monkeypatch.setenv("REDCAP_TOKEN__SYNTHETIC", other.token)

    error = refused(stage, first_night, WrongProjectError)

    assert error.exit_code == 12
    assert codes(examine(stage.slug)) == [12]


def test_a_field_that_is_gone_stops_the_night_before_it_reads_a_person(stage, first_night):
    without_field(stage, "p_participation")
    stage.redcap.trouble.reset()

    with pytest.raises(DriftError, match="p_participation") as caught:
        stage.night(first_night)

    assert caught.value.exit_code == 11
    assert "record" not in {call.content for call in stage.redcap.trouble.calls}
    assert codes(examine(stage.slug))[0] == 11


def test_a_project_that_lacks_several_fields_names_them_all(stage, first_night):
    gone = {"p_email", "p_first", "qr_period"}
    with stage.people as office:
        office.import_metadata(
            [each for each in stage.department.dictionary if each["field_name"] not in gone]
        )

    error = refused(stage, first_night, DriftError)

    assert {name for name in gone if f"no field {name} " in str(error)} == gone


def test_a_project_without_the_pulse_is_no_fault(stage):
    rows = [each for each in stage.department.dictionary if each["form_name"] != "pulse"]
    with stage.people as office:
        office.import_metadata(rows)

    findings = examine(stage.slug)

    assert [each.detail for each in findings if not each.is_well] == []


def test_an_instrument_that_no_longer_repeats_stops_the_night(stage, first_night):
    shape = stage.redcap.project.structure
    event = shape.events[0].id
    rest = [(event, n, label) for (_, n), label in shape.repeating.items() if n != "pairing"]
    stage.redcap.project.shape.replace_repeating(rest)

    error = refused(stage, first_night, DriftError)

    assert "pairing" in str(error)


def test_a_column_that_the_token_may_not_export_stops_the_night(stage, first_night, monkeypatch):
    blind = stage.redcap.add_user(
        "blind", no_access=["office_notes", "pulse", "preferences"], design=0
    )
    monkeypatch.setenv("REDCAP_TOKEN__SYNTHETIC", blind)

    findings = examine(stage.slug)

    assert codes(findings)[0] == 11
    assert any("pf_hub1" in each.detail for each in findings)


def test_a_token_that_reads_the_confidential_notes_is_a_fault(stage, monkeypatch):
    monkeypatch.setenv("REDCAP_TOKEN__SYNTHETIC", stage.redcap.token)

    findings = examine(stage.slug)

    faults = [each for each in findings if not each.is_well]
    assert [(each.subject, each.error.exit_code) for each in faults] == [
        ("confidentiality", 10),
        ("confidentiality", 10),
    ]
    assert "confidential notes (class C4)" in faults[0].detail
    assert "confidential pulse (class C3)" in faults[1].detail


def test_a_token_that_may_not_import_ends_the_night_without_mail(stage, first_night, monkeypatch):
    reader = stage.redcap.add_user(
        "reader", no_access=["office_notes", "pulse"], design=0, api_import=0
    )
    monkeypatch.setenv("REDCAP_TOKEN__SYNTHETIC", reader)

    error = refused(stage, first_night, RedcapRejected)

    assert error.exit_code == 21


def test_redcap_away_is_told_apart_from_redcap_saying_no(stage):
    stage.redcap.trouble.next_fault = lambda _: Fault.AWAY

    assert codes(examine(stage.slug)) == [20]


def test_a_relay_that_is_away_is_the_doctors_only_finding(stage, monkeypatch):
    monkeypatch.setenv("MENTORSHIP_SMTP_PORT", "9")

    assert codes(examine(stage.slug)) == [30]


def test_without_a_relay_the_doctor_says_which_variable_to_set(stage, monkeypatch):
    monkeypatch.setenv("MENTORSHIP_SMTP_HOST", "")

    findings = examine(stage.slug)

    assert codes(findings) == [10]
    assert "MENTORSHIP_SMTP_HOST" in findings[-1].detail


def test_without_an_office_mailbox_nothing_is_sent_and_the_record_is_named(stage, first_night):
    stage.settings(ps_office_email="")

    with pytest.raises(ConfigurationError, match="ps_office_email") as caught:
        stage.night(first_night)

    assert caught.value.exit_code == 10
    assert stage.mails() == []


def test_every_error_that_stops_a_night_says_what_to_do(stage, first_night, monkeypatch):
    monkeypatch.setenv("REDCAP_TOKEN__SYNTHETIC", "too short")

    error = refused(stage, first_night, MentorshipError)

    assert "too short" not in str(error)
    assert "copy it again" in str(error)
