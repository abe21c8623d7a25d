"""V18: what the office overrules exists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

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
    if scope.known_keys is None:
        return
    asked_for = {each.key for each in scope.roster.overrides} - _change_keys(scope)
    unheard_of = asked_for.difference(scope.known_keys) if asked_for else asked_for
    unknown = [each for each in scope.roster.overrides if each.key in unheard_of]
    candidates = _keys_by_record(scope, scope.known_keys) if unknown else {}
    for each in unknown:
        near = nearest_key(each.key, candidates.get(each.record_id, ()))
        yield _spot(each, "ov_key").warning(
            IssueCode.OVERRIDE_KEY,
            "no due item has the key of this override.",
            f"{did_you_mean(near)}Copy the key from the due list.",
        )


def _change_keys(scope: Scope) -> frozenset[str]:
    return frozenset(request_key(each) for each in scope.roster.change_requests)


def _keys_by_record(scope: Scope, known: Iterable[str]) -> dict[str, list[str]]:
    """Keys that mention a record, and those stored on it: where a slip most likely points.

    A key names its record between the first and second dash; hub reviews name a group there and
    live on the group's record, so the stored ledger adds those.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key in {*known, *_change_keys(scope)}:
        _, _, rest = key.partition("-")
        found[rest.partition("-")[0].partition(".")[0]].append(key)
    for item in scope.roster.ledger:
        found[item.record_id].append(item.key)
    return found


def _spot(override: Override, field: str) -> Spot:
    return Spot(override.record_id, "item_override", field, override.repeat_instance)
