"""Requests for a change as the automation may know them: that one waits, and who sent it.

What somebody asks for, and why, is read by nobody but the office (class C3). Source: S4.117.
"""

from __future__ import annotations

from mentorship.corrections import former_mentors
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
    other one would tell them. So the answer to "you are the" must fit exactly one person, whoever
    has ever been paired there: after another mentor has come, nobody can tell which of the two
    wrote, so neither is answered.
    """
    owner, number = request.person_id, request.pairing_number
    own = [p for p in roster.pairings_by_mentee.get(owner, ()) if p.is_final]
    mentored = [p for p in roster.pairings_by_mentor.get(owner, ()) if p.is_final]
    if request.asker is Asker.MENTEE:
        return owner if _is_about_one(own, number) and not mentored else None
    if request.asker is not Asker.MENTOR or not _is_about_one([*own, *mentored], number):
        return None
    mentors = {each for p in own for each in (p.mentor_id, p.second_mentor_id) if each}
    mentors.update(each for p in own for each in former_mentors(p))
    candidates = mentors | ({owner} if mentored else set())
    return candidates.pop() if len(candidates) == 1 else None


def _is_about_one(pairings: list[Pairing], number: int | None) -> bool:
    return any(each.is_current and number in {None, each.id.number} for each in pairings)
