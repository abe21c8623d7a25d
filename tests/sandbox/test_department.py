"""The synthetic department: exact counts of programme.md 6.1, every edge case of 6.3."""

import json
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from redcap_schema.dictionary import metadata_rows, parse_choices
from redcap_schema.registry import HUB_LISTS, owned_instruments, repeating_instruments
from sandbox.client import Client
from sandbox.department import build, dictionary_csv_for, dictionary_rows_for
from sandbox.server import SandboxServer


SEED = 7
EXPORT_ALL = sorted({row["form_name"] for row in metadata_rows()})


def people(department, *, twice=False):
    """Person rows; second records of the same person left out unless asked for."""
    return [
        row
        for record, row in department.people.items()
        if twice or record not in department.duplicates
    ]


def faculty(department):
    return [row for row in people(department) if row["p_rank"] != "5"]


def count(rows, field):
    return dict(Counter(row[field] for row in rows))


# Counts -------------------------------------------------------------------------------------


def test_ranks_of_the_medium_department_are_exact(medium):
    assert count(faculty(medium), "p_rank") == {"1": 9, "2": 82, "3": 40, "4": 29}


def test_tracks_of_the_medium_department_are_exact(medium):
    assert count(faculty(medium), "p_track") == {"2": 79, "1": 62, "3": 11, "4": 8}


def test_there_are_eighteen_residents_of_every_training_year(medium):
    residents = [row for row in people(medium) if row["p_rank"] == "5"]
    assert count(residents, "p_pgy") == {"1": 18, "2": 18, "3": 18, "4": 18}


def test_fifty_hubs_are_in_ten_groups_of_three_to_eight(medium):
    hubs = [row for row in medium.rows if row.get("record_type") == "2"]
    sizes = Counter(row["hub_ag"] for row in hubs)
    assert (len(hubs), len(sizes)) == (50, 10)
    assert all(3 <= size <= 8 for size in sizes.values())


def test_records_are_numbered_by_kind(medium):
    firsts = {
        kind: min(int(r["record_id"]) for r in medium.rows if r.get("record_type") == kind)
        for kind in "9321"
    }
    assert firsts == {"9": 1, "3": 11, "2": 101, "1": 1001}


def test_a_hundred_and_eighteen_mentees_are_looking_for_a_mentor(medium):
    wishes = medium.plans.wishes
    ranks = Counter(medium.people[record]["p_rank"] for record in wishes)
    assert ranks == {"1": 9, "2": 82, "3": 27}
    assert all(medium.people[record]["p_roles___1"] == "1" for record in wishes)


def test_lists_slips_latecomers_and_refusals_are_exact(medium):
    wishes = medium.plans.wishes.values()
    close = medium.timetable.preferences_close_on
    lists = [wish for wish in wishes if wish.final_choices != (None, None, None)]
    assert len(lists) == 104
    assert sum(wish.fixed_on is not None for wish in lists) == 8
    assert sum(wish.on > close for wish in lists) == 6
    assert len(wishes) - len(lists) == 14
    assert all(
        medium.timetable.preferences_open_on <= wish.on <= close
        for wish in wishes
        if wish.on and wish.on <= close
    )


def test_list_lengths_keep_their_shares(medium):
    lengths = Counter(
        sum(code is not None for code in wish.final_choices)
        for wish in medium.plans.wishes.values()
    )
    assert lengths == {3: 90, 2: 8, 1: 6, 0: 14}


def test_final_lists_name_distinct_hubs_that_were_open_when_they_were_chosen(medium):
    open_hubs = {
        int(row["hub_code"]) for row in medium.rows if row.get("hub_status") in {"1", None}
        and row.get("hub_code")
    }  # fmt: skip
    for wish in medium.plans.wishes.values():
        named = [code for code in wish.final_choices if code is not None]
        assert len(set(named)) == len(named)
        assert set(named) <= open_hubs


def test_commitments_mentors_and_their_hubs_are_exact(medium):
    per_mentor = Counter(row["record_id"] for row in medium.rows_of("hub_commitment"))
    assert (len(medium.rows_of("hub_commitment")), len(per_mentor)) == (68, 54)
    assert Counter(per_mentor.values()) == {1: 41, 2: 12, 3: 1}


