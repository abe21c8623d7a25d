from datetime import date
from random import Random

import pytest

from mentorship.errors import ConfigurationError
from mentorship.hubs import HubArea, HubEntry, ReviewMonths
from mentorship.intervals import Interval
from mentorship.issues import IssueCode, Severity
from mentorship.people import Participation, Role
from mentorship.program_settings import MailMode
from redcap_schema.assemble import assemble
from redcap_schema.marks import fingerprint
from tests.support.redcap_rows import (
    ANNOUNCED,
    PROPOSALS,
    base,
    decision,
    group,
    hub,
    instance,
    person,
    pulled,
    settings,
)


def assembled(*rows):
    return assemble(pulled(settings(), *rows))


def issues_of(assembly, code):
    return [issue for issue in assembly.issues if issue.code is code]


# settings


def test_a_project_with_only_settings_is_an_empty_roster():
    assembly = assembled()
    assert assembly.issues == ()
    assert assembly.roster.settings.cycle == "AY2026"
    assert assembly.roster.settings.academic_year_start == date(2026, 7, 1)
    assert assembly.roster.settings.max_mail_per_run == 150
    assert assembly.roster.people == {}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "found none"),
        ([settings(rec_active="0")], "found none"),
        ([settings(ps_ay_start="")], "ps_ay_start is blank or unreadable"),
        ([settings(ps_ay_start="1 July")], "ps_ay_start is blank or unreadable"),
        ([settings(ps_cycle="")], "ps_cycle is blank or unreadable"),
    ],
)
def test_without_usable_settings_nothing_runs(rows, sentence):
    with pytest.raises(ConfigurationError, match=sentence):
        assemble(pulled(*rows))


@pytest.mark.parametrize(
    ("first", "second", "mode"),
    [("2", "1", MailMode.REHEARSAL), ("2", "", MailMode.OFF), ("2", "2", MailMode.LIVE)],
)
def test_of_two_settings_records_the_lower_counts_with_the_careful_mail_mode(first, second, mode):
    rows = [settings("10", ps_mail_mode=first), settings("9", ps_mail_mode=second, ps_cycle="AY9")]
    assembly = assemble(pulled(*rows))
    assert assembly.roster.settings.record_id == "9"
    assert assembly.roster.settings.cycle == "AY9"
    assert assembly.roster.settings.mail_mode is mode
    reported = issues_of(assembly, IssueCode.SETTINGS_RECORDS)
    assert [(i.record_id, i.severity) for i in reported] == [
        ("9", Severity.WARNING),
        ("10", Severity.WARNING),
    ]
    assert "records 9, 10 all hold programme settings; 9 counts" in reported[0].what


@pytest.mark.parametrize(
    ("cell", "setting"),
    [
        ("ps_first_meet_days", "first_meeting_days"),
        ("ps_agreement_days", "agreement_days"),
        ("ps_q_grace_days", "quarterly_grace_days"),
    ],
)
def test_days_that_no_date_could_hold_are_reported_and_the_policy_stands(cell, setting):
    assembly = assemble(pulled(settings(**{cell: "999999999"})))
    assert getattr(assembly.roster.settings, setting) is None
    assert [each.field for each in issues_of(assembly, IssueCode.UNKNOWN_CODE)] == [cell]


def test_an_unknown_mail_mode_is_off_and_reported():
    assembly = assemble(pulled(settings(ps_mail_mode="7")))
    assert assembly.roster.settings.mail_mode is MailMode.OFF
    [issue] = assembly.issues
    assert issue.code is IssueCode.UNKNOWN_CODE
    assert issue.sentence == (
        "Record 1: Programme settings: the value 7 in ps_mail_mode is not one of the answers in "
        "the data dictionary. Choose the answer again on that page; if the choices were changed "
        "in REDCap, tell whoever looks after the programme's data dictionary."
    )


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("2026-12-24", "2026-12-24", "2026-12-24"),
        ("  2026-12-24 to 2027-01-01 ", "2026-12-24", "2027-01-01"),
        ("2026-12-24 - 2027-01-01", "2026-12-24", "2027-01-01"),
        ("2026-12-24..2027-01-01", "2026-12-24", "2027-01-01"),
        ("2026-12-24/2027-01-01", "2026-12-24", "2027-01-01"),
        ("2026-12-24 \u2013 2027-01-01", "2026-12-24", "2027-01-01"),
    ],
)
def test_quiet_dates_are_days_or_ranges_one_a_line(line, first, last):
    assembly = assemble(pulled(settings(ps_quiet_dates=f"\n{line}\r\n")))
    expected = Interval(date.fromisoformat(first), date.fromisoformat(last))
    assert assembly.roster.settings.quiet == (expected,)
    assert assembly.issues == ()


