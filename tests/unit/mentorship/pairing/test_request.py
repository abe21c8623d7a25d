from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorship.pairing.proposal import StoredProposal
from mentorship.pairing.request import requested_run
from mentorship.policy import Policy
from tests.support.pairing import CYCLE, TODAY, a_roster, settings


def stored(run):
    return StoredProposal(
        mentee_id="1", repeat_instance=1, cycle=CYCLE, run=run, place=None, choice_met=None
    )


def test_no_date_means_no_run():
    assert requested_run(a_roster(settings=settings(match_on=None)), Policy(), TODAY) is None


@pytest.mark.parametrize(
    ("days", "is_stored", "is_owed"),
    [
        (-1, False, False),
        (0, False, True),
        (0, True, True),  # the same night twice: the same run, the same answer
        (1, False, True),  # the night itself was missed
        (1, True, False),
        (14, False, True),
        (15, False, False),
    ],
)
def test_a_run_is_owed_on_its_night_and_caught_up_within_the_grace(days, is_stored, is_owed):
    run = "AY2026-2026-08-01"
    roster = a_roster(proposals=(stored(run),) if is_stored else ())
    found = requested_run(roster, Policy(match_grace=14), TODAY + timedelta(days=days))
    assert found == (run if is_owed else None)


def test_an_earlier_run_of_the_cycle_does_not_count_for_a_later_date():
    roster = a_roster(proposals=(stored("AY2026-2026-08-01"),))
    later = replace(roster, settings=settings(match_on=date(2026, 9, 1)))
    assert requested_run(later, Policy(), date(2026, 9, 2)) == "AY2026-2026-09-01"
