"""Notices become text and HTML; a missing or empty slot fails here, never in somebody's inbox.

Only templates of this package are rendered, and values are never read as templates.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from notifications.notice import Notice, templates_world
from notifications.widths import wrapped


SUBJECT_PREFIX = "Mentorship: "
REHEARSAL_PREFIX = "[REHEARSAL] "
TEXT_WIDTH = 76
_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905  # reads better than a tuple of thirteen strings
)
_LIST_ITEM = re.compile(r"(?:\d+\.|-) ")
_ORDINALS = {1: "first", 2: "second", 3: "third"}


class EmptySlot(ValueError):
    """A template printed a value that is None; a bug in the notice's builder or template."""


@dataclass(frozen=True, slots=True)
class Section:
    """One notice, rendered: alone it is a whole mail, with others a part of a digest."""

    subject: str
    """Phrase after "Mentorship: "; never a name."""
    heading: str
    """Heading in the body, where names of partners are allowed."""
    text: str
    html: Markup
    noun: str
    why: str
    stops_when: str
    appendix_text: str = ""
    """What stands at the end of the mail, below all its sections."""
    appendix_html: Markup = field(default_factory=Markup)

    @property
    def lead(self) -> str:
        """The first line: what, and by when."""
        return " ".join(self.text.split("\n\n", 1)[0].split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What stands around the sections of every mail of one department."""

    department: str
    office_email: str
    support_text: str = ""
    """Confidential help, from `program_settings`; class C0."""

    def mailto(self, subject: str) -> str:
        """Return a link that opens a mail to the office with *subject*."""
        return f"mailto:{quote(self.office_email, safe='@.+-_')}?subject={quote(subject)}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's words, ready to be put into MIME."""

    subject: str
    text: str
    html: str


def render_section(notice: Notice, *, is_brief: bool = False) -> Section:
    """Render one notice; briefly, without explanations, after another of its kind.

    Raises:
        jinja2.UndefinedError: a template asks for a field that the notice does not have.
        EmptySlot: a template prints a value that is None.
        ConfidentialityBreach: the notice declares a field it may not carry.
    """
    world = templates_world(notice) | {"is_brief": is_brief}
    subject, heading = _render(f"{notice.template}.subject.j2", world).strip().split("\n", 1)
    has_appendix = bool(notice.appendix) and not is_brief
    return Section(
        subject=subject.strip(),
        heading=heading.strip(),
        text=_tidy(_render(f"{notice.template}.txt.j2", world)),
        html=_markup(f"{notice.template}.html.j2", world),
        noun=notice.noun,
        why=notice.why,
        stops_when=notice.stops_when,
        appendix_text=_tidy(_render(f"{notice.appendix}.txt.j2", world)) if has_appendix else "",
        appendix_html=_markup(f"{notice.appendix}.html.j2", world) if has_appendix else Markup(),
    )


def _markup(name: str, world: dict[str, object]) -> Markup:
    return Markup(_render(name, world))  # noqa: S704  # our own template, autoescaped


def render_sections(notices: Sequence[Notice]) -> list[Section]:
    """Render the notices of one mail; only the first of a kind explains itself."""
    explained: set[str] = set()
    sections = []
    for notice in notices:
        sections.append(render_section(notice, is_brief=notice.template in explained))
        explained.add(notice.template)
    return sections


def render_letter(
    sections: Sequence[Section],
    *,
    salutation: str,
    letterhead: Letterhead,
    next_due_on: date | None = None,
    rehearsal_for: str = "",
    is_for_office: bool = False,
) -> Rendered:
    """Put one or several sections into one mail; several make a digest, in the given order.

    *next_due_on* is the earliest date of a digest that has not passed. *rehearsal_for* names the
    true recipient: the mail says so in its first line and its subject.
    """
    is_digest = len(sections) > 1
    phrase = _digest_phrase(sections, next_due_on) if is_digest else sections[0].subject
    lead = _digest_lead(sections, next_due_on) if is_digest else ""
    subject = SUBJECT_PREFIX + phrase
    world = {
        "subject": subject,
        "headline": sentence_case(phrase) if is_digest else sections[0].heading,
        "preheader": lead or sections[0].lead,
        "lead": lead,
        "salutation": salutation,
        "sections": sections,
        "reasons": _reasons(sections),
        "letterhead": letterhead,
        "support_text": " ".join(letterhead.support_text.split()),
        "rehearsal_for": rehearsal_for,
        "is_for_office": is_for_office,
    }
    return Rendered(
        subject=(REHEARSAL_PREFIX if rehearsal_for else "") + subject,
        text=_tidy(_render("_letter.txt.j2", world)) + "\n",
        html=_render("_letter.html.j2", world) + "\n",
    )


def _reasons(sections: Sequence[Section]) -> list[str]:
    """Each reason once, followed by every way in which it stops."""
    stops: dict[str, list[str]] = {}
    for each in sections:
        found = stops.setdefault(each.why, [])
        if each.stops_when not in found:
            found.append(each.stops_when)
    return [" ".join([why, *ways]) for why, ways in stops.items()]


def in_words(count: int) -> str:
    """Return small counts as words, larger ones as digits."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else str(count)


def none_or_words(count: int) -> str:
    """Return a count that stands before "of": `none of three`."""
    return in_words(count) if count else "none"


def plural(count: int, one: str) -> str:
    """Return `three hubs`, `one hub`, `no summaries`."""
    several = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{in_words(count)} {one if count == 1 else several}"


def and_list(words: Sequence[str]) -> str:
    """Return `the hub`, `the hub and the office`, `the hub, the dean and the office`."""
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def sentence_case(text: str) -> str:
    """Return *text* with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def long_date(day: date) -> str:
    """Return `Wednesday 14 October 2026`."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def long_day(day: date) -> str:
    """Return `14 October 2026`."""
    return f"{day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """Return `14 October`."""
    return f"{day.day} {day:%B}"


def _digest_phrase(sections: Sequence[Section], next_due_on: date | None) -> str:
    until = f", next by {short_date(next_due_on)}" if next_due_on else ""
    return f"{_counted(sections)} for you{until}"


def _digest_lead(sections: Sequence[Section], next_due_on: date | None) -> str:
    until = f"; the next date is {long_date(next_due_on)}" if next_due_on else ""
    order = ", the most useful first" if len({each.noun for each in sections}) > 1 else ""
    return f"{sentence_case(_counted(sections))} in one mail{order}{until}."


def _counted(sections: Sequence[Section]) -> str:
    nouns = {each.noun for each in sections}
    return plural(len(sections), nouns.pop() if len(nouns) == 1 else "thing")


def _no_none(value: object) -> object:
    if value is None:
        raise EmptySlot("a template printed an empty slot")
    return value


def _tidy(text: str) -> str:
    """Wrap paragraphs, keep tables and links as they are, allow one blank line at a time."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        lines.extend(_wrapped(line.rstrip()))
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return "\n".join(kept)


def _wrapped(line: str) -> list[str]:
    if len(line) <= TEXT_WIDTH or line.startswith("  ") or "://" in line or "mailto:" in line:
        return [line]
    item = _LIST_ITEM.match(line)
    hanging = " " * item.end() if item else ""
    return textwrap.wrap(
        line,
        TEXT_WIDTH,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _hanging(text: str, first: int = 0, rest: int = 0) -> str:
    """Return *text* wrapped for the text part, its first line and the others indented."""
    return wrapped(text, first=first, rest=rest, width=TEXT_WIDTH)


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html.j2")


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("notifications"),
        undefined=StrictUndefined,
        # `select_autoescape` does not know `x.html.j2`; decide by our own file names.
        autoescape=_is_html,  # noqa: S701  # it is a function: HTML is always escaped
        finalize=_no_none,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "long_date": long_date,
        "short_date": short_date,
        "long_day": long_day,
        "month_year": "{:%B %Y}".format,
        "in_words": in_words,
        "none_or_words": none_or_words,
        "sentence_case": sentence_case,
        "ordinal": _ORDINALS.__getitem__,
        "clock": "{:%H:%M}".format,
        "and_list": and_list,
        "hanging": _hanging,
    }
    made.globals["plural"] = plural
    return made


_ENVIRONMENT = _environment()


def _render(name: str, world: dict[str, object]) -> str:
    return _ENVIRONMENT.get_template(name).render(world).strip()
