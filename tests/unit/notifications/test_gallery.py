"""The page that shows received mail."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

from notifications.gallery import read_mail, write_gallery
from notifications.mime import build_mime
from notifications.preview import render_samples, write_preview
from tests.support.mail import SENDER, a_mail


def received(folder, name, at=datetime(2026, 10, 20, 2, tzinfo=UTC), **changes):
    wire = build_mime(replace(a_mail(), **changes), sender=SENDER, key=name, date=at)
    (folder / f"{name}.eml").write_bytes(wire.encode())


def shown(page):
    """The mails a page holds, as its script would read them."""
    found = re.findall(
        r'<script type="application/json" id="[^"]+">(.*?)</script>', page, re.DOTALL
    )
    return [json.loads(each) for each in found]


def test_a_mail_is_read_as_a_reader_would_see_it(tmp_path):
    received(tmp_path, "one", to_name="Zoë Holm", text="Grüße\n")

    mail = read_mail(tmp_path / "one.eml")

    assert mail.to == "Zoë Holm <person1001@example.edu>"
    assert (mail.kind, mail.label, mail.more) == ("N13", "Quarterly report", 0)
    assert mail.text.strip() == "Grüße"
    assert mail.at == datetime(2026, 10, 20, 2, tzinfo=UTC)


def test_the_page_lists_every_mail_by_night(tmp_path):
    received(tmp_path, "a", datetime(2026, 10, 20, 2, tzinfo=UTC))
    received(tmp_path, "b", datetime(2026, 10, 20, 2, tzinfo=UTC), address="zoe@example.edu")
    received(tmp_path, "c", datetime(2026, 10, 21, 2, tzinfo=UTC))

    assert write_gallery(tmp_path, tmp_path / "index.html") == 3

    page = (tmp_path / "index.html").read_text("utf-8")
    assert "3 mails to 2 recipients, 2 nights" in page
    assert page.index("Tuesday 20 October 2026") < page.index("Wednesday 21 October 2026")
    assert [each["file"] for each in shown(page)] == ["a.eml", "b.eml", "c.eml"]


def test_what_a_mail_says_cannot_break_out_of_the_page(tmp_path):
    evil = "</script><script>alert(1)</script>"
    received(tmp_path, "a", subject=evil, to_name=evil, text=evil, html=f"<head></head>{evil}")

    write_gallery(tmp_path, tmp_path / "index.html")

    page = (tmp_path / "index.html").read_text("utf-8")
    assert "<script>alert" not in page
    [mail] = shown(page)
    assert evil in mail["html"]
    assert mail["subject"] == evil


def test_the_page_asks_nothing_of_anybody_else(tmp_path):
    write_preview(tmp_path)

    page = (tmp_path / "index.html").read_text("utf-8")
    own_markup = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)

    assert not re.search(r"(src|href)=", own_markup)
    assert "default-src 'none'" in page
    assert 'sandbox="allow-popups' in page


def test_a_folder_without_mail_gives_a_page_that_says_so(tmp_path):
    assert write_gallery(tmp_path, tmp_path / "index.html") == 0

    assert "No mail was received." in (tmp_path / "index.html").read_text("utf-8")


def test_the_preview_shows_every_sample(tmp_path):
    names = render_samples()

    assert write_preview(tmp_path) == tmp_path / "index.html"

    assert {path.stem for path in tmp_path.glob("*.eml")} == set(names)
    assert len(shown((tmp_path / "index.html").read_text("utf-8"))) == len(names)


def test_a_file_that_is_no_mail_of_ours_is_still_shown(tmp_path):
    (tmp_path / "odd.eml").write_bytes(
        b"Date: Tue, 20 Oct 2026 02:00:00 +0000\r\nSubject: odd\r\n\r\nplain\r\n"
    )

    write_gallery(tmp_path, tmp_path / "index.html")

    [mail] = shown((tmp_path / "index.html").read_text("utf-8"))
    assert (mail["subject"], mail["html"], mail["text"].strip()) == ("odd", "", "plain")
