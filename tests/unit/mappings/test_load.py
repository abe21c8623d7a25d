from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mappings.load import departments, load_department, parse_department
from mappings.translate import Translator
from mentorship.cadences import ContactTerm, InPersonTerm, MeetingTerm, Span
from mentorship.errors import ConfigurationError, MappingError
from mentorship.policy import BLOCKS, Policy
from mentorship.relationships import Programme
from mentorship.terms import RESIDENTS
from tests.support.builders import settings


MINIMAL = """\
title: A department
project:
  url: https://redcap.example.edu/api/
  id: 12
  timezone: Europe/Vienna
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(MappingError) as raised:
        parse_department("surgery", text)
    return [line for line in str(raised.value).splitlines() if ", line " in line]


@pytest.mark.parametrize("slug", departments())
def test_every_shipped_department_loads(slug: str) -> None:
    found = load_department(slug)
    assert found.slug == slug
    assert found.mail.allow_domains == ("example.edu",)
    assert found.project.url.endswith("/api/")


def test_the_synthetic_department_uses_our_names_and_the_renamed_one_does_not() -> None:
    assert {"synthetic", "renamed"} <= set(departments())
    assert Translator(load_department("synthetic")).is_identity
    assert not Translator(load_department("renamed")).is_identity


def test_a_file_with_nothing_but_its_project_gets_our_defaults() -> None:
    found = parse_department("surgery", MINIMAL)
    assert found.policy() == Policy()
    assert found.limits.max_rows_per_night == 5_000
    assert found.limits.min_seconds_between_calls == 1.0
    assert found.mail.allow_domains == ()
    assert found.project.zone == ZoneInfo("Europe/Vienna")


def test_a_department_may_change_any_number_of_the_policy() -> None:
    found = parse_department(
        "surgery",
        MINIMAL
        + """\
policy:
  academic_year_starts: 08-01
  first_meeting_after: 45d
  agreement_after: 60
  mentor_may_hold: 3
  proposal_salt: drawn in public
""",
    )
    policy = found.policy()
    assert policy.academic_year_starts == "08-01"
    assert (policy.first_meeting_after, policy.agreement_after) == (45, 60)
    assert policy.mentor_may_hold == 3
    assert policy.proposal_salt == "drawn in public"
    assert policy.contact_gap == Policy().contact_gap


NUMBERS = [each.name for each in fields(Policy) if each.name not in BLOCKS.values()]


def test_public_holidays_and_days_off_are_quiet() -> None:
    text = f"{MINIMAL}working_days: {{country: US, subdivision: TN, days_off: [2026-11-27]}}\n"

    quiet = parse_department("surgery", text).working_days.quiet(2026)

    def is_quiet(day: str) -> bool:
        return any(date.fromisoformat(day) in each for each in quiet)

    assert [is_quiet(day) for day in ("2026-11-25", "2026-11-26", "2026-11-27")] == [
        False,
        True,
        True,
    ]
    assert is_quiet("2025-12-25")
    assert is_quiet("2027-07-05")
    assert not is_quiet("2028-12-25")


def test_a_department_without_a_country_keeps_nobodys_holidays() -> None:
    assert parse_department("surgery", MINIMAL).working_days.quiet(2026) == ()


def test_a_new_cadence_is_a_line_in_the_programmes_block() -> None:
    found = parse_department(
        "surgery",
        MINIMAL
        + """\
policy:
  contact_gap: 40
  faculty:
    contact: 14 days in Sep-Nov, then 60 days
    first_meeting: 20 days in person
  residents:
    in_person: 2 a half-year
    report: none
    office_after: 30d
