"""Every sample as it reads and looks. `make golden` rewrites the files; the diff is the review."""

import os
from pathlib import Path

import pytest

from notifications.preview import render_samples


FOLDER = Path(__file__).parent / "notices"
LETTERS = render_samples()
REWRITE = os.environ.get("GOLDEN") == "rewrite"


@pytest.mark.parametrize("part", ["txt", "html"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_sample_reads_as_it_was_last_reviewed(name, part):
    letter = LETTERS[name]
    body = letter.text if part == "txt" else letter.html
    rendered = f"Subject: {letter.subject}\n\n{body}" if part == "txt" else body
    path = FOLDER / f"{name}.{part}"

    if REWRITE:
        path.write_text(rendered, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == rendered


def test_every_subject_fits_its_line_so_that_no_header_begins_empty():
    too_long = [each.subject for each in LETTERS.values() if len(f"Subject: {each.subject}") > 78]

    assert too_long == []


def test_no_golden_text_is_left_behind():
    expected = {f"{name}.{part}" for name in LETTERS for part in ("txt", "html")}

    assert {path.name for path in FOLDER.iterdir()} == expected
