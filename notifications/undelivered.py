"""Mail that could not go, as the office reads it in the morning: by record and reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mentorship.morning_digest import DigestLine
from mentorship.obligations.due_items import NoticeKind
from mentorship.obligations.notice_keys import NoticeKey
from notifications.mail import OFFICE, LeftOut
from notifications.outbox_desk import LEFT_OUT, Case
from notifications.outbox_states import MailState


_WORDS = {
    MailState.HELD: "is held",
    MailState.UNCERTAIN: "may not have arrived",
    MailState.SUPPRESSED: "did not go",
    MailState.REFUSED: "was refused",
    MailState.BOUNCED: "came back",
    MailState.ACCEPTED: "is late",
    LEFT_OUT: "did not go",
}
_UNSAID = frozenset({NoticeKind.REQUEST_RECEIVED.value})
"""A line about it would say who asked; the office's leads call whoever asked anyway."""


def undelivered_lines(
    cases: Iterable[Case], left_out: Iterable[LeftOut] = ()
) -> tuple[DigestLine, ...]:
    """Return a line for each record and reason; *left_out* is tonight's, *cases* are older.

    The office's own mail is left out: who reads the digest knows that it arrived.
    """
    kinds: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for case in cases:
        if case.state != LEFT_OUT and case.person_id != OFFICE:
            words = _WORDS[case.state]
            if shown := set(case.kinds.split()) - _UNSAID:
                kinds[case.person_id, words, case.reason] |= shown
    for each in left_out:
        kind = NoticeKey.read(each.key).kind
        if kind not in _UNSAID:
            kinds[each.person_id, _WORDS[LEFT_OUT], each.reason].add(kind)
    return tuple(
        DigestLine(
            record_id=record_id, sentence=f"{', '.join(sorted(found))} {words}: {reason or words}."
        )
        for (record_id, words, reason), found in sorted(kinds.items(), key=_order)
    )


def _order(entry: tuple[tuple[str, str, str], set[str]]) -> tuple[int, tuple[str, str, str]]:
    record_id = entry[0][0]
    return int(record_id) if record_id.isdigit() else 0, entry[0]
