"""The wishes of everybody as columns, a row each, without the rows that nobody can need.

People to whom all mentors of a hub are the same take one row a hub, read in bulk; the others take
a row a mentor where the mentors of a hub differ to them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from mentorship.pairing.levels import Columns, Flags, Ints
from mentorship.pairing.problem import Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.sites import Sites


ANY_OFFER = -1
"""In a row's offer: whichever mentor of the hub."""
_WIDTH = 7
_FIRST = 1
"""No rank is better than a first choice, whatever number stands there."""
_NEVER = np.iinfo(np.int64).max


def wish_rows(sites: Sites, wishes: Sequence[Wish]) -> tuple[Columns, Flags]:
    """Return the rows of *wishes*, by mentee, and for each mentee whether a place is certain.

    Hubs without any mentor get no row.
    """
    mentors = {mentor for there in sites.mentors_of_hub for mentor in there}
    plain = np.array(
        [
            not (each.barred or each.misfits or each.shown or each.mentee_id in mentors)
            for each in wishes
        ],
        dtype=np.bool_,
    )
    table = np.concatenate(
        [_plain_rows(sites, wishes, np.flatnonzero(plain)), _other_rows(sites, wishes, plain)]
    )
    ordered = table[np.argsort(table[:, 0], kind="stable")].T
    columns = Columns(*(np.ascontiguousarray(each) for each in ordered))
    return _needed(sites, columns, len(wishes))


def _plain_rows(sites: Sites, wishes: Sequence[Wish], who: Ints) -> Ints:
    choices = [wishes[each].choices for each in who.tolist()]
    count = np.fromiter(map(len, choices), dtype=np.int64, count=len(choices))
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(choices)), dtype=np.int64)
    code, rank = flat.reshape(-1, 2).T
    hub = _positions(sites.hubs, code)
    table = np.zeros((len(hub), _WIDTH), dtype=np.int64)
    table[:, 0], table[:, 1], table[:, 2], table[:, 3] = np.repeat(who, count), hub, ANY_OFFER, rank
    return table[hub >= 0]


def _positions(hubs: Sequence[int], codes: Ints) -> Ints:
    """Return where each of *codes* stands in *hubs*, which are in order; -1 for unknown ones."""
    if not len(hubs):
        return np.full(len(codes), -1, dtype=np.int64)
    known = np.array(hubs, dtype=np.int64)
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    return np.where(known[at] == codes, at, -1)


def _other_rows(sites: Sites, wishes: Sequence[Wish], plain: Flags) -> Ints:
    found = array("q")
    for mentee in np.flatnonzero(~plain).tolist():
        wish = wishes[mentee]
        for hub_code, rank in wish.choices:
            hub = sites.hub_index.get(hub_code)
            if hub is not None:
                for row in _detailed(wish, sites.offers_of_hub[hub]):
                    found.extend((mentee, hub, row[0], rank, *row[1:]))
    return np.array(found, dtype=np.int64).reshape(-1, _WIDTH)


def _detailed(
    wish: Wish, offers: Sequence[tuple[int, Place]]
) -> Iterable[tuple[int, int, int, int]]:
    """One row for the hub if its mentors are all the same to this mentee, else one for each."""
    barred, own = wish.barred, wish.mentee_id
    rows = [
        (offer, *_costs(wish, place))
        for offer, place in offers
        if place.mentor_id not in barred and place.mentor_id != own
    ]
    if len(rows) == len(offers) and len({row[1:] for row in rows}) == 1:
        return [(ANY_OFFER, *rows[0][1:])]
    return rows


def _costs(wish: Wish, place: Place) -> tuple[int, int, int]:
    """Return what the place costs on the levels hub changed, mentor changed and misfit."""
    misfit = wish.misfits.get(place, 0) if wish.misfits else 0
    shown = wish.shown
    if shown is None:
        return 0, 0, misfit
    if shown.hub_code != place.hub_code:
        return 1, 0, misfit
    return 0, int(shown.mentor_id != place.mentor_id), misfit


def _needed(sites: Sites, columns: Columns, mentees: int) -> tuple[Columns, Flags]:
    """Leave out choices after a hub that turns nobody away: no optimum uses them.

    Such a hub has room for everybody who still names it, whichever mentor they get there. Whoever
    names it could always have it, so a choice ranked after it, or none, would be for nothing.
    """
    worth = np.maximum(columns.rank, _FIRST)
    while True:
        sure = _has_room(sites, columns)[columns.hub] & (columns.offer == ANY_OFFER)
        best = np.full(mentees, _NEVER)
        np.minimum.at(best, columns.mentee[sure], worth[sure])
        kept = worth <= best[columns.mentee]
        if kept.all():
            return columns, best < _NEVER
        columns, worth = columns.only(kept), worth[kept]


def _has_room(sites: Sites, columns: Columns) -> Flags:
    """Tell for each hub whether everybody who names it fits, whoever gets which mentor."""
    hubs = len(sites.hubs)
    wanted = np.bincount(columns.hub, minlength=hubs)
    picky = np.bincount(columns.hub[columns.offer != ANY_OFFER], minlength=hubs)
    fits: Flags = (picky == 0) & (wanted <= sites.free_rooms)
    return fits
