"""A folder of received mail as one page that shows it as people would see it.

The page is self-contained: no script from elsewhere, no request to anywhere. Each mail's HTML
sits in a sandboxed frame without scripts, its text part beside it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from email.utils import parsedate_to_datetime
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup


KINDS = {
    "N01": "Preferences open",
    "N02": "Preferences reminder",
    "N03": "Choices to correct",
    "N04": "Places for mentees",
    "N05": "Proposals ready",
    "N06": "Pairing",
    "N06b": "Pairing corrected",
    "N07": "New pairs",
    "N08": "First meeting",
    "N09": "Agreement",
    "N10": "Your turn",
    "N11": "Keep in touch",
    "N12": "Quarter ahead",
    "N13": "Quarterly report",
    "N14": "Meeting in person",
    "N15": "Prepare a meeting",
    "N16": "Hub summary",
    "N17": "Hub review",
    "N18": "Your coaching",
    "N19": "Confidential pulse",
    "N20a": "Confidential items",
    "N20b": "Message received",
    "N21": "Renew or close",
    "N22": "Your mentoring year",
    "N23": "July meeting",
    "N24": "Morning digest",
    "N25": "A run in trouble",
    "N26": "Welcome back",
    "N27": "Programme evaluation",
}


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as a reader's program would show it."""

    file: str
    to: str
    sender: str
    subject: str
    at: datetime
    kind: str
    """Number of the notice that names the mail, e.g. `N08`; "" when unknown."""
    more: int
    """How many kinds of notice the mail holds besides."""
    text: str
    html: str
    size: int

    @property
    def label(self) -> str:
        """The kind in words."""
        return KINDS.get(self.kind, self.kind or "Other")

    @property
    def is_rehearsal(self) -> bool:
        """Tell whether the mail was redirected to the office."""
        return self.subject.startswith("[REHEARSAL]")


@dataclass(frozen=True, slots=True)
class NightOfMail:
    """The mails of one night."""

    on: date
    mails: tuple[Received, ...]


def read_mail(path: Path) -> Received:
    """Read one `.eml` file."""
    raw = path.read_bytes()
    message = message_from_bytes(raw, policy=modern)
    kinds = str(message["X-Mentorship-Notice"] or "").split()
    return Received(
        file=path.name,
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        at=parsedate_to_datetime(str(message["Date"])),
        kind=kinds[0] if kinds else "",
        more=max(len(kinds) - 1, 0),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        size=len(raw),
    )


def write_gallery(eml_dir: Path, out: Path, *, title: str = "Mail as it was received") -> int:
    """Write the page *out* about every `*.eml` in *eml_dir*; return how many mails it shows."""
    mails = sorted(
        (read_mail(path) for path in sorted(eml_dir.glob("*.eml"))),
        key=lambda each: (each.at.date(), each.kind, each.to, each.file),
    )
    page = _template().render(
        title=title,
        nights=_nights(mails),
        total=len(mails),
        recipients=len({each.to for each in mails}),
        by_kind=Counter(each.label for each in mails).most_common(),
    )
    out.write_text(page, encoding="utf-8")
    return len(mails)


def _nights(mails: Sequence[Received]) -> list[NightOfMail]:
    return [
        NightOfMail(on, tuple(found))
        for on, found in groupby(mails, key=lambda each: each.at.date())
    ]


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return str(part.get_content()) if part is not None else ""


def _as_json(mail: Received) -> Markup:
    """Return what the page shows of one mail, safe inside a script element."""
    shown = {
        "from": mail.sender,
        "to": mail.to,
        "subject": mail.subject,
        "at": f"{mail.at:%A} {mail.at.day} {mail.at:%B %Y, %H:%M}",
        "file": mail.file,
        "size": f"{mail.size / 1024:.1f} kB",
        "text": mail.text,
        # Links open beside the gallery instead of inside the small frame.
        "html": mail.html.replace("<head>", '<head><base target="_blank">', 1),
    }
    return Markup(json.dumps(shown).replace("<", "\\u003c"))  # noqa: S704  # no markup can be in it


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("notifications"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["as_json"] = _as_json
    return environment.get_template("_gallery.html.j2")
