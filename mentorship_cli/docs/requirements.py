"""`docs/requirements.md`: every line of the seeds that is served, and what serves it.

Written by hand, because which rule serves a sentence is a judgement; held together by a test: what
the table names exists, and every rule, check and mail is named by some line.
"""

from __future__ import annotations

from importlib.resources import files

from mentorship_cli.docs.markdown import code, page, section, table


ABOUT = """`S1.29a` is line 29 of seed 1, first part (S0 resident mentors, S1 faculty hubs, S2 four
phases, S3 well-being mentors, S4 ten tips). **M** must be there, **S** should. What serves a line
is a rule or a check of [rules](rules.md), a mail of [messages](messages.md), a field of the
[data dictionary](data-dictionary.md), or a module; what shows that it works is a test."""
OPEN = """These lines are served in part or not at all, and say so."""
NOTHING = "No line of weight M or S is left out."

SERVED = "requirements.txt"
MISSING = "requirements_missing.txt"


def requirement_rows(file: str = SERVED) -> list[list[str]]:
    """Return the cells of a pipe table beside this module, line by line, without headings."""
    text = files("mentorship_cli.docs").joinpath(file).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if set(line) - set("-| ")]
    return [[cell.strip() for cell in line.split("|")] for line in lines[1:]]


def requirements_page() -> str:
    """Return the page."""
    missing = requirement_rows(MISSING)
    return page(
        "What the seeds ask, and what serves it",
        ABOUT,
        section(
            "Line by line",
            table(
                ("line", "", "what the seed says", "served by", "shown by"),
                (
                    (row, weight, says, ", ".join(map(code, served.split(", "))), code(test))
                    for row, weight, says, served, test in requirement_rows()
                ),
            ),
        ),
        section(
            "What is missing",
            OPEN if missing else NOTHING,
            table(("line", "", "what the seed says", "what is missing"), missing),
        ),
    )
