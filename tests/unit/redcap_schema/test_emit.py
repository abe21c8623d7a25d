from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mentorship.issues import Issue, IssueCode, Severity
from mentorship.named import Named
from mentorship.night import NightPlan
from mentorship.obligations.due_items import (
    DueItem,
    DueItemKind,
    DueState,
    LedgerEntry,
    Opening,
)
from mentorship.pairing.proposal import ChoiceMet, PairingPlan, Place, Proposal
from mentorship.program_settings import Mode
from mentorship.relationships import PairingId
from mentorship.run_summary import RunResult, RunSummary
from mentorship.statuses import (
    GroupState,
    HubState,
    PairingHealth,
    PairingStatus,
    PersonHealth,
    PersonStatus,
    Phase,
)
from redcap_schema.assemble import assemble
from redcap_schema.emit import emit, run_log_row
from redcap_schema.reading import Problems, read_rows
from redcap_schema.registry import instrument, opening_fields, owned_columns
from redcap_schema.row import cells
from tests.support.redcap_rows import hub, instance, person, pulled, settings


TODAY = date(2026, 11, 21)

PERSON = PersonStatus(
    record_id="1042",
    cycle="AY2026",
    hub="H07 Delirium and brain health",
    mentor_name="Ben Basalt",
    goals="Write\nTeach",
    plan="Send the abstract",
    proposal="First choice.\r\nAlternatives follow.  ",
    phase=Phase.INITIATION,
    health=PersonHealth.DUE_SOON,
    overdue_count=0,
    next_what="First meeting",
    next_on=date(2026, 12, 1),
    last_contact_on=date(2026, 11, 2),
    last_in_person_on=date(2026, 11, 1),
    load=0,
    room=2,
    problems="One thing",
)
HUB = HubState(
    record_id="101",
    hub_code=7,
    mentors=2,
    capacity=4,
    mentees=3,
    first_choices=5,
    named=9,
    gain=1,
    on_time_percent=83,
    list_mark="c0ffee",
    list_since=date(2026, 8, 3),
    list_todo="No scholarship opportunities are listed.",
    problems="None open",
)
GROUP = GroupState(
    record_id="11",
    group_code=3,
    hubs=5,
    mentors=6,
    mentees=7,
    next_summary_on=date(2027, 1, 4),
    last_summary_on=date(2026, 7, 1),
)
PAIRING = PairingStatus(
    pairing_id=PairingId("1042", 2),
    hub="H07 Delirium and brain health",
    mentor_id="1001",
    mentor_name="Ben Basalt",
    announced_on=date(2026, 7, 2),
    corrected_on=date(2026, 7, 8),
    told_before=(Named(7, "1003"), Named(None, "1004")),
    first_met_on=date(2026, 7, 20),
    days_to_meet=19,
    contacts_90=0,
    in_person_year=1,
    phase=Phase.NEGOTIATION,
    health=PairingHealth.ON_COURSE,
    problem="One thing",
)


def entry(key="MEET-1042.2", record_id="1042", due_on=date(2026, 12, 1), **more):
    item = DueItem(
        key=key,
        kind=DueItemKind.FIRST_MEETING,
        record_id=record_id,
        about="1042.2",
        period="AY2026",
        opened_on=TODAY,
        due_on=due_on,
        state=DueState.DONE_LATE,
        done_on=date(2026, 11, 20),
    )
    told = {
        "notices_sent": 2,
        "last_notice_on": TODAY,
        "next_notice_on": date(2026, 12, 5),
        "seen_on": date(2026, 10, 1),
    }
    return LedgerEntry(item=item, claim="run", **{**told, **more})


PLACE = Place(7, "1001")


def proposal(mentee="1042", place=PLACE):
    return Proposal(
        mentee_id=mentee,
        place=place,
        choice_met=ChoiceMet.SECOND if place else ChoiceMet.NONE,
        why="Because",
        alternatives=(Place(32, "1013"), Place(7, "1002")),
    )