""",
    )
    policy = found.policy()
    faculty = policy.terms(Programme.FACULTY_HUB)
    assert faculty.contact == ContactTerm(60, 14, (9, 11))
    assert faculty.first_meeting == MeetingTerm(20, in_person=True)
    residents = policy.terms(Programme.RESIDENT)
    assert residents.in_person == InPersonTerm(2, Span.HALF)
    assert (residents.report, residents.office_after) == (None, 30)
    assert residents.contact == RESIDENTS.contact


def test_what_the_office_sets_in_redcap_comes_before_the_file() -> None:
    text = f"{MINIMAL}policy: {{faculty: {{first_meeting: 20 days in person, contact: 9 days}}}}"
    policy = parse_department("surgery", text).policy()

    overridden = policy.overridden_by(settings(first_meeting_days=50)).terms(Programme.FACULTY_HUB)

    assert overridden.first_meeting == MeetingTerm(50)
    assert overridden.contact == ContactTerm(9)
    untouched = policy.overridden_by(settings()).terms(Programme.FACULTY_HUB)
    assert untouched.first_meeting == MeetingTerm(20, in_person=True)


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_of_the_policy_can_be_named(name: str) -> None:
    value = {"academic_year_starts": "09-15", "proposal_salt": "salt"}.get(name, "12")
    found = parse_department("surgery", f"{MINIMAL}policy:\n  {name}: {value}\n")
    expected = int(value) if value == "12" else value
    assert getattr(found.policy(), name) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("policy: {first_meting_after: 3}", "no such number; did you mean first_meeting_after?"),
        ("policy: {first_meeting_after: soon}", "must be a whole number of days"),
        ("policy: {first_meeting_after: -3}", "must be a whole number of days"),
        ("policy: {first_meeting_after: 3661}", "must be a whole number of days from 0 to 3660"),
        ("policy: {contact_gap: 0}", "must be a whole number of days from 1 to 3660"),
        ("policy: {quarter_opens_before_end: 81}", "from 0 to 80"),
        ("policy: {mentor_may_hold: 1001}", "from 0 to 1000"),
        ("policy: {residents: {silence: 3661}}", "must be a whole number of days up to 3660"),
        ("policy: {residents: {silence: 9999999999}}", "must be a whole number of days up to"),
        ("policy: {residents: {contact: 0 days}}", "a gap has one day at least"),
        ("policy: {residents: {in_person: 14 a quarter}}", "one a week at most"),
        ("policy: {first_meeting_after: true}", "must be a whole number of days"),
        ("policy: {first_meeting_after: }", "must be a whole number of days"),
        ("policy: {academic_year_starts: 13-01}", "must be a month and a day"),
        ("policy: {academic_year_starts: 02-29}", "must be a month and a day"),
        ("policy: {academic_year_starts: 7-1}", "must be a month and a day"),
        ("policy: 30", "dictionary"),
        ("working_days: {country: USA!}", "no such country"),
        ("working_days: {country: US, subdivision: Tennessee!}", "no such part of the country"),
        ("working_days: {subdivision: TN}", "a subdivision needs its country"),
        ("working_days: {days_of: []}", "no such key; did you mean days_off?"),
        ("policy: {resident: {}}", "no such number; did you mean residents?"),
        ("policy: {residents: 30}", "must be a block of entries"),
        ("policy: {residents: {contacts: 31 days}}", "no such entry; did you mean contact?"),
        ("policy: {residents: {contact: monthly}}", "write it like 31 days"),
        ("policy: {residents: {in_person: 0 a year}}", "write it like 1 a quarter"),
        ("policy: {residents: {agreement: soon}}", "write it like 45 days"),
        ("policy: {residents: {report: quarterly}}", "write it like each quarter"),
        ("policy: {residents: {office_after: late}}", "must be a whole number of days"),
        (
            "policy: {residents: {first_meeting: 'by 31 June, late starters 30 days'}}",
            "there is no 31 June",
        ),
        (
            "policy: {residents: {first_meeting: 'by 29 February, late starters 30 days'}}",
            "29 February is not a day of every year",
        ),
        ("policy: {residents: {contact: '9 days in Foo-Bar, then 31 days'}}", "no month"),
        ("polcy: {}", "no such key; did you mean policy?"),
        ("limits: {max_rows: 3}", "no such key; did you mean max_rows_per_night?"),
        ("limits: {max_rows_per_night: 0}", "greater than 0"),
        ("mail: {allow_domains: [ada@example.edu]}", "no mail domain"),
        (
            "fields: {person_profile.p_emial: x}",
            "no such field; did you mean person_profile.p_email?",
        ),
        ("fields: {p_email: x}", "no such field; did you mean person_profile.p_email?"),
        ("fields: {preferences.p_email: x}", "did you mean person_profile.p_email?"),
        ("fields: {person_profile.p_email: Mail}", "cannot be a name in REDCap"),
        ("fields: {person_profile.p_email: a___b}", "cannot be a name in REDCap"),
        ("fields: {person_profile.p_email: redcap_event_name}", "cannot be a name in REDCap"),
        (
            "fields: {person_profile.p_first: p_last}",
            "p_last would be both person_profile.p_first and person_profile.p_last",
        ),
        ("instruments: {preference: x}", "no such instrument; did you mean preferences?"),
        ("instruments: {preferences: pairing}", "pairing would be both preferences and pairing"),
        (
            "codes: {person_profile.p_rnk: {a: '1'}}",
            "no such field; did you mean person_profile.p_rank?",
        ),
        ("codes: {person_profile.p_email: {a: '1'}}", "this field has no choices"),
        ("codes: {pairing.pr_decision: {a: '7'}}", "no such code 7; there are 1, 2, 3, 4"),
        ("codes: {pairing.pr_decision: {'a b': '1'}}", "letters, digits"),
        (
            "codes: {pairing.pr_decision: {'1': '2', b: '3'}}",
            "code 1 means 2 here, so our code 1 needs another one",
        ),
        ("codes: {person_profile.p_roles: {a: '1', b: '1'}}", "two boxes cannot become one"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_key_and_nearest_name(
    line: str, expected: str
) -> None:
    (problem,) = problems_of(MINIMAL + line + "\n")
    key = line.partition(":")[0]
    assert problem.startswith(f"surgery.yaml, line 6, {key}")
    assert expected in problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: x\n", "line 1, project: Field required"),
        (MINIMAL.replace("id: 12", "id: twelve"), "line 4, project: id"),
        (
            MINIMAL.replace("Europe/Vienna", "Vienna"),
            "line 5, project: timezone: no such time zone",
        ),
        (MINIMAL.replace("/api/", "/"), "line 3, project: url"),
        (MINIMAL + "title: again\n", "line 6, title: the key stands twice, first on line 1"),
        (MINIMAL + "mail: [\n", "not readable as YAML"),
        (MINIMAL + "mail: *other\n", "not readable as YAML"),
        ("a: &x {b: 1}\nc: *x\n", "line 2: aliases"),
        ("- a list\n", "line 1: the file must be a list of keys"),
        ("? [a]\n: b\n", "line 1: a key must be a plain word"),
        ("", "line 1, project: Field required"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text: str, expected: str) -> None:
    assert any(expected in problem for problem in problems_of(text))


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = MINIMAL + "fields:\n  person_profile.p_emial: x\ninstruments:\n  preference: y\n"
    assert [problem.split(", ")[1] for problem in problems_of(text)] == ["line 7", "line 9"]


def test_codes_and_names_are_text_whatever_yaml_thinks() -> None:
    found = parse_department(
        "surgery",
        MINIMAL + "codes:\n  pairing.pr_decision: {no: 1, 010: 2, 1.0: 3, 2026-01-01: 4}\n",
    )
    assert found.names.codes["pr_decision"] == {
        "no": "1",
        "010": "2",
        "1.0": "3",
        "2026-01-01": "4",
    }


def test_departments_may_live_in_another_folder_and_win_there(tmp_path: Path) -> None:
    (tmp_path / "surgery.yaml").write_text(MINIMAL)
    (tmp_path / "renamed.yaml").write_text(MINIMAL.replace("A department", "Mine"))
    assert set(departments(tmp_path)) == {*departments(), "surgery"}
    assert load_department("surgery", tmp_path).project.id == 12
    assert load_department("renamed", tmp_path).title == "Mine"
    assert load_department("synthetic", tmp_path).slug == "synthetic"


@pytest.mark.parametrize("slug", ["synthetik", "../synthetic", "", "Synthetic", "a/b"])
def test_an_unknown_department_is_answered_with_those_known(slug: str) -> None:
    with pytest.raises(ConfigurationError, match="synthetic"):
        load_department(slug)


def test_a_department_can_be_pointed_at_a_sandbox() -> None:
    found = load_department("synthetic")
    there = found.pointed_at(url="http://127.0.0.1:8123/api/", project_id=1)
    assert (there.project.url, there.project.id) == ("http://127.0.0.1:8123/api/", 1)
    assert there.project.timezone == found.project.timezone
    assert found.pointed_at() == found
