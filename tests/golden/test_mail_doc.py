"""The page about mail for the office and the privacy officer, kept equal to the code."""

import os
from pathlib import Path

from notifications.gates import Gatekeeper
from notifications.outbox_states import MailState
from notifications.privacy_table import privacy_table


PAGE = Path(__file__).parents[2] / "docs" / "mail.md"
BEGIN, END = "<!-- generated: make golden -->", "<!-- end of generated part -->"


def test_the_page_holds_the_table_that_the_code_gives():
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    expected = f"{head}{BEGIN}\n\n{privacy_table()}\n\n{END}{tail}"

    if os.environ.get("GOLDEN") == "rewrite":
        PAGE.write_text(expected, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == expected


def test_the_page_names_every_state_and_every_gate():
    text = PAGE.read_text(encoding="utf-8")
    limits = ("is_stopped", "mail_mode", "allowed_domains", "quiet", "most_per_run",
              "most_per_night", "most_per_week", "breaker")  # fmt: skip

    assert [each.value for each in MailState if f"**{each.value}**" not in text] == []
    assert [name for name in limits if f"`{name}`" not in text] == []
    assert set(limits) <= set(Gatekeeper.__dataclass_fields__)
