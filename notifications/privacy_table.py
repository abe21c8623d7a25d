"""What each message may contain, written for the privacy officer from the code itself."""

from __future__ import annotations

from notifications.messages import NOTICES
from notifications.notice import Confidentiality, Delivery, Notice, field_classes


MEANING = {
    Confidentiality.C0: "public directory text; any mail",
    Confidentiality.C1: "operational facts: partners' names, dates, done or not done, counts",
    Confidentiality.C2: "the pair's own content: goals; mail to the two partners only",
    Confidentiality.C3: "office only: change requests, pulse answers, constraints; never in mail",
    Confidentiality.C4: "office narrative; the automation never reads it",
}
DELIVERY = {
    Delivery.AT_LEAST_ONCE: "sent once more if nobody knows whether it arrived",
    Delivery.AT_MOST_ONCE: "held for a person if nobody knows whether it arrived",
}


def privacy_table() -> str:
    """Return the table of all notices as Markdown; a test keeps `docs/mail.md` equal to it."""
    lines = [
        "| notice | to | may contain (class) | highest class | in doubt |",
        "|---|---|---|---|---|",
        *(_row(each) for each in NOTICES),
        "",
        "| class | meaning |",
        "|---|---|",
        *(f"| {level.name} | {words} |" for level, words in MEANING.items()),
    ]
    return "\n".join(lines)


def _row(notice: type[Notice]) -> str:
    fields = ", ".join(
        f"{name.replace('_', ' ')} ({level.name})" for name, level in field_classes(notice).items()
    )
    title = (notice.__doc__ or "").partition("Source:")[0].strip().rstrip(".")
    return (
        f"| {title} | {notice.audience.value} | {fields} | {notice.confidentiality.name}"
        f" | {DELIVERY[notice.delivery]} |"
    )
