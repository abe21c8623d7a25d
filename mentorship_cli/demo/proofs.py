"""What must have happened for the demo to call itself a success. Nothing here is taken on trust."""

from __future__ import annotations

import email
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mentorship.obligations.due_items import NoticeKind
from mentorship_cli.demo.scenes import Scene


EXPECTED_KINDS = (
    NoticeKind.PREFERENCES_OPEN,
    NoticeKind.PREFERENCES_REMINDER,
    NoticeKind.PAIRING,
    NoticeKind.FIRST_MEETING,
    NoticeKind.AGREEMENT,
    NoticeKind.QUARTER_AHEAD,
    NoticeKind.QUARTERLY_REPORT,
    NoticeKind.HUB_SUMMARY,
    NoticeKind.MENTORING_YEAR,
    NoticeKind.MORNING_DIGEST,
)


def shortcomings(
    played: Sequence[tuple[Scene, Mapping[str, Any]]], eml_files: Sequence[Path]
) -> Iterator[str]:
    """Yield a sentence for everything that did not really happen."""
    nights = [night for _, night in played]
    kinds: Counter[str] = Counter()
    for scene, night in played:
        kinds.update(night["mails_by_kind"])
        wrote, sent = night["rows_written"], night["mails_accepted"]
        if scene.is_repeat and (wrote or sent):
            yield f"the repeated night wrote {wrote} rows and sent {sent} mails"
        if not scene.is_repeat and not wrote:
            yield f"the night of {night['date']} wrote nothing"
    yield from (f"no mail of kind {each.value} was sent" for each in EXPECTED_KINDS
                if not kinds[each.value])  # fmt: skip
    if not any(night["proposals"] for night in nights):
        yield "no pairing was proposed"
    if not any(night["issues"] for night in nights):
        yield "no data problem was found, though the department has some"
    if not any(night["overdue"] for night in nights):
        yield "nothing was ever overdue"
    yield from _mail_shortcomings(nights, eml_files)


def _mail_shortcomings(nights: Sequence[Mapping[str, Any]], eml_files: Sequence[Path]
                       ) -> Iterator[str]:  # fmt: skip
    accepted = sum(night["mails_accepted"] for night in nights)
    if accepted != len(eml_files):
        yield f"{accepted} mails were accepted, but the SMTP server holds {len(eml_files)}"
    seen: Counter[tuple[str, str]] = Counter()
    ids: Counter[str] = Counter()
    for path in eml_files:
        message = email.message_from_bytes(path.read_bytes())
        ids[str(message["Message-ID"])] += 1
        if message["X-Mentorship-Notice"] not in {"N24", "N16"}:
            seen[str(message["To"]), str(message["Date"])] += 1
    doubled = sum(1 for count in ids.values() if count > 1)
    if doubled:
        yield f"{doubled} messages arrived twice"
    crowded = sum(1 for count in seen.values() if count > 1)
    if crowded:
        yield f"{crowded} people got more than one mail in a night"
