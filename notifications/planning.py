"""Composed mails enter the outbox with their frozen bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from notifications.mail import Mail
from notifications.mime import SenderIdentity, build_mime
from notifications.outbox import Outbox


def plan_mails(
    outbox: Outbox, mails: Iterable[Mail], *, sender: SenderIdentity, now: datetime
) -> int:
    """Freeze *mails* into *outbox* and return how many are newly planned.

    Safe to repeat: what was attempted before is left out, what never was is replaced.

    Raises:
        BadAddress: the sender is not an address (`compose` leaves bad recipients out).
    """

    def freeze(mail: Mail, key: str) -> str:
        return build_mime(mail, sender=sender, key=key, date=now)

    return outbox.plan(mails, freeze, at=now)
