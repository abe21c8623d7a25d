"""Who plays each part of programme.md 6.3 in the synthetic department."""

from datetime import date, timedelta
from itertools import chain

import pytest

from sandbox.cast import CAST, Entrance
from sandbox.department import build


def instance(department, instrument, record, number):
    return next(
        row
        for row in department.rows_of(instrument)
        if row["record_id"] == record and row["redcap_repeat_instance"] == str(number)
    )


def cast_row(department, part, instrument):
    """The row of the part's first instance of *instrument*."""
    _, _, number = next(
        found for found in department.cast[part].instances if found[1] == instrument
    )
    record = next(r for r, i, n in department.cast[part].instances if i == instrument)
    return instance(department, instrument, record, number)


@pytest.mark.parametrize("size", ["S", "M"])
def test_every_part_is_cast_in_every_department(size):
    for seed in range(12):
        department = build(size, seed)
        assert department.cast.keys() == CAST.keys()
        known = {row["record_id"] for row in department.rows}
        played = chain.from_iterable(found.record_ids for found in department.cast.values())
        assert set(played) <= known


def test_every_part_has_a_story_and_an_entrance():
    assert all(member.story.endswith((".", "?")) for member in CAST.values())
    assert {member.entrance for member in CAST.values()} == set(Entrance)


def hub_of(department, record):
    return next(row for row in department.rows if row["record_id"] == record)


def test_the_hub_without_a_mentor_is_open_and_has_no_commitment(medium):
    (record,) = medium.cast["hub_without_mentor"].record_ids
    hub = hub_of(medium, record)
    assert hub["hub_status"] == "1"
    assert hub["hub_code"] not in {row["hc_hub"] for row in medium.rows_of("hub_commitment")}


def groups_served(department, mentor):
    groups = {row["hub_code"]: row["hub_ag"] for row in department.rows if row.get("hub_code")}
    rows = department.rows_of("hub_commitment")
    return {groups[row["hc_hub"]] for row in rows if row["record_id"] == mentor}


def test_the_mentor_in_two_groups_serves_hubs_of_both(medium):
    (record,) = medium.cast["mentor_in_two_groups"].record_ids
    assert len(groups_served(medium, record)) == 2


def test_the_mentor_who_is_mentee_wants_a_hub_of_a_peer(medium):
    record, peer = medium.cast["mentor_who_is_mentee"].record_ids
    roles = medium.people[record]
    assert (roles["p_roles___1"], roles["p_roles___2"]) == ("1", "1")
    first = str(medium.plans.wishes[record].choices[0])
    rows = medium.rows_of("hub_commitment")
    assert first in {row["hc_hub"] for row in rows if row["record_id"] == peer}
    assert medium.people[peer]["p_rank"] == roles["p_rank"] == "3"


def test_the_senior_who_is_hub_mentor_mentors_in_the_own_group(medium):
    senior, group, hub = medium.cast["senior_who_is_hub_mentor"].record_ids
    assert hub_of(medium, group)["ag_senior"] == senior
    assert hub_of(medium, hub)["hub_ag"] == hub_of(medium, group)["ag_code"]
    assert groups_served(medium, senior) == {hub_of(medium, group)["ag_code"]}


def test_two_people_mentor_each_other(medium):
    one, two = medium.cast["mutual_mentoring"].record_ids
    assert instance(medium, "pairing", one, 1)["pr_mentor"] == two
    assert instance(medium, "pairing", two, 1)["pr_mentor"] == one


def test_the_evaluator_is_a_mentor_of_the_first_choice(medium):
    mentee, evaluator = medium.cast["evaluator_proposed"].record_ids
    rule = cast_row(medium, "evaluator_proposed", "pairing_constraint")
    assert (rule["pc_other"], rule["pc_kind"]) == (evaluator, "2")
    first = str(medium.plans.wishes[mentee].choices[0])
    rows = medium.rows_of("hub_commitment")
    assert evaluator in {row["record_id"] for row in rows if row["hc_hub"] == first}


def test_one_agreement_is_signed_by_the_mentee_alone(medium):
    row = cast_row(medium, "agreement_signed_by_one", "first_report")
    assert (row["fr_mentee_ok"], row.get("fr_mentor_ok", "")) == ("1", "")


