"""Pairing problems as an ill-willed stranger would make them, and their optimum by trying all.

Shares nothing with `tests.support.pairing`: other shapes, ids and numbers, and limits that meet.
"""

import itertools
import math
import random
from collections import Counter

from mentorship.pairing.problem import Choice, Held, Offer, Problem, Wish
from mentorship.pairing.proposal import Place


MOST_WAYS = 3_000
"""So many ways to place everybody are tried one by one."""
_STRANGE = [
    "0", "00", "007", "7", "-1", "a|b", "a\x1fb", "mentee", "Zoë", "Zoe\u0308", "李", "\u202eabc",
    "😀", " ", "", "H01-7", "another", "None", "9" * 40, "é" * 30,
]  # fmt: skip
_SIZES = [-3, 0, 0, 1, 1, 1, 2, 3, 12, 13, 10**9, 2**40]


def a_hard_problem(seed):
    """One of many shapes, by the seed."""
    rng = random.Random(f"hard {seed}")
    shape = rng.choice([_crowd, _islands, _knots, _one_and_many, _ladder, _strangers])
    return shape(rng)


def _crowd(rng):
    """Everybody hands in one of two lists; sizes from none to endless."""
    codes = rng.sample(range(-2, 2000), rng.randint(1, 5))
    lists = [_choices(rng, codes) for _ in range(2)]
    people = [_wish(rng, f"p{i}", rng.choice(lists), codes) for i in range(rng.randint(1, 7))]
    return _problem(rng, people, codes, [f"m{i}" for i in range(rng.randint(1, 4))])


def _islands(rng):
    """Parts that have nothing to do with each other, one of them without any mentor."""
    people, offers = [], []
    for island in range(rng.randint(2, 3)):
        codes = [100 * island + each for each in range(2)]
        people += [
            _wish(rng, f"{island}/{i}", _choices(rng, codes), codes)
            for i in range(rng.randint(1, 3))
        ]
        offers += [
            Offer(place=Place(code, f"{island}m"), capacity=rng.randint(0, 2))
            for code in codes
            if island
        ]
    caps = {100: rng.randint(0, 3), 200: -1} if rng.random() < 0.5 else {}
    return Problem(wishes=tuple(people), offers=tuple(offers), hub_caps=caps, salt="islands")


def _knots(rng):
    """Every hub with a cap, every mentor in every hub with a limit: no network holds it."""
    codes = list(range(rng.randint(2, 4)))
    mentors = [f"m{i}" for i in range(rng.randint(2, 3))]
    people = [_wish(rng, f"k{i}", _choices(rng, codes), codes) for i in range(rng.randint(2, 6))]
    return Problem(
        wishes=tuple(people),
        offers=tuple(
            Offer(place=Place(code, m), capacity=rng.randint(1, 2))
            for code in codes
            for m in mentors
        ),
        hub_caps={code: rng.randint(1, 2) for code in codes},
        mentor_caps={m: rng.randint(1, 2) for m in mentors},
        salt="knots",
    )


