"""How old a hub's list is: remembered on the hub's own status page, as a fingerprint and a date.

Every night here is lived twice: the second run writes nothing. Source: S1.14.
"""

from __future__ import annotations

from datetime import date

import pytest

from mentorship.decide import decide
from mentorship.digest_rules import morning_digest
from mentorship.obligations.due_items import DueItemKind, SentNotices
from mentorship.policy import Policy
from redcap_schema.assemble import assemble
from redcap_schema.emit import emit
from redcap_schema.marks import fingerprint
from tests.support import redcap_rows as made
from tests.support.row_nights import RowNights
from tests.support.tables import rows


OFFICE, HUB, KEY = "1", "501", "OPP-H07-AY2026"
FELLOWSHIP = "A fellowship in the registry."
ROUND = {"ps_pref_open": "2026-08-03", "ps_pref_close": "2026-08-21"}

TYPED = {
    "a fellowship": {"hub_opportunities": FELLOWSHIP},
    "a fellowship, other blanks": {
        "hub_opportunities": " A  fellowship\r\nin the\u00a0registry. \n"
    },
    "two fellowships": {"hub_opportunities": "Two fellowships."},
    "nothing": {"hub_opportunities": ""},
    "only blanks": {"hub_opportunities": " \r\n "},
    "another name": {"hub_name": "Heart and lung"},
    "an unreadable cap": {"hub_cap": "many"},
    "a cap": {"hub_cap": "4"},
    "it is retired": {"hub_status": "3"},
    "the record is retired": {"rec_active": "0"},
    "the number of another hub": {"hub_code": "8"},
    "its own number": {"hub_code": "7"},
    "over the mark": {"hx_opp_mark": "00ff"},
    "over the mark: none": {"hx_opp_mark": ""},
    "over the date: 2031-01-01": {"hx_opp_since": "2031-01-01"},
    "over the date: 2020-01-01": {"hx_opp_since": "2020-01-01"},
    "over the date: none": {"hx_opp_since": ""},
    "over the date: soon": {"hx_opp_since": "soon"},
}

CHANGES = """
night      | somebody types             | since
-----------|----------------------------|-----------
2026-06-01 | a fellowship               | 2026-06-01
2026-06-02 |                            | 2026-06-01
2026-06-03 | a fellowship, other blanks | 2026-06-01
2026-06-04 | another name               | 2026-06-01
2026-06-05 | two fellowships            | 2026-06-05
2026-06-06 |                            | 2026-06-05
2026-06-07 | a fellowship               | 2026-06-07
2026-06-08 | nothing                    | 2026-06-08
2026-06-09 | only blanks                | 2026-06-08
2026-06-10 | a fellowship               | 2026-06-10
"""
LEFT_ALONE = """
night      | somebody types             | since
-----------|----------------------------|-----------
2026-06-01 | a fellowship               | 2026-06-01
2026-06-02 | an unreadable cap          | 2026-06-01
2026-06-03 |                            | 2026-06-01
2026-06-04 | a cap                      | 2026-06-01
2026-06-05 | an unreadable cap          | 2026-06-01
2026-06-06 | two fellowships            | 2026-06-01
2026-06-08 | a cap                      | 2026-06-08
2026-06-09 | the number of another hub  | 2026-06-08
2026-06-12 | its own number             | 2026-06-08
2026-06-13 | it is retired              | 2026-06-08
2026-06-14 | two fellowships            | 2026-06-08
2026-06-15 | the record is retired      | 2026-06-08
2026-06-16 | a fellowship               | 2026-06-16
"""
OUTAGE = """
night      | somebody types             | since
-----------|----------------------------|-----------
2026-06-01 | a fellowship               | 2026-06-01
2026-07-01 |                            | 2026-06-01
2026-07-31 | two fellowships            | 2026-07-31
2026-07-20 |                            | 2026-07-20
2026-08-01 |                            | 2026-07-20
"""
"""Thirty nights without a run, twice; then a clock that is set back."""
DRIFT = """
night      | somebody types             | since
-----------|----------------------------|-----------
2026-06-01 | a fellowship               | 2026-06-01
2026-06-02 | over the mark              | 2026-06-01
2026-06-03 | over the date: 2031-01-01  | 2026-06-03
2026-06-04 | over the date: none        | 2026-06-04
2026-06-05 | over the mark: none        | 2026-06-04
2026-06-06 | over the date: soon        | 2026-06-06
2026-06-07 |                            | 2026-06-06
2026-06-08 | over the date: 2020-01-01  | 2020-01-01
2026-06-09 | nothing                    | 2026-06-09
2026-06-10 | over the mark: none        | 2026-06-09
2026-06-11 | a fellowship               | 2026-06-11
"""
"""Whatever somebody types over the memory is mended in a night; only an older date is believed,
and without a fingerprint of ours the list is taken for the one it was."""


def a_project(**cells: str) -> RowNights:
    hub = made.hub(HUB, "7", hub_opportunities=FELLOWSHIP)
    other = made.hub("502", "8", hub_opportunities="Elsewhere.")
    return RowNights(made.settings(OFFICE, **cells), hub, other)


def typed(what: str, record: str = HUB) -> dict[str, str]:
    key = {"record_id": record, "redcap_repeat_instrument": "", "redcap_repeat_instance": ""}
    return key | TYPED[what]