def test_two_reports_are_for_one_quarter(medium):
    (_, _), *found = [
        (number, instance(medium, name, record, number))
        for record, name, number in medium.cast["two_reports_one_quarter"].instances
    ]
    periods = [(row["qr_pair"], row["qr_period"]) for _, row in found]
    assert len(periods) == 2
    assert periods[0] == periods[1]


def test_the_closed_pair_has_a_report_for_the_quarter_after_its_end(medium):
    pair = cast_row(medium, "report_for_closed_pair", "pairing")
    report = cast_row(medium, "report_for_closed_pair", "quarterly_report")
    assert pair["pr_state"] == "4"
    ended = date.fromisoformat(pair["pr_end_on"])
    quarter = medium.timetable.quarter(medium.timetable.start - timedelta(days=1))
    assert report["qr_period"] == quarter.name
    assert ended < quarter.first


def test_a_contact_is_dated_the_day_after_preferences_open(medium):
    row = cast_row(medium, "contact_tomorrow", "contact_log")
    tomorrow = medium.timetable.preferences_open_on + timedelta(days=1)
    assert row["cl_on"] == tomorrow.isoformat()


def test_one_person_is_there_twice_with_two_addresses(medium):
    one, two = (medium.people[r] for r in medium.cast["same_person_twice"].record_ids)
    assert (one["p_first"], one["p_last"]) == (two["p_first"], two["p_last"])
    assert one["p_email"] != two["p_email"]


def test_two_people_share_a_mailbox(medium):
    one, two = (medium.people[r] for r in medium.cast["shared_mailbox"].record_ids)
    assert one["p_email"] == two["p_email"] != ""


def test_odd_characters_are_where_people_type(medium):
    record, hub = medium.cast["odd_characters"].record_ids
    goal = medium.plans.wishes[record].goal
    described = hub_of(medium, hub)
    written = medium.people[record]["p_last"] + described["hub_description"] + goal
    assert all(sign in written for sign in ("'", "&", "\n", "/etc/hosts", "<", "🙂", "Å"))
    assert all(sign in described["hub_opportunities"] for sign in ("<b>", "&", "\n", "麻", "🙂"))
    assert "://" not in described["hub_url"]


def test_a_fourth_year_resident_mentors_a_first_year_one(medium):
    mentee, mentor = medium.cast["pgy4_mentors_pgy1"].record_ids
    pair = cast_row(medium, "pgy4_mentors_pgy1", "pairing")
    assert (pair["pr_program"], pair["pr_mentor"]) == ("2", mentor)
    assert (medium.people[mentee]["p_pgy"], medium.people[mentor]["p_pgy"]) == ("1", "4")
    assert medium.people[mentor]["p_roles___5"] == "1"


def test_one_group_shows_counts_only(medium):
    (record,) = medium.cast["group_counts_only"].record_ids
    hidden = [row["record_id"] for row in medium.rows if row.get("ag_names_ok") == "0"]
    assert hidden == [record]


def test_one_group_can_only_ever_hold_its_one_pair(medium):
    group, mentee, mentor = medium.cast["group_with_one_pair"].record_ids
    code = hub_of(medium, group)["ag_code"]
    hubs = {row["hub_code"] for row in medium.rows if row.get("hub_ag") == code}
    open_rows = [
        row
        for row in medium.rows_of("hub_commitment")
        if row["hc_hub"] in hubs and row["hc_accepting"] == "1"
    ]
    assert [(row["record_id"], row["hc_capacity"]) for row in open_rows] == [(mentor, "1")]
    pair = instance(medium, "pairing", mentee, 1)
    assert pair["pr_hub"] in hubs


@pytest.mark.parametrize(
    ("part", "has_deputy"),
    [("senior_on_leave_with_deputy", True), ("senior_on_leave_without_deputy", False)],
)
def test_a_senior_mentor_is_away_when_the_january_summary_is_due(medium, part, has_deputy):
    senior, group = medium.cast[part].record_ids
    person, row = medium.people[senior], hub_of(medium, group)
    assert person["p_leave_from"] < "2027-01-04" < person["p_leave_until"]
    assert (row["ag_senior"], bool(row["ag_deputy"])) == (senior, has_deputy)
    assert row["ag_anchor_month"] == "1"
