"""Solve pairing instances from files, one line of JSON each: anybody's, not only ours.

    python -m benchmarks.instances mine.json [more.json ...]

A file holds one instance; everything but `mentees` and `offers` may be left out::

    {"salt": "2026",
     "mentees": [{"id": "ann", "choices": [7, 8, null], "ranks": [1, 1, 3], "never": ["kim"],
                  "shown": {"hub": 7, "mentor": "lee"},
                  "misfits": [{"hub": 7, "mentor": "lee", "count": 1}]}],
     "offers": [{"hub": 7, "mentor": "lee", "capacity": 2, "open": true}],
     "held": [{"mentee": "bob", "hub": 7, "mentor": "lee"}],
     "hub_caps": {"7": 3}, "mentor_caps": {"lee": 4}}

`choices` are hubs, best first, null for a blank; `ranks` say otherwise where there are ties. The
answer names each level of the objective with its value, who goes where with which rank, and the
solves that proved it. `--levels choices` stops after the choices met. The exit code is 1 if a file
cannot be read as an instance.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from mentorship.pairing.levels import rank_level
from mentorship.pairing.problem import Choice, Held, Offer, Problem, Wish
from mentorship.pairing.proposal import Place
from mentorship.pairing.search import solve


def read(text):
    """Return the problem that *text* describes.

    Raises:
        ValueError: with what is wrong, in a sentence.
    """
    try:
        given = json.loads(text)
        return Problem(
            wishes=tuple(_wish(each) for each in given["mentees"]),
            offers=tuple(
                Offer(
                    place=_place(each),
                    capacity=int(each["capacity"]),
                    is_open=bool(each.get("open", True)),
                )
                for each in given["offers"]
            ),
            held=tuple(
                Held(mentee_id=str(each["mentee"]), place=_place(each))
                for each in given.get("held", ())
            ),
            hub_caps={int(hub): int(cap) for hub, cap in given.get("hub_caps", {}).items()},
            mentor_caps={who: int(cap) for who, cap in given.get("mentor_caps", {}).items()},
            salt=str(given.get("salt", "")),
        )
    except KeyError as missing:
        raise ValueError(f"{missing.args[0]} is missing") from None
    except (TypeError, AttributeError) as wrong:
        raise ValueError(str(wrong)) from None


def _wish(given):
    choices = given["choices"]
    ranks = given.get("ranks") or range(1, len(choices) + 1)
    return Wish(
        mentee_id=str(given["id"]),
        choices=tuple(
            Choice(int(hub), int(rank))
            for hub, rank in zip(choices, ranks, strict=True)
            if hub is not None
        ),
        barred=frozenset(map(str, given.get("never", ()))),
        shown=_place(given["shown"]) if given.get("shown") else None,
        misfits={_place(each): int(each["count"]) for each in given.get("misfits", ())},
    )


def _place(given):
    return Place(int(given["hub"]), str(given["mentor"]))


def answer(problem, *, only_choices=False):
    """Solve *problem*; return the answer as JSON has it."""
    started = time.process_time()
    found = solve(problem, rank_level(2) if only_choices else None)
    seconds = time.process_time() - started
    return {
        "seconds": round(seconds, 3),
        "values": dict(found.values),
        "placed": {
            who: {"hub": place.hub_code, "mentor": place.mentor_id, "rank": found.ranks[who]}
            for who, place in found.places.items()
        },
        "proved": [list(each.levels) for each in found.proofs],
    }


def main() -> int:
    """Answer each file in a line; 1 if one of them is no instance."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--levels", choices=["all", "choices"], default="all")
    args = parser.parse_args()
    code = 0
    for file in args.files:
        try:
            problem = read(file.read_text("utf-8"))
        except ValueError as wrong:
            sys.stderr.write(f"{file.name} is no instance: {wrong}\n")
            code = 1
            continue
        found = answer(problem, only_choices=args.levels == "choices")
        sys.stdout.write(json.dumps({"file": file.name, **found}, ensure_ascii=False) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
