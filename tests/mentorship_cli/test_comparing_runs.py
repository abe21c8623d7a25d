"""Two stored pairing runs side by side, from a real sandbox."""

from tests.mentorship_cli.conftest import command, run


def test_two_stored_runs_are_compared_with_the_reasons_of_the_later_one(office):
    """Between the two nights a mentor stops taking mentees, and the office asks again."""
    first = office.proposed()
    mentor = next(filter(None, first.values()))
    offers = [r for r in office.rows("hc_hub") if r["record_id"] == mentor and r["hc_hub"]]
    for each in offers:
        number = each["redcap_repeat_instance"]
        office.enter(mentor, "hub_commitment", number, hc_accepting="0")
    office.settings(ps_match_on=str(office.second_night))
    office.night(office.second_night)
    second = office.proposed()
    moved = {mentee for mentee in first if second[mentee] != first[mentee]}

    earlier, later = run(office.first_night), run(office.second_night)
    lines = command(office, "--compare", earlier, later)

    assert lines[0].startswith(f"{earlier}: ")
    assert lines[1].startswith(f"{later}: ")
    assert moved >= {mentee for mentee, proposed in first.items() if proposed == mentor}
    for mentee in moved:
        at = next(n for n, line in enumerate(lines) if f"({mentee}): from " in line)
        assert lines[at + 1].startswith("    ")
    assert sum("): from " in line for line in lines) >= len(moved)
