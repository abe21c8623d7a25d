"""V18: what the office overrules exists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from mentorship.issues import Issue, IssueCode
from mentorship.relationships import Override, OverrideAction
from mentorship.requests import request_key
from mentorship.validation.nearest import did_you_mean, nearest_key
from mentorship.validation.rule import Scope, Spot


def override_keys(scope: Scope) -> Iterator[Issue]:
    """V18: an override names a due item that is computed or stored, and a day where it needs one.

    Warning: an override that fits nothing changes nothing, so the office must hear of it. Keys
    of change requests (`CHANGE-<record>.<instance>`) count as known. Source: V18.
    """
    for each in scope.roster.overrides:
        if each.action is not OverrideAction.WAIVE and each.on is None:
            what = "the override needs a date to take effect."
            yield _spot(each, "ov_date").warning(IssueCode.OVERRIDE_KEY, what, "Enter the date.")
    unheard_of, candidates = _unheard_of(scope)
    for each in scope.roster.overrides:
        if each.key in unheard_of:
            near = nearest_key(each.key, candidates[each.record_id])
            yield _spot(each, "ov_key").warning(
                IssueCode.OVERRIDE_KEY,
                "no due item has the key of this override.",
                f"{did_you_mean(near)}Copy the key from the due list.",
            )


def _unheard_of(scope: Scope) -> tuple[frozenset[str], dict[str, set[str]]]:
    """Return the overrides' keys that no item has, and the keys on the records of those.

    Tonight's items are asked for only where the ledger does not hold a key: that is a look through
    all of them.
    """
    roster = scope.roster
    if scope.known_keys is None or not roster.overrides:
        return frozenset(), {}
    of_requests = [(each.person_id, request_key(each)) for each in roster.change_requests]
    held = [(each.record_id, each.key) for each in roster.ledger]
    asked_for = {each.key for each in roster.overrides}
    asked_for.difference_update(key for _, key in chain(of_requests, held))
    if not asked_for:
        return frozenset(), {}
    candidates: dict[str, set[str]] = {
        each.record_id: set() for each in roster.overrides if each.key in asked_for
    }
    heard_of = set()
    for record_id, key in chain(held, of_requests, scope.known_keys):
        if key in asked_for:
            heard_of.add(key)
        if record_id in candidates:
            candidates[record_id].add(key)
    return frozenset(asked_for - heard_of), candidates


def _spot(override: Override, field: str) -> Spot:
    return Spot(override.record_id, "item_override", field, override.repeat_instance)
