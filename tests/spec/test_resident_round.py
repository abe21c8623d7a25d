"""A residents' round from REDCap's rows to REDCap's rows: proposed, taken, told. Source: S3.7."""

from datetime import date, timedelta

import pytest

from mentorship.decide import decide
from mentorship.issues import IssueCode
from mentorship.obligations.due_items import DueItemKind, NoticeKind, SentNotices
from mentorship.policy import Policy
from mentorship.relationships import Programme
from redcap_schema.assemble import assemble
from redcap_schema.emit import emit
from tests.support.redcap_rows import instance, person, pulled, settings


NIGHT = date(2026, 7, 6)
PROGRAMME = (
    settings(ps_res_match_on="2026-07-06", ps_match_on="2026-07-06"),
    person("50", p_roles___1="0", p_roles___4="1", p_rank="5", p_pgy="1"),
    person("51", p_roles___1="0", p_roles___4="1", p_rank="5", p_pgy="1"),
    person("60", p_roles___1="0", p_roles___5="1", p_rank="4", p_resident_room="1"),
    person("61", p_roles___1="0", p_roles___5="1", p_rank="5", p_pgy="4", p_resident_room="2"),
    instance(
        "50",
        "preferences",
        1,
        pf_cycle="AY2026",
        pf_participate="1",
        pf_mentor1="60",
        pf_mentor2="61",
    ),
)


def night(rows, on=NIGHT, told=()):
    """Decide one night about *rows*; the plan, and what it writes into two instruments."""
    assembly = assemble(pulled(*rows))
    memory = SentNotices(dict.fromkeys(told, NIGHT))
    plan = decide(assembly, Policy(), told=memory, mirror=True, today=on)
    return plan, emit(plan, assembly.roster, "run")


def written(targets, name):
    return [
        instance(each.record_id, name, each.repeat_instance, **each.values)
        for each in targets
        if each.instrument == name
    ]


def test_a_proposal_is_stored_without_a_hub_and_the_second_run_writes_the_same():
    plan, targets = night(PROGRAMME)
    stored = written(targets, "pairing_proposal_auto")
    cells = [
        (r["record_id"], r["mp_hub"], r["mp_mentor"], r["mp_rank"], r["mp_alt_a"]) for r in stored
    ]
    assert cells == [("50", "", "60", "1", "M-61"), ("51", "", "61", "4", "")]
    assert {r["mp_run"] for r in stored} == {"AY2026-2026-07-06-residents"}
    (page,) = (each for each in targets if each.record_id == "50" and "px_run" in each.values)
    assert page.values["px_proposal_text"].startswith("Ada Amber60 (60): the first choice.")
    again, more = night((*PROGRAMME, *stored))
    assert written(more, "pairing_proposal_auto") == stored
    assert again.proposal_count == plan.proposal_count == 2


def test_the_office_is_told_of_the_residents_run_once_and_of_its_counts():
    plan, targets = night(PROGRAMME)
    rows = (*PROGRAMME, *written(targets, "pairing_proposal_auto"))

    def told_of(*before, on=NIGHT):
        found, _ = night(rows, on, before)
        keys = (each.key for each in found.notices if each.kind is NoticeKind.PROPOSALS)
        return [each for each in keys if "-residents" in each]

    key = "PROPOSALS-AY2026-2026-07-06-residents|N05|1|office"
    counts = plan.pairing_plans[-1].profile
    assert (counts.first, counts.assigned, counts.none) == (1, 1, 0)
    assert told_of() == told_of(on=NIGHT + timedelta(days=1)) == [key]
    assert told_of(key) == told_of(key, on=NIGHT + timedelta(days=1)) == []


@pytest.mark.parametrize("programme", ["1", "2"])
def test_a_final_that_takes_it_is_a_resident_pair_whatever_the_form_began_with(programme):
    _, targets = night(PROGRAMME)
    final = instance(
        "50",
        "pairing",
        1,
        pr_cycle="AY2026",
        pr_program=programme,
        pr_take="1",
        pr_decision="3",
        pr_mentee_said="1",
        pr_mentor_said="1",
        pr_start_on="2026-07-07",
        pr_state="1",
    )
    rows = (*PROGRAMME, *written(targets, "pairing_proposal_auto"), final)
    plan, _ = night(rows, NIGHT + timedelta(days=2))
    assert [each for each in plan.issues if each.record_id == "50"] == []
    (pair,) = assemble(pulled(*rows)).roster.pairings
    assert (pair.programme, pair.hub_code, pair.mentor_id) == (Programme.RESIDENT, None, "60")
    assert DueItemKind.JULY_MEETING in {each.item.kind for each in plan.ledger}


@pytest.mark.parametrize("cycle", ["AY2026", "AY2027"])
@pytest.mark.parametrize("written_cycle", ["AY2026", ""])
@pytest.mark.parametrize("take", ["1", "2", "3"])
def test_a_resident_pair_that_was_told_stays_one_whatever_is_proposed_later(
    cycle, written_cycle, take
):
    later = [
        instance(
            "50",
            "pairing_proposal_auto",
            number,
            mp_cycle=of,
            mp_run=f"{of}-2027-05-02",
            mp_hub="H07 X",
            mp_mentor="61",
            mp_rank="1",
            mp_state="1",
        )
        for number, of in enumerate(("AY2026", "AY2027"), start=2)
    ]
    decided = instance(
        "50",
        "pairing",
        1,
        pr_cycle=written_cycle,
        pr_program="1",
        pr_take=take,
        pr_decision="3",
        pr_start_on="2026-07-07",
        pr_state="1",
    )
    told = instance(
        "50", "pairing_status_auto", 1, pz_announced_on="2026-07-08", pz_mentor="60", pz_hub=""
    )
    rows = (settings(ps_cycle=cycle), *PROGRAMME[1:], *later, decided, told)
    (pair,) = assemble(pulled(*rows)).roster.pairings
    assert (pair.programme, pair.hub_code, pair.mentor_id) == (Programme.RESIDENT, None, "60")


def test_a_resident_s_list_is_no_list_of_hubs():
    plan, _ = night(PROGRAMME)
    assert [each for each in plan.issues if each.code is IssueCode.PREFERENCES] == []
