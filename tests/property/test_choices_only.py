"""The array path reaches the engine's optimum, and refuses what is not one."""

import itertools

import numpy as np
import pytest

from mentorship.pairing import choices_only
from mentorship.pairing.choices_only import NONE, meet_choices
from mentorship.pairing.levels import UNPLACED, rank_level
from mentorship.pairing.problem import Choice, Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.search import solve
from mentorship.pairing.solver import CertificateFailed


def an_instance(seed, *, people=30, hubs=8, most_room=4, choices=3):
    """Random lists, some short, some with a gap; some hubs have no room."""
    rng = np.random.default_rng(seed)
    lists = np.array([rng.permutation(hubs)[:choices] for _ in range(people)], dtype=np.int64)
    lists[rng.random(lists.shape) < 0.15] = NONE
    return lists, rng.integers(0, most_room + 1, hubs)


def by_the_engine(lists, rooms):
    """The same question, asked of the engine."""
    wishes = tuple(
        Wish(
            mentee_id=str(i),
            choices=tuple(Choice(h, r) for r, h in enumerate(row, 1) if h != NONE),
        )
        for i, row in enumerate(lists.tolist())
    )
    offers = tuple(
        Offer(place=Place(hub, f"m{hub}"), capacity=room) for hub, room in enumerate(rooms.tolist())
    )
    found = solve(Problem(wishes=wishes, offers=offers), rank_level(2))
    values = [found.value(rank_level(rank)) for rank in (2, 3)]
    none = found.value(UNPLACED)
    return (len(wishes) - none - sum(values), *values, none)


@pytest.mark.parametrize("most_room", [1, 4, 8])
@pytest.mark.parametrize("seed", range(60))
def test_as_many_choices_are_met_as_by_the_engine(seed, most_room):
    lists, rooms = an_instance(seed, most_room=most_room)
    assert meet_choices(lists, rooms).profile(3) == by_the_engine(lists, rooms)


@pytest.mark.parametrize("seed", range(150))
def test_no_other_way_to_place_a_few_people_is_better(seed):
    """Brute force over every way to place four people."""
    lists, rooms = an_instance(seed, people=4, hubs=4, most_room=2)
    ways = itertools.product(*([NONE, *np.flatnonzero(row != NONE)] for row in lists))
    kept = [way for way in ways if fits(lists, rooms, way)]
    best = min((way.count(NONE), way.count(2), way.count(1)) for way in kept)
    _, second, third, none = meet_choices(lists, rooms).profile(3)
    assert (none, third, second) == best


def fits(lists, rooms, way):
    at = [lists[person, position] for person, position in enumerate(way) if position != NONE]
    return (np.bincount(at, minlength=len(rooms)) <= rooms).all() if at else True


@pytest.mark.parametrize("seed", range(40))
def test_what_one_gets_is_on_the_list_and_fits(seed):
    lists, rooms = an_instance(seed, people=200, hubs=12, most_room=20)
    met = meet_choices(lists, rooms)
    placed = np.flatnonzero(met.position != NONE)
    at = lists[placed, met.position[placed]]
    assert (at != NONE).all()
    assert (np.bincount(at, minlength=len(rooms)) <= rooms).all()


@pytest.mark.parametrize("seed", range(40))
def test_an_answer_that_can_be_improved_is_refused(seed):
    """An optimum is spoiled: somebody who has a place loses it."""
    lists, rooms = an_instance(seed, most_room=2)
    position = meet_choices(lists, rooms).position
    position[np.flatnonzero(position != NONE)[0]] = NONE
    with pytest.raises(CertificateFailed, match="can be improved"):
        choices_only._prove(lists, rooms, position)


def test_too_many_in_a_hub_are_refused():
    with pytest.raises(CertificateFailed, match="more people"):
        choices_only._prove(np.array([[0], [0]]), np.array([1]), np.array([0, 0]))


@pytest.mark.parametrize(
    ("lists", "rooms", "profile"),
    [
        (np.empty((0, 3), dtype=np.int64), [1, 1], (0, 0, 0, 0)),
        (np.full((2, 3), NONE), [1, 1], (0, 0, 0, 2)),
        (np.array([[0, 1, NONE]] * 3), [1, 1], (1, 1, 0, 1)),
        (np.array([[NONE, 1, 0]]), [1, 1], (0, 1, 0, 0)),
        (np.array([[0, 1, 2], [0, 1, 2]]), [0, 0, 5], (0, 0, 2, 0)),
    ],
)
def test_the_edges(lists, rooms, profile):
    assert meet_choices(lists, np.array(rooms)).profile(3) == profile
