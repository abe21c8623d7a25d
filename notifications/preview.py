"""Every notice with its samples as a gallery: what people will read, before anybody does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from notifications.gallery import write_gallery
from notifications.mail import OFFICE, Environment, Mail
from notifications.messages import HubSummary
from notifications.mime import SenderIdentity, build_mime
from notifications.notice import OFFICE_READS, Notice
from notifications.rendering import Letterhead, Rendered, render_letter, render_sections
from notifications.samples import SAMPLES


LETTERHEAD = Letterhead(
    department="Department of Anesthesiology",
    office_email="facultyaffairs@example.edu",
    support_text="Ombuds office 555-0100. Faculty wellness 555-0101. Crisis line 988.",
)
SENDER = SenderIdentity(
    name="Faculty Affairs, Anesthesiology",
    address="facultyaffairs@example.edu",
    id_domain="mentorship.example.edu",
)
DIGEST_SAMPLE = ("N13-late", "N09", "N12")
"""Samples that together show a digest of several notices to one person."""
_READER = "Adaeze Nwosu"
_WRITTEN_AT = datetime(2026, 10, 20, 7, tzinfo=UTC)


def render_samples() -> dict[str, Rendered]:
    """Return every sample as a letter, with a digest and a rehearsal added."""
    letters = {name: _letter([notice]) for name, notice in SAMPLES.items()}
    letters["digest"] = _letter([SAMPLES[name] for name in DIGEST_SAMPLE])
    letters["digest-of-one-kind"] = _letter([SAMPLES[name] for name in ("N06-mentor",) * 3])
    letters["rehearsal"] = _letter([SAMPLES["N08"]], rehearsal_for="record 1042 (Tomás Holm)")
    return letters


def write_preview(out: Path) -> Path:
    """Write all samples as `*.eml` into *out* with a gallery, and return the gallery's page."""
    out.mkdir(parents=True, exist_ok=True)
    letters = render_samples()
    for name, letter in letters.items():
        notice = SAMPLES.get(name, SAMPLES["N08"])
        mail = _mail(letter, notice)
        wire = build_mime(mail, sender=SENDER, key=f"sample-{name}", date=_WRITTEN_AT)
        (out / f"{name}.eml").write_bytes(wire.encode("ascii"))
    page = out / "index.html"
    write_gallery(out, page, title="Every notice, with its samples")
    return page


def _letter(notices: list[Notice], *, rehearsal_for: str = "") -> Rendered:
    is_for_office = _is_for_office(notices[0])
    return render_letter(
        render_sections(notices),
        salutation="Good morning," if is_for_office else "Dear Dr. Nwosu,",
        letterhead=LETTERHEAD,
        next_due_on=date(2026, 10, 29) if len(notices) > 1 else None,
        rehearsal_for=rehearsal_for,
        is_for_office=is_for_office,
    )


def _mail(letter: Rendered, notice: Notice) -> Mail:
    is_for_office = _is_for_office(notice)
    return Mail(
        environment=Environment.LIVE,
        person_id=OFFICE if is_for_office else "1007",
        to_name="" if is_for_office else _READER,
        address=LETTERHEAD.office_email if is_for_office else "adaeze.nwosu@example.edu",
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        covers=(),
        kinds=(notice.kind,),
        delivery=notice.delivery,
        expires_on=_WRITTEN_AT.date(),
        usefulness=notice.usefulness,
    )


def _is_for_office(notice: Notice) -> bool:
    return notice.audience in OFFICE_READS or (isinstance(notice, HubSummary) and notice.is_copy)