def test_capacities_are_exact_and_add_up_to_a_hundred_and_forty(medium):
    capacities = Counter(row["hc_capacity"] for row in medium.rows_of("hub_commitment"))
    assert capacities == {"1": 20, "2": 29, "3": 14, "4": 5}


def test_every_group_has_a_senior_mentor_of_its_own_and_three_to_eight_hub_mentors(medium):
    groups = {row["ag_code"]: row for row in medium.rows if row.get("ag_code")}
    hub_groups = {row["hub_code"]: row["hub_ag"] for row in medium.rows if row.get("hub_code")}
    mentors = {code: set() for code in groups}
    for row in medium.rows_of("hub_commitment"):
        mentors[hub_groups[row["hc_hub"]]].add(row["record_id"])
    assert len({row["ag_senior"] for row in groups.values()}) == 10
    assert all(medium.people[row["ag_senior"]]["p_roles___3"] == "1" for row in groups.values())
    assert all(3 <= len(found) <= 8 for found in mentors.values())


def test_a_third_of_the_faculty_has_a_mentor_outside(medium):
    outside = [row for row in faculty(medium) if row["p_existing_mentor"] == "1"]
    assert len(outside) == pytest.approx(0.35 * 160, abs=1)


def test_bad_input_comes_at_its_rates(medium):
    wishes = medium.plans.wishes.values()
    named = [[code for code in wish.choices if code] for wish in wishes]
    duplicates = sum(len(set(codes)) < len(codes) for codes in named)
    assert duplicates == round(0.02 * 104) + 1  # the cast's three equal choices come on top
    assert len(medium.without_email) == round(0.015 * 232)
    assert len(medium.duplicates) == round(0.01 * 160)
    typos = [plan for plan in medium.plans.decisions.values() if plan.kind.name == "TYPO"]
    assert len(typos) == round(0.02 * 104)


def test_leave_and_departures_come_at_their_rates(medium):
    start = medium.timetable.start
    away = [
        row
        for row in faculty(medium)
        if row["p_leave_from"] and row["p_leave_from"] <= start.isoformat() <= row["p_leave_until"]
    ]
    gone = [act for act in medium.plans.acts if act.row.get("p_participation") == "4"]
    assert len(away) == round(0.04 * 160)
    assert len(gone) == round(0.07 * 160) + 1  # the cast's mentor who leaves comes on top


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("S", {"faculty": 60, "residents": 24, "hubs": 12, "groups": 3, "lists": 36,
               "wishes": 42, "commitments": 16, "mentors": 14}),
        ("L", {"faculty": 1600, "residents": 600, "hubs": 400, "groups": 60, "lists": 1000,
               "wishes": 1150, "commitments": 560, "mentors": 450}),
    ],
)  # fmt: skip
def test_the_other_sizes_have_their_head_counts(size, expected):
    department = build(size, SEED)
    wishes = department.plans.wishes.values()
    kinds = Counter(row.get("record_type") for row in department.rows)
    commitments = department.rows_of("hub_commitment")
    assert expected == {
        "faculty": len(faculty(department)),
        "residents": len(people(department)) - len(faculty(department)),
        "hubs": kinds["2"],
        "groups": kinds["3"],
        "lists": sum(any(wish.final_choices) for wish in wishes),
        "wishes": len(wishes),
        "commitments": len(commitments),
        "mentors": len({row["record_id"] for row in commitments}),
    }


def test_hub_popularity_is_as_simulated_over_many_departments():
    """Source: programme.md 6.1: top five about 45 %, fourteen hubs first for nobody, 65 % loyal."""
    shares, bare, loyal = [], [], []
    for seed in range(8):
        department = build("M", seed)
        groups = {row["hub_code"]: row["hub_ag"] for row in department.rows if row.get("hub_code")}
        lists = [w.final_choices for w in department.plans.wishes.values() if w.final_choices[0]]
        first = Counter(choices[0] for choices in lists)
        shares.append(sum(n for _, n in first.most_common(5)) / len(lists))
        bare.append(50 - len(first))
        pairs = [(str(a), str(b)) for a, b, _ in lists if b]
        loyal.append(sum(groups[a] == groups[b] for a, b in pairs) / len(pairs))
    assert sum(shares) / 8 == pytest.approx(0.45, abs=0.06)
    assert sum(bare) / 8 == pytest.approx(14, abs=3)
    assert sum(loyal) / 8 == pytest.approx(0.68, abs=0.06)  # a tenth of the free choices too


