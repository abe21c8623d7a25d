"""V14 and V19: problems that are found while REDCap's rows are read, and end up in the night."""

from __future__ import annotations

import pytest

from mentorship.issues import IssueCode, Severity
from mentorship.program_settings import Lead, MailMode
from redcap_schema.assemble import assemble
from redcap_schema.registry import ONCE


SETTINGS = {
    "record_id": "3000",
    "record_type": "9",
    "rec_active": "1",
    "ps_mail_mode": "2",
    "ps_office_email": "office@example.edu",
    "ps_ay_start": "2026-07-01",
    "ps_cycle": "AY2026",
}
PERSON = {
    "record_id": "88",
    "record_type": "1",
    "rec_active": "1",
    "p_first": "Ada",
    "p_last": "Alder",
    "p_email": "ada@example.edu",
    "p_roles___1": "1",
    "p_participation": "1",
}


def problems(code: IssueCode, *rows: dict[str, str]):
    found = assemble({ONCE: list(rows)}).issues
    return [each for each in found if each.code is code]


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({}, []),
        ({"p_track": "2"}, []),
        ({"p_track": "77"}, [Severity.WARNING]),  # decides nothing tonight
        ({"p_participation": "77"}, [Severity.ERROR]),  # decides whether anybody may be mailed
    ],
)
def test_v14_an_unknown_code_stops_the_record_only_where_it_decides(change, severity):
    found = problems(IssueCode.UNKNOWN_CODE, SETTINGS, PERSON | change)

    assert [each.severity for each in found] == severity


def test_v14_says_which_field_and_what_to_do():
    (issue,) = problems(IssueCode.UNKNOWN_CODE, SETTINGS, PERSON | {"p_track": "77"})

    assert issue.sentence == (
        "Record 88: Person profile: the value 77 in p_track is not one of the answers in the data "
        "dictionary. Choose the answer again on that page; if the choices were changed in REDCap, "
        "tell whoever looks after the programme's data dictionary."
    )


def test_v19_of_two_settings_records_the_lowest_counts_and_the_careful_mail_mode():
    second = SETTINGS | {"record_id": "3001", "ps_mail_mode": "1", "ps_cycle": "AY2027"}
    assembly = assemble({ONCE: [second, SETTINGS, PERSON]})

    found = [each for each in assembly.issues if each.code is IssueCode.SETTINGS_RECORDS]
    assert {each.record_id for each in found} == {"3000", "3001"}
    assert {each.severity for each in found} == {Severity.WARNING}
    assert all(each.do == "Retire all but one under Record setup." for each in found)
    assert assembly.roster.settings.cycle == "AY2026"
    assert assembly.roster.settings.mail_mode is MailMode.REHEARSAL


@pytest.mark.parametrize("change", [{"rec_active": "0"}, {"record_type": "2"}])
def test_v19_is_quiet_about_a_retired_second_settings_record(change):
    second = SETTINGS | {"record_id": "3001"} | change

    assert problems(IssueCode.SETTINGS_RECORDS, SETTINGS, second) == []


def test_the_offices_leads_are_those_with_an_address():
    named = {"ps_lead1_name": "Ada Whitcombe", "ps_lead2_email": "lee@example.edu"}

    assert assemble({ONCE: [SETTINGS | named]}).roster.settings.leads == (
        Lead("", "lee@example.edu"),
    )
    assert assemble({ONCE: [SETTINGS]}).roster.settings.leads == ()
