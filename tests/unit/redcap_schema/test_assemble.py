from datetime import date
from random import Random

import pytest

from mentorship.errors import ConfigurationError
from mentorship.hubs import ReviewMonths
from mentorship.intervals import Interval
from mentorship.issues import IssueCode, Severity
from mentorship.pairing.proposal import ChoiceMet, Place
from mentorship.people import Participation, Role
from mentorship.program_settings import MailMode
from mentorship.relationships import Decision, OverrideAction, PairingId, TakesPart
from redcap_schema.assemble import assemble
from tests.support.redcap_rows import base, group, hub, instance, person, pulled, settings


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


# wishes


def test_an_opened_commitment_is_no_answer_but_is_known_to_be_open():
    opened = instance("1001", "hub_commitment", 3, hc_cycle="AY2026")
    roster = assembled(person("1001"), opened).roster
    assert roster.commitments == ()
    assert roster.commitments_opened == {("1001", "AY2026")}
    assert roster.last_instances["hub_commitment", "1001"] == 3


def test_a_commitment_is_read():
    row = instance(
        "1001",
        "hub_commitment",
        2,
        hc_cycle="AY2026",
        hc_hub="7",
        hc_role="1",
        hc_capacity="2",
        hc_accepting="2",
        hc_pause_until="2026-12-01",
        hc_offers___3="1",
        hc_confirmed_on="2026-05-01",
    )
    [found] = assembled(person("1001"), row).roster.commitments
    assert (found.hub_code, found.capacity, found.repeat_instance) == (7, 2, 2)
    assert not found.is_accepting(date(2026, 11, 21))
    assert found.is_accepting(date(2026, 12, 2))


def test_a_commitment_without_capacity_is_reported_and_not_counted():
    assembly = assembled(person("1001"), instance("1001", "hub_commitment", hc_hub="7"))
    assert assembly.roster.commitments == ()
    [issue] = assembly.issues
    assert (issue.code, issue.field) == (IssueCode.MENTOR_WITHOUT_COMMITMENT, "hc_capacity")
    assert issue.what.startswith("Hub commitment, instance 1: ")


def test_an_opened_preference_is_kept_and_is_not_an_answer():
    rows = [
        instance("7", "preferences", 1, pf_cycle="AY2026"),
        instance("8", "preferences", 1, pf_cycle="AY2026", pf_participate="1", pf_hub2="7"),
    ]
    opened, answered = assembled(person("7"), person("8"), *rows).roster.preferences
    assert not opened.is_answered
    assert answered.takes_part is TakesPart.MATCH_ME
    assert answered.choices == (None, 7, None)


def test_half_a_rule_about_two_people_leaves_the_record_alone():
    rows = [
        instance("7", "pairing_constraint", 1, pc_other="1001", pc_kind="1"),
        instance("7", "pairing_constraint", 2, pc_other="1002"),
        instance("7", "pairing_constraint", 3),
    ]
    assembly = assembled(person("7"), *rows)
    assert [c.other_id for c in assembly.roster.constraints] == ["1001"]
    assert [i.repeat_instance for i in assembly.issues] == [2]
    assert assembly.records_left_alone == {"7"}


# pairings


PROPOSALS = (
    instance(
        "7",
        "pairing_proposal_auto",
        1,
        mp_cycle="AY2026",
        mp_run="AY2026-2026-06-01",
        mp_hub="H03 Old",
        mp_mentor="1003",
        mp_rank="1",
        mp_state="0",
    ),
    instance(
        "7",
        "pairing_proposal_auto",
        2,
        mp_cycle="AY2026",
        mp_run="AY2026-2026-06-08",
        mp_hub="H07 Delirium and brain health",
        mp_mentor="1001",
        mp_rank="2",
        mp_alt_a="H32-1013",
        mp_alt_b="H07-1002",
        mp_state="1",
    ),
    instance(
        "7",
        "pairing_proposal_auto",
        3,
        mp_cycle="AY2025",
        mp_hub="H09 Elsewhere",
        mp_mentor="1009",
        mp_state="1",
    ),
)


def decision(number=1, **cells):
    values = {"pr_cycle": "AY2026", "pr_program": "1", "pr_decision": "1", **cells}
    return instance("7", "pairing", number, **values)


