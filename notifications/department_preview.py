"""Tonight's real mails as a gallery: composed as for a rehearsal, sent to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from notifications.gallery import write_gallery
from notifications.mail import Mail
from notifications.mime import SenderIdentity, build_mime


_ID_DOMAIN = "preview.invalid"


def write_department_preview(
    mails: Sequence[Mail], out: Path, *, sender_name: str, at: datetime
) -> Path:
    """Write *mails* into *out*, readable by its owner only, and return the gallery's page.

    Mails of an earlier preview in the same folder are replaced.
    """
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for stale in out.glob("mail-*.eml"):
        stale.unlink()
    for number, mail in enumerate(mails, start=1):
        sender = SenderIdentity(name=sender_name, address=mail.address, id_domain=_ID_DOMAIN)
        wire = build_mime(mail, sender=sender, key=f"preview-{number:04d}", date=at)
        path = out / f"mail-{number:04d}.eml"
        path.touch(mode=0o600)
        path.write_bytes(wire.encode("ascii"))
    page = out / "index.html"
    page.touch(mode=0o600)
    write_gallery(out, page, title=f"Mail of the night of {at.date().isoformat()}, not sent")
    return page
