from datetime import date

import pytest

from mentorship.issues import IssueCode, Severity
from mentorship.pairing.proposal import ChoiceMet, Place
from mentorship.relationships import Asker, Decision, OverrideAction, PairingId, TakesPart
from redcap_schema.assemble import assemble
from tests.support.redcap_rows import (
    ANNOUNCED,
    PROPOSALS,
    decision,
    group,
    instance,
    person,
    pulled,
    settings,
)
from tests.support.tables import cases


def assembled(*rows):
    return assemble(pulled(settings(), *rows))


def issues_of(assembly, code):
    return [issue for issue in assembly.issues if issue.code is code]


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


@cases(
    """
    cycle  | decision | begins     | mentor | said
    -------|----------|------------|--------|--------
           | 3        | 2026-06-01 | 1001   |
           | 3        | 2026-05-31 |        | error
           | 1        | 2026-05-31 |        | warning
           | 4        | 2026-05-31 |        |
           | 3        |            | 1001   |
    AY2026 | 3        | 2026-05-31 | 1001   |
    AY2025 | 3        | 2026-05-31 | 1009   |
    """
)
def test_a_decision_without_a_cycle_older_than_this_cycle_s_proposals_takes_none(case):
    """Record 7 was proposed a mentor in AY2025, and others in AY2026 from 1 June on."""
    row = decision(
        pr_take="1",
        pr_cycle=case["cycle"],
        pr_decision=case["decision"],
        pr_start_on=case["begins"],
    )
    assembly = assembled(person("7"), *PROPOSALS, row)
    assert (assembly.roster.pairings[0].mentor_id or "") == case["mentor"]
    found = issues_of(assembly, IssueCode.PROPOSAL_REFERENCE)
    assert [each.severity.value for each in found] == [each for each in [case["said"]] if each]
    assert all("Enter the academic year" in each.do for each in found)


def test_a_decision_without_a_cycle_takes_no_proposal_of_another():
    row = decision(pr_take="1", pr_cycle="", pr_decision="3", pr_start_on="2026-08-01")
    assembly = assembled(person("7"), PROPOSALS[2], row)
    assert assembly.roster.pairings[0].mentor_id is None
    [issue] = issues_of(assembly, IssueCode.PROPOSAL_REFERENCE)
    assert "Enter the academic year of the proposal meant" in issue.do


def test_one_whose_mentee_has_no_other_proposal_may_be_dated_back():
    row = decision(pr_take="1", pr_cycle="", pr_decision="3", pr_start_on="2026-05-01")
    assembly = assembled(person("7"), *PROPOSALS[:2], row)
    assert assembly.roster.pairings[0].mentor_id == "1001"
    assert assembly.issues == ()


def test_what_was_announced_stands_whatever_is_proposed_later():
    rows = (*PROPOSALS, decision(pr_take="1", pr_decision="3"), ANNOUNCED)
    assembly = assembled(person("7"), *rows)
    [found] = assembly.roster.pairings
    assert (found.hub_code, found.mentor_id) == (5, "1005")
    assert found.announced_on == date(2026, 7, 2)
    assert assembly.issues == ()


@cases(
    """
    told of                   | takes | reported
    --------------------------|-------|---------
    H07 Delirium, 1001        | 1     |
    H07 Delirium, 1001        | 2     | yes
    H07 Delirium, 1001        | 3     | yes
    H32 Other, 1013           | 2     |
    H32 Other, 1013           | 1     | yes
    H03 Old, 1003             | 1     |
    H05 Registries, 1005      | 2     |
    """
)
def test_an_alternative_taken_after_the_announcement_is_not_passed_over_in_silence(case):
    hub, mentor = case["told of"].split(", ")
    row = decision(pr_take=case["takes"], pr_decision="3")
    announced = {**ANNOUNCED, "pz_hub": hub, "pz_mentor": mentor}

    assembly = assembled(person("7"), *PROPOSALS, row, announced)

    [found] = assembly.roster.pairings
    assert found.mentor_id == mentor
    said = [each.severity for each in issues_of(assembly, IssueCode.PROPOSAL_REFERENCE)]
    assert said == [Severity.WARNING] * bool(case["reported"])


def test_a_decision_changed_after_the_announcement_is_a_correction():
    row = decision(pr_take="4", pr_hub="5", pr_mentor="1006", pr_decision="3")
    assembly = assembled(person("7"), row, {**ANNOUNCED, "pz_before": "H03-1002, M-1003, x"})
    [found] = assembly.roster.pairings
    assert (found.mentor_id, found.corrects, found.is_told) == ("1006", (5, "1005"), False)
    assert found.told_before == ((3, "1002"), (None, "1003"))
    assert assembly.issues == ()


@cases(
    """
    programme | hub | mentor | corrected
    ----------|-----|--------|----------
    1         | 5   | 1005   |
    1         | 6   | 1005   | yes
              | 6   | 1005   | yes
    2         | 6   | 1005   |
    2         |     | 1005   |
    2         |     | 1006   | yes
    3         | 6   | 1005   |
    3         | 6   | 1006   | yes
    """
)
def test_a_hub_is_corrected_only_where_both_were_told_of_one(case):
    row = decision(
        pr_take="4",
        pr_decision="3",
        pr_program=case["programme"],
        pr_hub=case["hub"],
        pr_mentor=case["mentor"],
    )
    assembly = assembled(person("7"), row, ANNOUNCED)
    [found] = assembly.roster.pairings
    assert bool(found.corrects) == bool(case["corrected"])
    assert (str(found.hub_code or ""), found.mentor_id) == (case["hub"], case["mentor"])
    assert assembly.issues == ()


def test_a_decision_changed_after_the_two_have_begun_is_reported():
    row = decision(pr_take="4", pr_hub="5", pr_mentor="1006", pr_decision="3")
    met = instance("7", "contact_log", 1, cl_pair="1", cl_on="2026-08-01", cl_how="1")
    assembly = assembled(person("7"), row, met, ANNOUNCED)
    [found] = assembly.roster.pairings
    assert (found.mentor_id, found.is_told) == ("1005", True)
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


def test_a_quarterly_report_is_read_without_its_barriers_in_words():
    row = instance(
        "7",
        "quarterly_report",
        1,
        qr_pair="1",
        qr_period="AY2026-Q1",
        qr_g1="3",
        qr_done="One poster",
        qr_plan=" Submit it ",
        qr_barrier_text="Secret",
        qr_correct="Secret",
        qr_barrier___0="1",
        qr_help___2="1",
        qr_share_done="1",
        qr_mentee_ok="1",
        qr_mentor_ok="1",
    )
    [found] = assembled(person("7"), decision(pr_decision="3"), row).roster.reports
    assert found.goals == ("3", None, None)
    assert found.plan == "Submit it"
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
        instance("7", "change_request", 2, cr_pair="1", cr_kind="4", cr_who="2"),
    ]
    [found] = assembled(person("7"), *rows).roster.change_requests
    assert (found.repeat_instance, found.pairing_number, found.asker) == (2, 1, Asker.MENTOR)


def test_a_ledger_row_without_key_is_ours_to_fill_again():
    rows = [
        instance("7", "due_item_auto", 1, di_key="", di_state="3"),
        instance("7", "due_item_auto", 2, di_key="MEET-7.1", di_kind="4", di_step="2"),
    ]
    roster = assembled(person("7"), *rows).roster
    assert [item.key for item in roster.ledger] == ["MEET-7.1"]
    assert roster.ledger[0].notices_sent == 2
    assert roster.last_instances["due_item_auto", "7"] == 2
