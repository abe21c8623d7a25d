"""On how many random cases the laws are tried.

`make test` tries the same cases each time, so that a change is red for what it changed and for
nothing else. `make laws` tries many times as many, others at each run: what it finds is a fault
that was always there, and its case belongs into a table test.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings


TIMES = max(0, int(os.environ.get("LAWS") or 0))
"""How many times the usual number of cases; 0: the usual number, always the same ones."""

_USUAL = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""How fast the machine is tells nothing about a law."""

settings.register_profile("same", derandomize=True, **_USUAL)
settings.register_profile("others", max_examples=100 * max(TIMES, 1), print_blob=True, **_USUAL)
settings.load_profile("others" if TIMES else "same")


def tried(cases: int, *, shares_fixtures: bool = False) -> settings:
    """Return the settings of a law that `make test` tries on so many cases.

    *shares_fixtures* says that all cases use one set of the test's fixtures, and may.
    """
    usual = list(settings.default.suppress_health_check)
    also = [HealthCheck.function_scoped_fixture] if shares_fixtures else []
    return settings(max_examples=cases * max(TIMES, 1), suppress_health_check=[*usual, *also])