@pytest.mark.parametrize("line", ["Christmas", "2026-12-24 to", "2027-01-01 to 2026-12-24"])
def test_a_quiet_line_that_is_no_date_is_reported_by_its_number_not_its_words(line):
    assembly = assemble(pulled(settings(ps_quiet_dates=f"2026-11-26\n{line}")))
    assert len(assembly.roster.settings.quiet) == 1
    [issue] = assembly.issues
    assert "line 2 of the quiet dates" in issue.what
    assert "Christmas" not in issue.sentence


def test_quiet_dates_of_more_than_a_year_are_kept_and_questioned():
    text = "2026-08-01 to 2199-12-31\n2026-12-24 to 2027-01-01"
    assembly = assemble(pulled(settings(ps_quiet_dates=text)))
    [quiet] = assembly.roster.settings.quiet
    assert date(2199, 12, 31) in quiet
    [issue] = assembly.issues
    assert issue.what.endswith("line 1 of the quiet dates stops all mail up to 2199-12-31.")
    assert issue.severity is Severity.WARNING


# what a record is


def test_the_record_type_decides_what_is_read():
    stray = instance("101", "preferences", pf_cycle="AY2026", pf_participate="1", pf_hub1="7")
    assembly = assembled(hub("101", "7", p_last="Nobody"), stray)
    assert assembly.roster.people == {}
    assert assembly.roster.preferences == ()
    assert list(assembly.roster.hubs) == [7]


@pytest.mark.parametrize("kind", ["", "5"])
def test_a_record_that_does_not_say_what_it_is_is_left_alone(kind):
    assembly = assembled(base("55", kind, p_last="Nobody"))
    assert assembly.roster.people == {}
    [issue] = assembly.issues
    assert (issue.code, issue.severity) == (IssueCode.UNKNOWN_CODE, Severity.ERROR)
    assert assembly.records_left_alone == {"55"}


def test_rows_of_a_record_without_base_row_are_not_read():
    assert assembled(instance("77", "pairing", pr_decision="3")).roster.pairings == ()


# people


def test_a_person_is_read_with_roles_ticked():
    row = person(
        "1042",
        p_roles___1="1",
        p_roles___2="0",
        p_roles___3="1",
        p_rank="2",
        p_pgy="",
        p_hire_on="2020-09-01",
    )
    [found] = assembled(row).roster.people.values()
    assert found.roles == {Role.MENTEE, Role.SENIOR_MENTOR}
    assert found.email == "ada1042@example.edu"
    assert found.hired_on == date(2020, 9, 1)
    assert found.training_year is None


@pytest.mark.parametrize(("typed", "used"), [("", "Dr. Amber7"), ("Ada", "Ada")])
def test_without_a_greeting_people_are_doctor_and_last_name(typed, used):
    assert assembled(person("7", p_greeting=typed)).roster.people["7"].greeting == used


def test_a_retired_person_is_kept_but_not_active():
    assert not assembled(person("7", rec_active="0")).roster.people["7"].is_active


def test_people_come_in_the_order_of_their_numbers():
    found = assembled(person("10"), person("9"), person("1001"))
    assert list(found.roster.people) == ["9", "10", "1001"]


@pytest.mark.parametrize(
    ("participation", "first", "last", "leave"),
    [
        ("3", "2026-09-01", "2026-12-01", ("2026-09-01", "2026-12-01")),
        ("3", "2026-09-01", "", ("2026-09-01", None)),
        ("3", "", "2026-12-01", None),
        ("3", "2026-12-01", "2026-09-01", None),
        ("3", "", "", None),
        ("1", "2026-09-01", "2026-12-01", ("2026-09-01", "2026-12-01")),
        ("1", "2026-09-01", "", None),
    ],
)
def test_a_leave_with_dates_counts_and_one_without_end_only_while_on_leave(
    participation, first, last, leave
):
    row = person("7", p_participation=participation, p_leave_from=first, p_leave_until=last)
    found = assembled(row).roster.people["7"].leave
    shown = found and (
        found.first.isoformat(),
        found.last.isoformat() if found.last else None,
    )
    assert shown == leave


def test_an_unknown_code_in_a_deciding_field_leaves_the_record_alone():
    assembly = assembled(person("7", p_participation="8"), person("8"))
    assert assembly.roster.people["7"].participation is Participation.NOT_YET_ASKED
    assert assembly.records_left_alone == {"7"}
    [issue] = assembly.issues
    assert (issue.code, issue.field) == (IssueCode.UNKNOWN_CODE, "p_participation")
    assert issue.what.startswith("Person profile: the value 8 in p_participation is not one of")


def test_an_unknown_code_elsewhere_is_a_warning():
    assembly = assembled(person("7", p_rank="8"))
    assert assembly.roster.people["7"].rank is None
    assert [i.severity for i in assembly.issues] == [Severity.WARNING]


def test_a_missing_data_code_is_a_blank_and_no_problem():
    assembly = assembled(person("7", p_rank="UNK", p_hire_on="NI", p_roles___unk="1"))
    assert assembly.issues == ()
    assert assembly.roster.people["7"].rank is None