@pytest.mark.parametrize("table", [CHANGES, LEFT_ALONE, OUTAGE, DRIFT])
def test_the_date_is_that_of_the_first_night_that_saw_the_list_as_it_is(table):
    project = a_project()
    for row in rows(table):
        if row["somebody types"]:
            project.type(typed(row["somebody types"]))
        project.night(date.fromisoformat(row["night"]))

        page = project.page(HUB)
        assert page["hx_opp_since"] == row["since"], row


def test_what_is_remembered_is_a_fingerprint_and_never_the_text():
    project = a_project()
    project.night(date(2026, 6, 1))

    assert project.page(HUB)["hx_opp_mark"] == fingerprint(FELLOWSHIP)
    owned = [cell for name, cell in project.page(HUB).items() if name.startswith("hx_")]
    assert not any("fellowship" in cell.lower() for cell in owned)
    project.type(typed("nothing"))
    project.night(date(2026, 6, 2))
    assert project.page(HUB)["hx_opp_mark"] == "nothing"


@pytest.mark.parametrize("mirror", [True, False])
def test_a_rehearsal_remembers_as_a_live_night_does(mirror):
    assembly = assemble(made.pulled(*a_project().rows.values()))

    plan = decide(assembly, Policy(), told=SentNotices(), mirror=mirror, today=date(2026, 6, 1))

    written = {each.record_id: each.values for each in emit(plan, assembly.roster, "run")}
    assert written[HUB]["hx_opp_since"] == "2026-06-01"
    assert written[HUB]["hx_opp_mark"] == fingerprint(FELLOWSHIP)


# ── the question, on rows ─────────────────────────────────────────────────────────────────────


def question(project: RowNights) -> str:
    found = project.written("due_item_auto", HUB)
    assert len(found) <= 1
    return f"{found[0]['di_key']} {found[0]['di_state']}" if found else ""


def test_a_list_of_a_year_ago_is_asked_about_and_the_office_answers_on_the_hubs_record():
    project = a_project(**ROUND)
    project.night(date(2025, 8, 1))

    plan = project.night(date(2026, 7, 6))

    assert question(project) == f"{KEY} 1"
    assert KEY in project.page(HUB)["hx_opp_todo"]
    digest = morning_digest(plan, project._roster, "D", mails_planned=0, mails_held=0)
    assert digest.lists_to_look_at.record_ids == (HUB, "502")
    project.type(
        made.instance(HUB, "item_override", ov_key=KEY, ov_action="4", ov_date="2026-07-06")
    )
    plan = project.night(date(2026, 7, 7))
    assert not any(each.instrument == "item_override" for each in plan.issues)
    assert question(project) == f"{KEY} 4"
    assert project.page(HUB)["hx_opp_todo"] == ""
    assert project.page(HUB)["hx_opp_since"] == "2025-08-01"


@pytest.mark.parametrize("what", ["over the mark", "over the mark: none"])
def test_typing_over_the_fingerprint_answers_no_question(what):
    project = a_project(**ROUND)
    project.night(date(2025, 8, 1))
    project.night(date(2026, 7, 6))
    project.type(typed(what))

    for night in (date(2026, 7, 7), date(2026, 7, 8)):
        project.night(night)
        assert question(project) == f"{KEY} 1"
        assert project.page(HUB)["hx_opp_since"] == "2025-08-01"
    assert project.page(HUB)["hx_opp_mark"] == fingerprint(FELLOWSHIP)


def test_a_hub_that_is_left_alone_keeps_its_question():
    project = a_project(**ROUND)
    project.night(date(2025, 8, 1))
    project.night(date(2026, 7, 6))
    project.type(typed("an unreadable cap"))

    plan = project.night(date(2026, 7, 7))

    assert plan.left_alone == {HUB}
    assert question(project) == f"{KEY} 1"
    digest = morning_digest(plan, project._roster, "D", mails_planned=0, mails_held=0)
    assert digest.lists_to_look_at.record_ids == ("502",)
    project.type(typed("a cap"))
    project.type(typed("two fellowships"))
    project.night(date(2026, 7, 8))
    assert question(project) == f"{KEY} 4"


def test_a_muted_hub_waits_and_without_any_hub_the_digest_says_nothing_of_lists():
    project = a_project(**ROUND)
    project.type(typed("nothing"))
    plan = project.night(date(2026, 7, 6))
    lines = [
        morning_digest(plan, project._roster, "D", mails_planned=0, mails_held=0).lists_to_look_at
    ]
    project.type(
        made.instance(HUB, "item_override", ov_key=KEY, ov_action="3", ov_date="2026-07-20")
    )
    for night in (date(2026, 7, 20), date(2026, 7, 21)):
        plan = project.night(night)
        digest = morning_digest(plan, project._roster, "D", mails_planned=0, mails_held=0)
        lines.append(digest.lists_to_look_at)

    assert [line and (line.record_ids, str(line.by)) for line in lines] == [
        ((HUB,), "2026-08-21"),
        None,
        ((HUB,), "2026-08-21"),
    ]


def test_a_question_that_is_void_still_says_which_hub_it_was_about():
    project = a_project(**ROUND)
    project.type(typed("nothing"))
    project.night(date(2026, 7, 6))
    project.type(typed("it is retired"))

    plan = project.night(date(2026, 7, 7))

    [entry] = [each for each in plan.ledger if each.item.kind is DueItemKind.OPPORTUNITIES]
    assert (entry.item.about, question(project)) == ("H07", f"{KEY} 7")