def planned(**parts):
    empty = dict.fromkeys(
        ("issues", "ledger", "openings", "notices", "people", "hubs", "groups", "pairings"), ()
    )
    return NightPlan(today=TODAY, **{**empty, **parts})


def roster_of(*rows):
    return assemble(pulled(settings(), hub("101", "7"), person("1042"), *rows)).roster


def emitted(plan, *rows, run="night"):
    return emit(plan, roster_of(*rows), run)


def stored(target):
    """Return *target* as REDCap would export it."""
    repeating = target.repeat_instance is not None
    return {
        "record_id": target.record_id,
        "redcap_repeat_instrument": target.instrument if repeating else "",
        "redcap_repeat_instance": str(target.repeat_instance) if repeating else "",
        **target.values,
    }


PLAN = planned(
    people=(PERSON,),
    hubs=(HUB,),
    groups=(GROUP,),
    pairings=(PAIRING,),
    ledger=(entry(),),
    proposals=PairingPlan(cycle="AY2026", run="AY2026-2026-06-08", proposals=(proposal(),)),
)
LOG = run_log_row(
    RunSummary(department="anesthesiology", date=TODAY, mode=Mode.LIVE, result=RunResult.CLEAN),
    record_id="1",
    last_instance=4,
    problems=["Record 7: fix it.", "Record 8: fix it."],
    version="0.1.0",
    started_at=datetime(2026, 11, 21, 2, 0, 30, tzinfo=UTC),
)
TARGETS = [*emitted(PLAN), LOG]


def test_the_plan_above_fills_every_owned_instrument():
    assert {target.instrument for target in TARGETS} == set(owned_columns())


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.instrument)
def test_every_cell_of_a_row_is_named_and_none_of_a_full_plan_is_lost(target):
    assert set(target.values) == owned_columns()[target.instrument]
    assert [name for name, cell in target.values.items() if not cell] == []
    assert target.stamps <= set(target.values)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.instrument)
def test_what_is_written_is_read_back_as_it_was(target):
    problems = Problems()
    [row] = read_rows(instrument(target.instrument), [stored(target)], problems)
    assert problems.found == []
    assert cells(row) == target.values


def test_text_is_written_without_carriage_returns_or_blanks_at_its_ends():
    values = TARGETS[0].values
    assert values["px_proposal_text"] == "First choice.\nAlternatives follow."
    assert values["px_goals_text"] == "Write\nTeach"
    assert values["px_plan_text"] == "Send the abstract"


def test_the_run_name_is_a_stamp():
    assert TARGETS[0].stamps == {"px_run"}


def test_rows_come_in_dictionary_order_then_by_record_number():
    plan = planned(ledger=(entry("B-10", "10"), entry("A-9", "9")), people=(PERSON,))
    assert [(t.instrument, t.record_id) for t in emitted(plan)] == [
        ("person_status_auto", "1042"),
        ("due_item_auto", "9"),
        ("due_item_auto", "10"),
    ]


def test_without_a_pairing_run_the_last_gain_stands():
    quiet = replace(HUB, mentors=0, gain=None, on_time_percent=None)
    [target] = emitted(planned(hubs=(quiet,)))
    assert "hx_gain" not in target.values
    assert target.values["hx_ontime"] == ""
    assert target.values["hx_mentors"] == "0"


def test_a_known_key_keeps_its_instance_and_a_new_one_comes_after_all_there_are():
    rows = [
        instance("1042", "due_item_auto", 2, di_key="MEET-1042.2", di_kind="4"),
        instance("1042", "due_item_auto", 5, di_key="", di_kind=""),
    ]
    new = [
        entry("AGREE-1042.2", due_on=date(2026, 12, 9)),
        entry("PREF-1042", due_on=date(2026, 12, 8)),
    ]
    targets = emitted(planned(ledger=(*new, entry())), *rows)
    assert [(t.repeat_instance, t.values["di_key"]) for t in targets] == [
        (2, "MEET-1042.2"),
        (6, "PREF-1042"),
        (7, "AGREE-1042.2"),
    ]


