"""Requests for a change as the automation may know them: that one waits, and who sent it.

What somebody asks for, and why, is read by nobody but the office (class C3). Source: S4.117.
"""

from __future__ import annotations

from mentorship.record_order import record_order
from mentorship.relationships import Asker, ChangeRequest, OverrideAction, Pairing
from mentorship.roster import Roster


_CLOSING = frozenset({OverrideAction.MARK_DONE, OverrideAction.WAIVE})


def request_key(request: ChangeRequest) -> str:
    """Return the key that the office's override closes the request with."""
    return f"CHANGE-{request.person_id}.{request.repeat_instance}"


def open_requests(roster: Roster) -> list[ChangeRequest]:
    """Return the requests that the office has not closed by override, in record order."""
    closed = {each.key for each in roster.overrides if each.action in _CLOSING}
    waiting = [each for each in roster.change_requests if request_key(each) not in closed]
    return sorted(waiting, key=lambda each: (record_order(each.person_id), each.repeat_instance))


def sender_of(request: ChangeRequest, roster: Roster) -> str | None:
    """Return the record of whoever sent *request*; None unless it is certain.

    A request of either partner may lie on the mentee's page, and a confirmation that reached the
    other one would tell them. So the answer to "you are the" must fit exactly one person.
    """
    owner, number = request.person_id, request.pairing_number
    own = [p for p in roster.pairings_by_mentee.get(owner, ()) if _fits(p, number)]
    mentored = [p for p in roster.pairings_by_mentor.get(owner, ()) if _fits(p, number)]
    if request.asker is Asker.MENTEE:
        return owner if own and not mentored else None
    if request.asker is not Asker.MENTOR:
        return None
    candidates = {p.mentor_id for p in own if p.mentor_id} | ({owner} if mentored else set())
    return candidates.pop() if len(candidates) == 1 else None


def _fits(pairing: Pairing, number: int | None) -> bool:
    return pairing.is_current and number in {None, pairing.id.number}