@pytest.mark.parametrize(("column", "cell"), [("p_roles___7", "1"), ("p_roles___1", "yes")])
def test_a_tick_that_cannot_be_read_is_reported_by_its_column(column, cell):
    assembly = assembled(person("7", **{column: cell}), person("8"))
    [issue] = assembly.issues
    assert (issue.code, issue.severity) == (IssueCode.UNKNOWN_CODE, Severity.ERROR)
    assert f"the tick in {column}" in issue.what


def test_a_date_that_is_none_is_reported_without_what_was_written():
    assembly = assembled(person("7", p_hire_on="since Dr. Basalt left"))
    [issue] = assembly.issues
    assert (issue.code, issue.severity) == (IssueCode.DATE_ORDER, Severity.WARNING)
    assert "Basalt" not in issue.sentence


# hubs and groups


def test_a_hubs_entry_is_read_as_the_office_typed_it():
    text = "A fellow\r\n<b>wanted</b> & paid \n"
    ticks = {"hub_domain___4": "1", "hub_domain___1": "1", "hub_domain___2": "0"}
    found = assembled(
        hub("501", "7", hub_opportunities=text, hub_url=" example.edu ", **ticks),
        hub("502", "8", hub_opportunities="NA", hub_domain___9="1"),
    )

    assert found.roster.hubs[7].entry == HubEntry(
        areas=(HubArea.RESEARCH, HubArea.SERVICE),
        opportunities="A fellow\n<b>wanted</b> & paid",
        page="example.edu",
    )
    assert found.roster.hubs[7].opportunities.mark == fingerprint(text)
    assert found.roster.hubs[8].entry == HubEntry()
    assert found.roster.hubs[8].opportunities.is_empty
    [problem] = found.issues
    assert (problem.record_id, problem.field) == ("502", "hub_domain")
    assert problem.severity is Severity.WARNING


def test_two_hubs_with_one_number_are_told_apart():
    rows = [hub("102", "7"), hub("101", "7"), hub("103", "7", rec_active="0"), hub("104", "")]
    assembly = assembled(*rows)
    assert assembly.roster.hubs[7].record_id == "101"
    assert [(i.record_id, i.code) for i in assembly.issues] == [
        ("102", IssueCode.HUB_UNKNOWN),
        ("103", IssueCode.HUB_UNKNOWN),
        ("104", IssueCode.HUB_UNKNOWN),
    ]
    assert "already the number of record 101" in assembly.issues[0].what
    assert assembly.issues[2].what == "Hub directory: hub_code is blank."


def test_an_active_hub_keeps_its_number_against_a_retired_one():
    assembly = assembled(hub("101", "7", rec_active="0"), hub("102", "7"))
    assert assembly.roster.hubs[7].record_id == "102"


def test_a_hub_number_that_is_no_number_is_reported_once():
    [issue] = assembled(hub("101", "seven")).issues
    assert issue.code is IssueCode.UNKNOWN_CODE


def test_a_group_is_read_and_a_second_one_with_its_number_is_reported():
    first = group("11", "3", ag_senior="1001", ag_deputy="1002", ag_anchor_month="2")
    assembly = assembled(first, group("12", "3", ag_names_ok="0"))
    found = assembly.roster.groups[3]
    assert (found.senior_mentor_id, found.deputy_id) == ("1001", "1002")
    assert found.review_months is ReviewMonths.FEBRUARY_AUGUST
    assert found.may_name_pairs
    assert [i.record_id for i in issues_of(assembly, IssueCode.SENIOR_MENTOR)] == ["12"]


def test_a_senior_mentor_written_as_a_name_is_no_record_number():
    [issue] = assembled(group("11", "3", ag_senior="Basalt")).issues
    assert (issue.code, issue.severity) == (IssueCode.MENTOR_REFERENCE, Severity.ERROR)
    assert "Basalt" not in issue.sentence


# order


def everything():
    return [
        settings(),
        settings("2", ps_mail_mode="1"),
        group("11", "3"),
        hub("102", "7"),
        hub("101", "7"),
        person("7"),
        person("10", p_rank="8"),
        person("9", p_participation="8"),
        *PROPOSALS,
        decision(1, pr_take="1"),
        decision(2, pr_take="3", pr_decision="3"),
        ANNOUNCED,
        instance("7", "contact_log", 2, cl_pair="1", cl_on="2026-08-01", cl_how="1"),
        instance("7", "contact_log", 1, cl_pair="1", cl_on="2026-08-01", cl_how="2"),
        instance("10", "due_item_auto", 1, di_key="PREF-10-AY2026", di_kind="1"),
        instance("9", "due_item_auto", 1, di_key="PREF-9-AY2026", di_kind="1"),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_equal_rows_in_any_order_give_an_equal_result(seed):
    rows = everything()
    Random(seed).shuffle(rows)
    shuffled = assemble(pulled(*rows))
    straight = assemble(pulled(*everything()))
    assert shuffled == straight
    assert repr(shuffled) == repr(straight)