# Names, seeds, dictionary --------------------------------------------------------------------


def test_everybody_has_an_own_address_and_name_apart_from_the_planted_cases(medium):
    rows = people(medium)
    names = Counter((row["p_first"], row["p_last"]) for row in rows)
    addresses = Counter(row["p_email"] for row in rows if row["p_email"])
    shared = {medium.people[r]["p_email"] for r in medium.cast["shared_mailbox"].record_ids}
    assert max(names.values()) == 1
    assert {address for address, n in addresses.items() if n > 1} == shared
    assert all(address.isascii() and "example.edu" in address for address in addresses)


def test_some_names_have_apostrophes_and_accents(medium):
    names = [row["p_last"] for row in people(medium)]
    assert any("'" in name for name in names)
    assert any(not name.isascii() for name in names)


def fingerprint(department) -> str:
    return json.dumps([department.rows, str(department.plans), str(department.cast)])


def test_equal_seeds_give_equal_departments_in_any_process():
    program = (
        "import hashlib; from tests.sandbox.test_department import build, fingerprint;"
        "print(hashlib.sha256(fingerprint(build('S', 5)).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_different_seeds_give_different_departments():
    assert fingerprint(build("S", 1)) != fingerprint(build("S", 2))


def test_only_instruments_of_people_are_filled(medium):
    filled = {row.get("redcap_repeat_instrument", "") for row in medium.rows} - {""}
    acted = {act.row.get("redcap_repeat_instrument", "") for act in medium.plans.acts} - {""}
    assert (filled | acted).isdisjoint(owned_instruments())
    assert filled <= set(repeating_instruments())


def test_the_medium_dictionary_is_the_shipped_one():
    assert dictionary_rows_for("M") == metadata_rows()


@pytest.mark.parametrize("size", ["S", "M", "L"])
def test_hub_lists_of_every_size_offer_exactly_its_hubs(size):
    department = build(size, SEED)
    hubs = {row["hub_code"] for row in department.rows if row.get("hub_code")}
    groups = {row["ag_code"] for row in department.rows if row.get("ag_code")}
    choices = {
        row["field_name"]: set(parse_choices(row["select_choices_or_calculations"]))
        for row in dictionary_rows_for(size)
        if row["field_name"] in {*HUB_LISTS, "hub_ag"}
    }
    assert choices == dict.fromkeys(HUB_LISTS, hubs) | {"hub_ag": groups}


def test_another_academic_year_moves_every_date():
    department = build("S", SEED, date(2027, 8, 1))
    when = department.timetable
    assert (when.cycle, when.preferences_open_on) == ("AY2027", date(2027, 8, 9))
    assert when.preferences_open_on.weekday() == 0
    settings = department.rows[0]
    assert settings["ps_ay_start"] == "2027-08-01"
    assert settings["ps_match_on"] == "2027-08-30"


# Loading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["S", "M"])
def test_redcap_takes_every_row_and_gives_it_back(size):
    department = build(size, SEED)
    with (
        SandboxServer.start(
            dictionary_csv=dictionary_csv_for(size), repeating=repeating_instruments()
        ) as sandbox,
        Client(sandbox.url, sandbox.token) as client,
    ):
        department.load(client)
        stored = {
            (row["record_id"], row["redcap_repeat_instrument"], row["redcap_repeat_instance"]): row
            for row in client.export_rows(EXPORT_ALL)
        }
        offered = {row["field_name"]: row for row in client.export_metadata()}
    assert len(stored) == len(department.rows)
    keys = ("record_id", "redcap_repeat_instrument", "redcap_repeat_instance")
    (unknown,) = department.cast["unknown_code"].record_ids
    for row in department.rows:
        found = stored[tuple(row.get(key, "") for key in keys)]
        sent = {name: value for name, value in row.items() if value}
        if row["record_id"] == unknown:
            sent.pop("p_track", None)
        assert sent.items() <= found.items()
    tracks = parse_choices(offered["p_track"]["select_choices_or_calculations"])
    assert stored[unknown, "", ""]["p_track"] not in tracks


def test_private_texts_hold_names_addresses_and_narratives(medium):
    texts = medium.private_texts
    somebody = medium.people["1001"]
    assert {somebody["p_last"], somebody["p_email"]} - {""} <= texts
    assert "" not in texts
