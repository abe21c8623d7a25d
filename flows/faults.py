"""Mistakes of this program, told without their text: an exception's words may quote a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from traceback import walk_tb
from typing import ParamSpec, TypeVar

from mentorship.errors import MentorshipError, UnexpectedFault


P = ParamSpec("P")
T = TypeVar("T")

OURS = {"mentorship", "redcap_schema", "mappings", "redcap_gateway", "notifications", "flows"}
"""Packages whose lines are worth naming to whoever mends them."""


def told_by_kind(step: Callable[P, T]) -> Callable[P, T]:
    """Let *step* fail only with errors of ours; any other becomes its kind and its place.

    Around every step, and the only place that turns whatever failed into an error of ours: the
    alarm and the question whether to retry catch everything too, but pass nothing on. The new
    error has no cause and no context, so neither a log, nor Prefect's pages, nor a log row in
    REDCap can show what the old one said.

    Raises:
        UnexpectedFault: something failed that this program did not foresee.
    """

    @wraps(step)
    def careful(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return step(*args, **kwargs)
        except MentorshipError:
            raise
        except Exception as error:  # noqa: BLE001  (nothing unforeseen may show its text)
            fault = UnexpectedFault(_kind_and_place(error))
        raise fault

    return careful


def _kind_and_place(error: Exception) -> str:
    frames = [(f.f_globals.get("__name__", "?"), line) for f, line in walk_tb(error.__traceback__)]
    ours = [each for each in frames if each[0].split(".")[0] in OURS] or frames
    module, line = ours[-1]
    return (
        f"{type(error).__name__} in {module}, line {line}: a mistake in this program. Nothing more"
        " was written or sent; report this line, and run the night again after an update"
    )