def test_a_key_that_also_stands_on_another_record_makes_one_row_not_one_every_night():
    stray = instance("9", "due_item_auto", 1, di_key="MEET-1042.2", di_kind="4", di_state="2")
    earlier = instance("1042", "due_item_auto", 5, di_key="PREF-1042", di_kind="1")
    plan = planned(ledger=(entry(),))
    rows = [person("9"), stray, earlier]
    first = emitted(plan, *rows)
    assert [(t.record_id, t.repeat_instance) for t in first] == [("1042", 6)]
    assert emitted(plan, *rows, stored(first[0])) == first


def test_emitting_again_after_writing_gives_the_same_rows():
    plan = planned(ledger=(entry(), entry("AGREE-1042.2")), proposals=PLAN.proposals)
    first = emitted(plan)
    assert emitted(plan, *map(stored, first)) == first


OLD = instance(
    "1042",
    "pairing_proposal_auto",
    3,
    mp_cycle="AY2026",
    mp_run="AY2026-2026-06-01",
    mp_hub="H07 Old name",
    mp_mentor="1002",
    mp_state="1",
)


def test_a_new_run_takes_a_new_instance_and_ends_the_old_one_without_rewriting_it():
    new, old = sorted(
        emitted(planned(proposals=PLAN.proposals), OLD), key=lambda t: -(t.repeat_instance or 0)
    )
    assert (new.repeat_instance, new.values["mp_state"]) == (4, "1")
    assert new.values["mp_hub"] == "H07 Hub 7"
    assert (old.repeat_instance, old.values) == (3, {"mp_state": "0"})


def test_the_same_run_keeps_its_instance():
    same = {**OLD, "mp_run": "AY2026-2026-06-08"}
    [target] = emitted(planned(proposals=PLAN.proposals), same)
    assert target.repeat_instance == 3


def test_a_proposal_of_somebody_no_longer_in_the_run_is_superseded_too():
    empty = PairingPlan(cycle="AY2026", run="AY2026-2026-06-08", proposals=())
    [target] = emitted(planned(proposals=empty), OLD)
    assert target.values == {"mp_state": "0"}


def test_a_record_left_alone_keeps_its_proposal():
    empty = PairingPlan(cycle="AY2026", run="AY2026-2026-06-08", proposals=())
    issue = Issue(IssueCode.EMAIL, Severity.ERROR, "1042", "person_profile", "p_email", "", "")
    assert emitted(planned(proposals=empty, issues=(issue,)), OLD) == []


def test_a_proposal_without_place_says_so_with_a_code():
    plan = PairingPlan(cycle="AY2026", run="r", proposals=(proposal(place=None),))
    [target] = emitted(planned(proposals=plan))
    assert target.values["mp_rank"] == "0"
    assert target.values["mp_hub"] == target.values["mp_mentor"] == ""
    assert target.values["mp_alt_a"] == "H32-1013"


def test_an_opening_carries_its_key_fields_and_is_incomplete():
    opening = Opening(
        instrument="quarterly_report",
        record_id="1042",
        repeat_instance=3,
        fields={"qr_pair": 2, "qr_period": "AY2026-Q2", "qr_due": date(2027, 1, 14)},
    )
    [target] = emitted(planned(openings=(opening,)))
    assert target.repeat_instance == 3
    assert target.values == {
        "qr_pair": "2",
        "qr_period": "AY2026-Q2",
        "qr_due": "2027-01-14",
        "quarterly_report_complete": "0",
    }
    assert set(opening.fields) == opening_fields("quarterly_report")


def test_a_run_is_logged_in_a_new_instance_with_counts_and_problems():
    assert (LOG.record_id, LOG.repeat_instance) == ("1", 5)
    assert LOG.values["rl_on"] == "2026-11-21 02:00"
    assert LOG.values["rl_problems"] == "Record 7: fix it.\nRecord 8: fix it."
    assert LOG.values["rl_counts"].splitlines()[0] == "Rows read 0, changed 0, opened 0"
