"""`mentorship propose` against a real sandbox: it answers, and writes nothing."""

import pytest

from flows.looking import Look
from mentorship.errors import ConfigurationError
from tests.mentorship_cli.conftest import SLUG, command, run


@pytest.fixture(scope="module")
def ask(office):
    """Run the command on the night of the first proposals; return its lines."""
    return lambda *options: command(office, *options)


@pytest.fixture(scope="module")
def proposals(office):
    """What is stored: each mentee's proposed mentor, "" for nobody."""
    return office.proposed()


def test_every_stored_proposal_is_shown_in_a_line(ask, proposals):
    first, *lines = ask()
    assert first.startswith(f"{len(proposals)} to be paired: ")
    assert len(lines) == len(proposals)
    for mentee, mentor in proposals.items():
        (line,) = (each for each in lines if f"({mentee}): " in each)
        assert (f"({mentor})" in line) == bool(mentor)
        assert line.endswith("no choice could be met") == (not mentor)


def test_a_paused_mentor_shows_who_moves_and_who_takes_the_place(ask, proposals):
    mentor = next(filter(None, proposals.values()))
    mentees = [each for each, proposed in proposals.items() if proposed == mentor]
    worth, *moves = ask("--what-if", f"mentor {mentor} paused")
    assert "more with" in worth
    for mentee in mentees:
        (move,) = (each for each in moves if f"({mentee}): from " in each)
        assert "Through the change" in move


def test_several_changes_are_imagined_together(ask, proposals):
    """The mentor who pauses is made up for by more places in each of the same hubs."""
    mentor = next(filter(None, proposals.values()))
    alone = ask("--what-if", f"mentor {mentor} paused")
    hubs = {line.split(": ")[1][:3] for line in ask() if f"({mentor})" in line.split(" with ")[-1]}
    more = [option for hub in sorted(hubs) for option in ("--what-if", f"hub {hub} +4")]
    together = ask("--what-if", f"mentor {mentor} paused", *more)
    assert "more with a third choice" in alone[0]
    assert "more with" not in together[0]
    assert any("The change makes room with another mentor in" in line for line in together)


def test_nothing_is_written_by_looking(ask, office, proposals):
    before = office.everything()
    ask()
    ask("--what-if", f"mentor {next(filter(None, proposals.values()))} paused")
    ask("--compare", run(office.first_night), "tonight")
    ask("--why", next(iter(proposals)))
    assert office.everything() == before


def test_the_argument_shown_is_the_one_on_the_mentees_page(ask, office, proposals):
    mentee = next(each for each, mentor in proposals.items() if not mentor)
    head, *lines = ask("--why", mentee)
    rows = office.rows("px_proposal_text")
    stored = next(each["px_proposal_text"] for each in rows if each["record_id"] == mentee)
    assert f"({mentee}):" in head
    assert [line.strip() for line in lines] == stored.splitlines()


def test_one_mentee_is_paired_anew_and_nobody_else_is_in_the_answer(ask, proposals):
    mentee = next(each for each, mentor in proposals.items() if mentor)
    head, *why = ask("--rematch", mentee)
    assert f"({mentee}): " in head
    assert all(line.startswith("    ") for line in why)


def test_a_run_of_now_is_compared_with_the_one_stored(ask, office):
    lines = ask("--compare", run(office.first_night), "tonight")
    assert lines[-1] == "Nobody who is in both has another place."


def test_residents_are_shown_with_their_mentors_and_why(ask):
    first, *lines = ask("--programme", "residents")
    assert "assigned" in first
    assert len(lines) == int(first.split()[0])
    name = lines[0].split(": ")[0]
    record = name[name.rindex("(") + 1 : -1]
    head, reason, *_ = ask("--programme", "residents", "--why", record)
    assert head == f"{name}:"
    assert reason.endswith("assigned, because no choice of a mentor is on file.")
    assert ask("--programme", "residents", "--rematch", record)[0].startswith(name)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (lambda look: look.imagined(["hub H14"]), "not understood"),
        (lambda look: look.imagined(["hub H999 +1"]), "H999 is not in this pairing"),
        (lambda look: look.compared("AY2000", None), "no run AY2000 is stored; there is: AY"),
        (lambda look: list(look.argued(["99999"])), "mentee 99999 is not in this pairing"),
    ],
)
def test_a_question_about_what_is_not_there_is_refused_with_what_is(office, asked, says):
    look = Look.at(SLUG, office.first_night)
    with pytest.raises(ConfigurationError, match=says):
        asked(look)