@pytest.mark.parametrize(
    ("cells", "hub_code", "mentor"),
    [
        ({"pr_take": "1"}, 7, "1001"),
        ({"pr_take": "2"}, 32, "1013"),
        ({"pr_take": "3"}, 7, "1002"),
        ({"pr_take": "4", "pr_hub": "5", "pr_mentor": "1005"}, 5, "1005"),
        ({"pr_take": "5", "pr_hub": "6", "pr_mentor": "1006"}, 6, "1006"),
        ({"pr_take": "0", "pr_hub": "6", "pr_mentor": "1006"}, None, None),
        ({"pr_take": ""}, None, None),
        ({"pr_take": "1", "pr_cycle": "AY2025"}, 9, "1009"),
        ({"pr_take": "1", "pr_cycle": ""}, 7, "1001"),
        ({"pr_take": "1", "pr_hub": "5", "pr_mentor": "1005"}, 7, "1001"),
    ],
)
def test_hub_and_mentor_follow_from_what_the_office_takes(cells, hub_code, mentor):
    assembly = assembled(person("7"), *PROPOSALS, decision(**cells))
    [found] = assembly.roster.pairings
    assert (found.hub_code, found.mentor_id) == (hub_code, mentor)
    assert assembly.issues == ()


def test_without_a_current_proposal_the_latest_one_counts():
    rows = [{**row, "mp_state": "0"} for row in PROPOSALS]
    [found] = assembled(person("7"), *rows, decision(pr_take="1")).roster.pairings
    assert found.mentor_id == "1001"


def test_a_stored_proposal_is_read_back():
    found = assembled(person("7"), *PROPOSALS).roster.proposals[1]
    assert found.place == Place(7, "1001")
    assert found.alternatives == (Place(32, "1013"), Place(7, "1002"))
    assert found.choice_met is ChoiceMet.SECOND
    assert found.is_current


def test_alternative_b_never_moves_up_into_the_place_of_a():
    broken = {**PROPOSALS[1], "mp_alt_a": "H32"}
    [found] = assembled(person("7"), broken, decision(pr_take="2")).roster.pairings
    assert found.mentor_id is None


@pytest.mark.parametrize(
    ("decided", "severity"),
    [("1", Severity.WARNING), ("3", Severity.ERROR), ("4", None)],
)
def test_a_decision_that_takes_what_is_not_there_is_reported(decided, severity):
    row = decision(pr_take="2", pr_decision=decided, pr_start_on="2026-07-01")
    assembly = assembled(person("7"), row)
    found = issues_of(assembly, IssueCode.PROPOSAL_REFERENCE)
    assert [i.severity for i in found] == ([severity] if severity else [])
    assert all("takes alternative A, but this record holds none" in i.what for i in found)


ANNOUNCED = instance(
    "7",
    "pairing_status_auto",
    1,
    pz_pair="1",
    pz_hub="H05 Registries",
    pz_mentor="1005",
    pz_announced_on="2026-07-02",
)


def test_what_was_announced_stands_whatever_is_proposed_later():
    rows = (*PROPOSALS, decision(pr_take="1", pr_decision="3"), ANNOUNCED)
    assembly = assembled(person("7"), *rows)
    [found] = assembly.roster.pairings
    assert (found.hub_code, found.mentor_id) == (5, "1005")
    assert found.announced_on == date(2026, 7, 2)
    assert assembly.issues == ()


def test_a_decision_changed_after_the_announcement_is_reported():
    row = decision(pr_take="4", pr_hub="5", pr_mentor="1006", pr_decision="3")
    assembly = assembled(person("7"), row, ANNOUNCED)
    assert assembly.roster.pairings[0].mentor_id == "1005"
    [issue] = assembly.issues
    assert (issue.code, issue.severity) == (IssueCode.PROPOSAL_REFERENCE, Severity.WARNING)


def test_a_status_row_that_was_not_announced_decides_nothing():
    row = decision(pr_take="4", pr_hub="5", pr_mentor="1006")
    quiet = {**ANNOUNCED, "pz_announced_on": ""}
    [found] = assembled(person("7"), row, quiet).roster.pairings
    assert found.mentor_id == "1006"


def test_an_unknown_decision_is_a_draft_and_the_record_is_left_alone():
    assembly = assembled(person("7"), decision(pr_decision="9"))
    assert assembly.roster.pairings[0].decision is Decision.DRAFT
    assert assembly.records_left_alone == {"7"}


# reports


def test_a_report_without_number_belongs_to_the_only_current_pairing():
    rows = [
        decision(1, pr_decision="3", pr_state="4"),
        decision(2, pr_decision="3"),
        instance("7", "contact_log", 1, cl_on="2026-08-01", cl_how="1"),
        instance("7", "quarterly_report", 1, qr_period="AY2026-Q1"),
    ]
    roster = assembled(person("7"), *rows).roster
    assert roster.contacts[0].pairing_id == PairingId("7", 2)
    assert roster.reports[0].pairing_id == PairingId("7", 2)


