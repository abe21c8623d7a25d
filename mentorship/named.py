"""What a mail has named to both partners: remembered, because the office may type another."""

from __future__ import annotations

from typing import NamedTuple


class Named(NamedTuple):
    """The hub and mentor of a pairing as both were told of them; None: it has no hub."""

    hub_code: int | None
    mentor_id: str
