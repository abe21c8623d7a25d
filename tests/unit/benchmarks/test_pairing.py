"""The benchmark compares like with like: on small instances every exact peer finds the same."""

import pytest

from benchmarks.pairing import (
    PEERS,
    an_instance,
    engine,
    engine_arrays,
    engine_choices,
    highs_program,
    ortools_flow,
    scipy_assignment,
)


EXACT = (engine, engine_arrays, engine_choices, ortools_flow, highs_program, scipy_assignment)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("slack", ["tight", "roomy"])
def test_every_exact_peer_reaches_the_same_optimum(seed, slack):
    instance = an_instance(60, 12, slack, seed)
    profiles = {peer.__name__: tuple(peer(instance)) for peer in EXACT}
    assert len(set(profiles.values())) == 1, profiles


def test_all_exact_peers_of_the_table_are_compared():
    assert {peer.run for peer in PEERS.values() if peer.is_exact} == set(EXACT)


def test_everyone_names_three_different_hubs():
    choices = an_instance(200, 12, "tight", 1).choices
    assert all(len(set(row)) == 3 for row in choices.tolist())