def _one_and_many(rng):
    """One person, fifty hubs, all of them named, some more than once or at one rank."""
    codes = list(range(50))
    rng.shuffle(codes)
    named = [Choice(code, rng.choice([rank, 1 + rank // 10])) for rank, code in enumerate(codes, 1)]
    people = [Wish(mentee_id="one", choices=(*named, Choice(codes[-1], 1)))]
    return _problem(rng, people, codes, ["m", "one"])


def _ladder(rng):
    """Each wants the place of the next: one more place at the end moves everybody."""
    steps = rng.randint(2, 7)
    people = [
        Wish(mentee_id=f"l{i}", choices=(Choice(i + 1, 1), Choice(i, 2))) for i in range(steps)
    ]
    sizes = rng.choice([[1] * (steps + 1), [0] + [1] * steps, [1] * steps + [0]])
    offers = [
        Offer(place=Place(code, f"m{code % 2}"), capacity=size) for code, size in enumerate(sizes)
    ]
    caps = {"m0": rng.randint(0, 4)} if rng.random() < 0.5 else {}
    return Problem(wishes=tuple(people), offers=tuple(offers), mentor_caps=caps, salt="ladder")


def _strangers(rng):
    """Ids of every kind; mentees who are mentors of each other; people who must be placed."""
    ids = rng.sample(_STRANGE, rng.randint(2, 6))
    codes = list(range(rng.randint(1, 3)))
    people = [_wish(rng, each, _choices(rng, codes), codes, ids) for each in ids]
    return _problem(rng, people, codes, ids)


def _choices(rng, codes):
    named = rng.choices([*codes, 4040], k=rng.randint(0, 4))
    return tuple(Choice(code, rng.choice([k, k, k, 1, 7, 0])) for k, code in enumerate(named, 1))


def _wish(rng, mentee_id, choices, codes, mentors=("m0", "m1", "m2")):
    places = [Place(code, m) for code in codes for m in mentors]
    return Wish(
        mentee_id=mentee_id,
        choices=choices,
        barred=frozenset(m for m in mentors if rng.random() < 0.2),
        shown=rng.choice([*places, Place(31, "gone")]) if rng.random() < 0.4 else None,
        misfits={p: rng.choice([0, 1, 1000]) for p in places if rng.random() < 0.3},
        must=rng.random() < 0.08,
    )


def _problem(rng, people, codes, mentors):
    places = [Place(code, m) for code in codes for m in mentors if rng.random() < 0.7]
    twice = rng.choices(places, k=2) if places and rng.random() < 0.2 else []
    return Problem(
        wishes=tuple(people),
        offers=tuple(
            Offer(place=each, capacity=rng.choice(_SIZES), is_open=rng.random() < 0.85)
            for each in [*places, *twice]
        ),
        held=tuple(
            Held(mentee_id=f"held{i}", place=rng.choice([*places, Place(77, "away")]))
            for i in range(rng.choice([0, 0, 1, 5]))
        ),
        hub_caps={code: rng.choice(_SIZES) for code in codes if rng.random() < 0.4},
        mentor_caps={m: rng.choice(_SIZES) for m in mentors if rng.random() < 0.4},
        salt=rng.choice(["", "salt", "\x1f"]),
    )


def ways(problem):
    """Every way to place everybody within all limits; None if there are too many to try."""
    rooms = _rooms(problem)
    options = [_options(problem, wish, rooms[0]) for wish in problem.wishes]
    if math.prod(map(len, options)) > MOST_WAYS:
        return None
    return [way for way in itertools.product(*options) if _fits(way, rooms)]


def _options(problem, wish, places):
    found = [
        (rank, place)
        for code, rank in wish.choices
        for place in places
        if place.hub_code == code
        and place.mentor_id not in {*wish.barred, wish.mentee_id}
        and places[place] > 0
    ]
    return found if wish.must else [None, *found]


def _offers(problem):
    """Of two offers for one place the larger counts, of two equal ones the open one."""
    best = {}
    for each in problem.offers:
        key = each.capacity, each.is_open
        if each.place not in best or key > best[each.place]:
            best[each.place] = key
    return best


def _rooms(problem):
    held = Counter(each.place for each in problem.held)
    in_hub, of_mentor = Counter(), Counter()
    for place, count in held.items():
        in_hub[place.hub_code] += count
        of_mentor[place.mentor_id] += count
    return (
        {p: size - held[p] if is_open else 0 for p, (size, is_open) in _offers(problem).items()},
        {code: max(0, cap - in_hub[code]) for code, cap in problem.hub_caps.items()},
        {who: max(0, cap - of_mentor[who]) for who, cap in problem.mentor_caps.items()},
    )


def _fits(way, rooms):
    at = [each[1] for each in way if each]
    limits = zip(rooms, (at, [p.hub_code for p in at], [p.mentor_id for p in at]), strict=True)
    return all(
        count <= room.get(key, count)
        for room, used in limits
        for key, count in Counter(used).items()
    )


def worth(problem, way, levels):
    """The value of *way* on each of the *levels*, by name; the lottery is left out."""
    got = list(zip(problem.wishes, way, strict=True))
    value = {"unplaced": way.count(None)}
    for rank in {each[0] for each in way if each}:
        value[f"rank {rank}"] = sum(each is not None and each[0] == rank for each in way)
    shown = [(w.shown, each[1] if each else None) for w, each in got if w.shown]
    value["hub changed"] = sum(p is None or p.hub_code != s.hub_code for s, p in shown)
    value["mentor changed"] = sum(
        p is not None and p.hub_code == s.hub_code and p != s for s, p in shown
    )
    value["misfit"] = sum(w.misfits.get(each[1], 0) for w, each in got if each)
    value["uneven load"] = _unevenness(problem, Counter(each[1] for each in way if each))
    return tuple(value.get(name, 0) for name in levels)


def _unevenness(problem, placed):
    shares = {place: max(1, min(size, 12)) for place, (size, _) in _offers(problem).items()}
    whole = math.lcm(*shares.values())
    held = Counter(each.place for each in problem.held)
    return sum(
        (2 * (held[place] + k) - 1) * (whole // shares[place])
        for place, count in placed.items()
        for k in range(1, count + 1)
    )
