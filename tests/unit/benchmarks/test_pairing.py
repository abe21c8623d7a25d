"""The benchmark compares like with like: on small instances every exact peer finds the same."""

import pytest

from benchmarks.pairing import PEERS, an_instance
from benchmarks.pairing_night import NIGHT_HUBS, NIGHT_MENTEES, a_night


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("slack", ["tight", "roomy"])
def test_every_exact_peer_reaches_the_same_optimum(seed, slack):
    instance = an_instance(60, 12, slack, seed)
    profiles = {
        name: tuple(peer.run(peer.prepare(instance)))
        for name, peer in PEERS.items()
        if peer.is_exact
    }
    assert len(set(profiles.values())) == 1, profiles


def test_the_night_that_is_timed_pairs_people_and_argues():
    instance = an_instance(NIGHT_MENTEES, NIGHT_HUBS, "tight", 1)
    seconds, mentees = a_night(instance.choices, instance.hub, instance.size)
    assert seconds > 0
    assert mentees > NIGHT_MENTEES * 0.9


def test_everyone_names_three_different_hubs():
    choices = an_instance(200, 12, "tight", 1).choices
    assert all(len(set(row)) == 3 for row in choices.tolist())
