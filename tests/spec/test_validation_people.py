"""V10 to V13 and V18 as tables: people, groups, and what the office overrules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mentorship.hubs import Accepting, CommitmentRole
from mentorship.obligations.due_items import DueItemKind, DueState, StoredItem
from mentorship.people import MailPreference, Participation, Rank, Role
from mentorship.program_settings import Lead
from mentorship.relationships import (
    ChangeRequest,
    Override,
    OverrideAction,
    Programme,
)
from mentorship.roster import Roster
from tests.support.rosters import (
    GROUP,
    MENTEE,
    MENTOR,
    OTHER_GROUP,
    OTHER_MENTOR,
    SENIOR,
    TODAY,
    a_department,
    a_group,
    a_hub,
    a_pairing,
    a_person,
    on_leave,
    people,
    settings,
)
from tests.support.tables import cases
from tests.support.validation import ERROR, WARNING, found, sentences, severities


Q2_END = date(2026, 12, 31)


# V10 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "what"),
    [
        (on_leave(MENTEE, "2026-11-01", "2026-12-01"), None),
        (on_leave(MENTEE, "2026-11-01", "2026-11-20"), None),
        (
            on_leave(MENTEE, "2026-11-01", "2026-11-19"),
            "the leave ended on 2026-11-19 but participation still says on leave.",
        ),
        (
            on_leave(MENTEE, "2026-11-01", None),
            "on leave without a last day, so counted as away until further notice.",
        ),
        (
            a_person(MENTEE, participation=Participation.ON_LEAVE),
            "on leave without dates, so counted as away until further notice.",
        ),
        (a_person(MENTEE, participation=Participation.ON_LEAVE, is_active=False), None),
    ],
)
def test_v10_leave_has_two_days_and_is_not_over(person, what):
    roster = a_department(people=people(person), pairings=(), agreements=(), reports=())

    assert [each.what for each in found("V10", roster)] == ([what] if what else [])
    assert set(severities("V10", roster)) <= {WARNING}


def test_v10_says_what_it_means_and_where_to_put_it_right():
    roster = a_department(people=people(on_leave(MENTEE, "2026-11-01", None)))

    assert sentences("V10", roster) == [
        (
            "Record 88: on leave without a last day, so counted as away until further notice. "
            "Enter both days of the leave. Fix in Person profile."
        )
    ]


# V11 ----------------------------------------------------------------------------------------------


LEFT = a_person(SENIOR, Role.SENIOR_MENTOR, participation=Participation.DEPARTED)
AWAY = on_leave(SENIOR, "2026-11-01", "2026-12-01", Role.SENIOR_MENTOR)


@pytest.mark.parametrize(
    ("group", "persons", "severity", "what"),
    [
        ({}, (), None, ""),
        ({"senior_mentor_id": None}, (), ERROR, "the group has no senior mentor."),
        (
            {"senior_mentor_id": None, "deputy_id": OTHER_MENTOR},
            (),
            WARNING,
            "the group has no senior mentor; the deputy acts.",
        ),
        ({"senior_mentor_id": "050"}, (), ERROR, "senior mentor 050 is not a person."),
        (
            {"senior_mentor_id": MENTOR, "deputy_id": OTHER_MENTOR},
            (),
            ERROR,
            "senior mentor 421 has no senior mentor role.",
        ),
        ({}, (LEFT,), ERROR, "senior mentor 500 has left the programme and there is no deputy."),
        (
            {"deputy_id": OTHER_MENTOR},
            (LEFT,),
            WARNING,
            "senior mentor 500 has left the programme; the deputy acts.",
        ),
        ({}, (AWAY,), WARNING, "senior mentor 500 is on leave and there is no deputy."),
        ({"deputy_id": OTHER_MENTOR}, (AWAY,), None, ""),
        ({"deputy_id": "999"}, (), WARNING, "deputy 999 is not a person."),
        ({"deputy_id": MENTEE}, (), WARNING, "deputy 88 is no mentor."),
        ({"senior_mentor_id": None, "is_active": False}, (), None, ""),
    ],
)
def test_v11_every_group_has_somebody_to_lead_it(group, persons, severity, what):
    roster = a_department(groups={GROUP: a_group(**group)}, people=people(*persons))

    expected = [] if severity is None else [("2003", severity, what)]
    assert [(i.record_id, i.severity, i.what) for i in found("V11", roster)] == expected


def test_v11_asks_whether_the_nearest_senior_mentor_was_meant():
    roster = a_department(groups={GROUP: a_group(senior_mentor_id="050")})

    assert sentences("V11", roster) == [
        "Record 2003: senior mentor 050 is not a person. Did you mean 500? Fix in Affinity group."
    ]


# V12 ----------------------------------------------------------------------------------------------


def two_groups(offer: dict | None = None, **changes) -> Roster:
    hubs = a_department().hubs | {16: a_hub(16, group_code=OTHER_GROUP)}
    groups = {GROUP: a_group(), OTHER_GROUP: a_group(OTHER_GROUP)}
    first, second, third = a_department().commitments
    commitments = (first, second, replace(third, **offer or {}))
    return a_department(hubs=hubs, groups=groups, commitments=commitments, **changes)


def test_v12_asks_who_coaches_a_mentor_in_two_groups():
    assert sentences("V12", two_groups()) == [
        (
            "Record 430: hub mentor in AG03 and AG04: which senior mentor coaches? Enter it as a "
            "pairing of the programme senior mentor coaching. Fix in Pairing decision."
        )
    ]
    assert severities("V12", two_groups()) == [WARNING]


def test_v12_is_answered_by_a_coaching_pairing_or_by_leaving_one_group():
    coaching = a_pairing(
        OTHER_MENTOR, mentor_id=SENIOR, hub_code=None, programme=Programme.SENIOR_COACHING
    )

    assert found("V12", two_groups(pairings=(a_pairing(), coaching))) == []
    assert found("V12", two_groups({"accepting": Accepting.NO})) == []
    assert found("V12", two_groups({"role": CommitmentRole.ADVISER})) == []
    assert found("V12", a_department()) == []


# V13 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "what"),
    [
        ("ada@example.edu", None),
        ("ada.o'neil+x@mail.example.edu", None),
        (None, "there is no e-mail address."),
        ("ada", "there is an e-mail address that cannot work."),
        ("ada@example", "there is an e-mail address that cannot work."),
        ("ada@example..edu", "there is an e-mail address that cannot work."),
        ("ada@-example.edu", "there is an e-mail address that cannot work."),
        (".ada@example.edu", "there is an e-mail address that cannot work."),
        ("ada@example.edu, bob@example.edu", "there is an e-mail address that cannot work."),
        ("ada@example.edu\nBcc: x@example.edu", "there is an e-mail address that cannot work."),
    ],
)
def test_v13_an_address_is_there_and_could_work(email, what):
    roster = a_department(people=people(a_person(MENTEE, email=email)))

    assert [each.what for each in found("V13", roster)] == ([what] if what else [])
    assert set(severities("V13", roster)) <= {ERROR}
    assert all("example" not in each.sentence for each in found("V13", roster))


@pytest.mark.parametrize(
    "change",
    [
        {"participation": Participation.OPTED_OUT},
        {"participation": Participation.DEPARTED},
        {"is_active": False},
        {"mail_preference": MailPreference.OFFICE_CONTACTS},
        {"roles": frozenset({Role.OFFICE})},
        {"roles": frozenset()},
    ],
)
def test_v13_is_quiet_about_people_whom_nobody_mails(change):
    quiet = replace(a_person("90", email=None), **change)

    assert found("V13", a_department(people=people(quiet))) == []


def test_v13_an_address_belongs_to_one_person():
    twin = a_person("90", email=f"PERSON{MENTEE}@example.edu")
    roster = a_department(people=people(twin))

    assert sentences("V13", roster) == [
        (
            "Record 88: the e-mail address is also that of record 90. Give each person an own "
            "address, or retire one record if they are one person. Fix in Person profile."
        ),
        (
            "Record 90: the e-mail address is also that of record 88. Give each person an own "
            "address, or retire one record if they are one person. Fix in Person profile."
        ),
    ]
    assert severities("V13", roster) == [ERROR, ERROR]


def test_v13_an_address_of_somebody_who_left_may_be_used_again():
    gone = a_person("90", email=f"person{MENTEE}@example.edu", is_active=False)

    assert found("V13", a_department(people=people(gone))) == []


def test_v13_two_people_of_one_name_are_a_question():
    twins = (
        a_person("90", first_name=f"first{MENTEE}", last_name=f"Last{MENTEE}"),
        a_person("9", first_name=f"First{MENTEE}", last_name=f"LAST{MENTEE}"),
    )
    roster = a_department(people=people(*twins))

    assert [each.what for each in found("V13", roster)] == [
        "the name is also that of record 88 and 1 more.",
        "the name is also that of record 9 and 1 more.",
        "the name is also that of record 9 and 1 more.",
    ]
    assert set(severities("V13", roster)) == {WARNING}


def test_v13_the_office_needs_a_mailbox():
    roster = a_department(settings=settings(office_email=None))

    assert sentences("V13", roster) == [
        (
            "Record 3000: there is no office mailbox that could work, so no mail can be sent. "
            "Enter the mailbox of the office. Fix in Programme settings."
        )
    ]


def test_v13_a_lead_with_an_address_that_cannot_work_is_reported():
    leads = (Lead("Ada Whitcombe", "ada@example.edu"), Lead("", "lee at example"))
    roster = a_department(settings=settings(leads=leads))

    assert sentences("V13", roster) == [
        (
            "Record 3000: an office lead has an e-mail address that cannot work. Correct it: "
            "confidential items wait for who reads it. Fix in Programme settings."
        )
    ]


# V18 ----------------------------------------------------------------------------------------------


KNOWN = frozenset(
    {
        ("88", "MEET-88.2"),
        ("88", "AGREE-88.2"),
        ("88", "REPORT-88.2-AY2026-Q1"),
        ("421", "MEET-421.2"),
    }
)


def override(key: str, action=OverrideAction.WAIVE, on=None, record_id=MENTEE) -> Override:
    return Override(record_id=record_id, repeat_instance=1, key=key, action=action, on=on)


def test_v18_a_mistyped_key_gets_the_nearest_one():
    roster = a_department(overrides=(override("MEET-88.3"),))

    assert sentences("V18", roster, known_keys=KNOWN) == [
        (
            "Record 88: no due item has the key of this override. Did you mean MEET-88.2? "
            "Copy the key from the due list. Fix in Office override, instance 1."
        )
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("MEET-88.2", 0),
        ("CHANGE-88.1", 0),
        ("CHANGE-88.2", 1),
        ("SUM-AG03-2026H2", 1),
    ],
)
def test_v18_known_keys_are_items_and_change_requests(key, expected):
    request = ChangeRequest(person_id=MENTEE, repeat_instance=1, pairing_number=2)
    roster = a_department(overrides=(override(key),), change_requests=(request,))

    assert len(found("V18", roster, known_keys=KNOWN)) == expected
    assert found("V18", roster) == []


def test_v18_a_group_is_offered_the_keys_stored_on_its_record():
    stored = StoredItem(
        record_id="2003",
        repeat_instance=1,
        key="REVIEW-AG03-H14-2026H2",
        kind=DueItemKind.SENIOR_REVIEW,
        period="2026H2",
        due_on=Q2_END,
        state=DueState.DUE,
    )
    roster = a_department(
        ledger=(stored,), overrides=(override("REVIEW-AG03-H41-2026H2", record_id="2003"),)
    )

    assert "Did you mean REVIEW-AG03-H14-2026H2?" in sentences("V18", roster, known_keys=KNOWN)[0]


def test_v18_the_first_night_offers_a_group_its_keys_and_those_that_are_overruled_already():
    wrong = override("REVIEW-AG03-H51-2026H2", record_id="2003")
    right = replace(wrong, repeat_instance=2, key="REVIEW-AG03-H15-2026H2")
    roster = a_department(overrides=(wrong, right))
    tonight = {*KNOWN, (right.record_id, right.key)}

    (told,) = sentences("V18", roster, known_keys=tonight)
    assert "Did you mean REVIEW-AG03-H15-2026H2?" in told


@pytest.mark.parametrize(
    ("action", "on", "expected"),
    [
        (OverrideAction.WAIVE, None, 0),
        (OverrideAction.EXTEND, None, 1),
        (OverrideAction.MUTE, None, 1),
        (OverrideAction.MARK_DONE, None, 1),
        (OverrideAction.EXTEND, TODAY, 0),
    ],
)
def test_v18_an_override_has_the_date_it_needs(action, on, expected):
    roster = a_department(overrides=(override("MEET-88.2", action, on),))

    assert len(found("V18", roster, known_keys=KNOWN)) == expected


# V27 ----------------------------------------------------------------------------------------------

GUIDE, MENTORED, FACULTY = Role.RESIDENT_MENTOR, Role.RESIDENT_MENTEE, Role.HUB_MENTOR


@cases(
    """
    roles          | rank     | year | here | said
    ---------------|----------|------|------|-------
    guide          | resident |      | yes  | p_pgy
    guide          | resident | 1    | yes  |
    guide          | resident |      |      |
    guide mentored | resident |      | yes  | p_pgy
    guide mentored |          |      | yes  | p_pgy
    guide mentored |          | 3    | yes  |
    guide mentored | fellow   |      | yes  | p_pgy
    guide          |          |      | yes  | p_rank
    guide          |          |      |      |
    guide          | fellow   |      | yes  |
    guide faculty  |          |      | yes  |
    faculty        | resident |      | yes  |
    mentored       | resident |      | yes  |
    """
)
def test_v27_a_resident_who_mentors_has_a_training_year_and_a_mentor_of_residents_a_rank(case):
    named = {"guide": GUIDE, "mentored": MENTORED, "faculty": FACULTY}
    person = a_person(
        "700",
        *(named[each] for each in case["roles"].split()),
        rank=Rank[case["rank"].upper()] if case["rank"] else None,
        training_year=int(case["year"]) if case["year"] else None,
        is_active=bool(case["here"]),
    )
    issues = found("V27", a_department(people=people(person)))

    assert [each.field for each in issues] == [each for each in [case["said"]] if each]
    assert {each.severity for each in issues} <= {WARNING}