def test_a_report_that_could_be_about_two_pairings_is_reported():
    rows = [
        decision(1, pr_decision="3"),
        decision(2, pr_decision="3"),
        instance("7", "first_report", 1, fr_met_on="2026-08-01"),
    ]
    assembly = assembled(person("7"), *rows)
    assert assembly.roster.agreements == ()
    [issue] = assembly.issues
    assert (issue.code, issue.field) == (IssueCode.REPORT_PERIOD, "fr_pair")


def test_an_agreement_is_read():
    row = instance(
        "7",
        "first_report",
        1,
        fr_pair="1",
        fr_due="2026-08-15",
        fr_met_on="2026-07-20",
        fr_met_how="2",
        fr_goal1="Write",
        fr_goal3="Teach",
        fr_months="0",
        fr_share___2="1",
        fr_next="2026-09-01 08:30",
        fr_mentee_ok="1",
        fr_mentor_ok="0",
    )
    [found] = assembled(person("7"), decision(pr_decision="3"), row).roster.agreements
    assert found.goals == ("Write", "Teach")
    assert found.months == 0
    assert found.shares == {"2"}
    assert found.next_on == date(2026, 9, 1)
    assert not found.is_signed


def test_a_quarterly_report_is_read_without_its_narrative():
    row = instance(
        "7",
        "quarterly_report",
        1,
        qr_pair="1",
        qr_period="AY2026-Q1",
        qr_g1="3",
        qr_done="One poster",
        qr_plan="Secret plan",
        qr_barrier___0="1",
        qr_help___2="1",
        qr_share_done="1",
        qr_mentee_ok="1",
        qr_mentor_ok="1",
    )
    [found] = assembled(person("7"), decision(pr_decision="3"), row).roster.reports
    assert found.goals == ("3", None, None)
    assert found.has_plan
    assert found.barriers == {"0"}
    assert found.asks == {"2"}
    assert found.is_signed
    assert "Secret" not in repr(found)


def test_an_untouched_instance_of_a_report_or_a_contact_is_nothing():
    rows = [instance("7", "quarterly_report", 1), instance("7", "contact_log", 1, cl_pair="1")]
    assembly = assembled(person("7"), decision(), *rows)
    assert assembly.roster.reports == ()
    assert assembly.roster.contacts == ()
    assert assembly.issues == ()


def test_a_contact_without_date_is_reported():
    row = instance("7", "contact_log", 1, cl_pair="1", cl_how="1")
    [issue] = assembled(person("7"), decision(), row).issues
    assert (issue.code, issue.field) == (IssueCode.DATE_ORDER, "cl_on")


def test_a_review_knows_its_hub_by_the_label():
    row = instance("11", "senior_review", 1, sr_period="2026H2", sr_hub="H14 Neurocritical care")
    [found] = assembled(group("11", "3"), row).roster.reviews
    assert (found.hub_code, found.is_done) == (14, False)


# the office's word


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        ({"ov_action": "1"}, "ov_key"),
        ({"ov_key": "MEET-7.1"}, "ov_action"),
        ({"ov_key": "MEET-7.1", "ov_action": "2"}, "ov_date"),
    ],
)
def test_an_override_that_does_not_say_enough_is_reported(cells, missing):
    assembly = assembled(person("7"), instance("7", "item_override", **cells))
    assert assembly.roster.overrides == ()
    [issue] = assembly.issues
    assert (issue.code, issue.field) == (IssueCode.OVERRIDE_KEY, missing)


def test_an_override_is_read_and_a_waiver_needs_no_date():
    rows = [
        instance("7", "item_override", 1, ov_key="MEET-7.1", ov_action="1"),
        instance("7", "item_override", 2, ov_key="AGREE-7.1", ov_action="2", ov_date="2026-12-01"),
        instance("7", "item_override", 3),
    ]
    waived, extended = assembled(person("7"), *rows).roster.overrides
    assert waived.action is OverrideAction.WAIVE
    assert extended.on == date(2026, 12, 1)


def test_an_opened_change_request_is_no_request_and_its_reason_is_not_kept():
    rows = [
        instance("7", "change_request", 1, cr_pair="1"),
        instance("7", "change_request", 2, cr_pair="1", cr_kind="4"),
    ]
    [found] = assembled(person("7"), *rows).roster.change_requests
    assert (found.repeat_instance, found.pairing_number) == (2, 1)


def test_a_ledger_row_without_key_is_ours_to_fill_again():
    rows = [
        instance("7", "due_item_auto", 1, di_key="", di_state="3"),
        instance("7", "due_item_auto", 2, di_key="MEET-7.1", di_kind="4", di_step="2"),
    ]
    roster = assembled(person("7"), *rows).roster
    assert [item.key for item in roster.ledger] == ["MEET-7.1"]
    assert roster.ledger[0].notices_sent == 2
    assert roster.last_instances["due_item_auto", "7"] == 2


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
