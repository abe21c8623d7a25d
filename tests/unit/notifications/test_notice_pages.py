"""Pages that survive mail programs, and whatever people type into them."""

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from notifications.notice import (
    Link,
)
from notifications.preview import LETTERHEAD, render_samples
from notifications.rendering import (
    render_letter,
    render_section,
)
from notifications.samples import SAMPLES


LETTERS = render_samples()
VOID = {"meta", "br", "img", "hr"}


class Page(HTMLParser):
    """Reads a page strictly enough to notice what a mail program would trip over."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def all(self, *names: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag in names]


PAGES = {name: Page(letter.html) for name, letter in LETTERS.items()}


@pytest.mark.parametrize("name", PAGES)
def test_every_element_is_closed_where_it_should_be(name):
    assert PAGES[name].faults == []
    assert PAGES[name].open == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_language_title_one_heading_and_colour_schemes(name):
    page = PAGES[name]

    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("title")) == 1
    assert len(page.all("h1")) == 1
    assert {"name": "color-scheme", "content": "light dark"} in page.all("meta")


@pytest.mark.parametrize("name", PAGES)
def test_headings_do_not_skip_a_level_downwards_from_the_title(name):
    levels = [int(tag[1]) for tag, _ in PAGES[name].tags if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert all(after - before <= 2 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_tables_are_for_layout_or_have_headers_with_scope(name):
    for letter_table in re.findall(
        r"<table[^>]*>(?:(?!<table).)*?</table>", LETTERS[name].html, re.DOTALL
    ):
        is_layout = 'role="presentation"' in letter_table.split(">")[0]
        assert is_layout is ("<th" not in letter_table)
        assert letter_table.count("<th ") == letter_table.count("scope=")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched_and_nothing_runs(name):
    page = PAGES[name]

    assert page.all("img", "script", "link", "iframe", "form", "object", "video", "svg") == []
    assert not re.search(r"url\(|@import|expression\(|\son\w+=", LETTERS[name].html)


@pytest.mark.parametrize("name", PAGES)
def test_layout_uses_nothing_that_outlook_ignores(name):
    inline = " ".join(attrs.get("style", "") for _, attrs in PAGES[name].tags)

    assert not re.search(r"flex|grid|float|position:|background-image|var\(|calc\(|rem\b", inline)


@pytest.mark.parametrize("name", PAGES)
def test_outlook_finds_every_colour_and_width_where_it_looks_for_them(name):
    for tag, attrs in PAGES[name].tags:
        style = attrs.get("style", "")
        if tag in {"table", "td", "th"} and "background-color:" in style:
            assert attrs.get("bgcolor") == re.search(r"background-color:(#\w{6})", style)[1]
        assert int(attrs.get("width", "0").rstrip("%")) <= 600
    html = LETTERS[name].html
    assert html.count("<!--[if mso]>") == html.count("<![endif]-->") == 2
    assert len(html.encode()) < 100_000, "Gmail cuts longer pages"


@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_too_small_to_read_on_a_phone(name):
    for tag, attrs in PAGES[name].tags:
        if tag in {"p", "li", "th", "a", "h1", "h2", "h3", "strong"}:
            sizes = [int(size) for size in re.findall(r"font-size:(\d+)px", attrs.get("style", ""))]
            assert min(sizes, default=16) >= 12


@pytest.mark.parametrize("name", PAGES)
def test_links_are_web_or_mail_addresses_with_words_that_mean_something(name):
    for words in re.findall(r"<a [^>]*>([^<]+)</a>", LETTERS[name].html):
        assert words.strip().lower() not in {"here", "click here", "link", "more"}
    for attrs in PAGES[name].all("a"):
        assert attrs["href"].startswith(("https://", "mailto:"))


@pytest.mark.parametrize("name", PAGES)
def test_mail_is_not_clipped(name):
    assert len(LETTERS[name].html.encode()) < 60_000


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


LIGHT_GROUNDS = ("#ffffff", "#f1f3f5")
DARK_GROUNDS = ("#12161b", "#1c2229", "#242c35")


def test_every_light_text_colour_can_be_read_on_every_light_ground():
    html = "".join(letter.html for letter in LETTERS.values())
    inks = set(re.findall(r"[;\"\s]color:(#[0-9a-f]{6})", html.split("</style>", 1)[1]))
    inks -= {"#ffffff", "#4d3b00"} | set(re.findall(r"color: (#[0-9a-f]{6}) !important", html))

    assert inks == {"#1b1f24", "#4f5a66", "#0b5cad", "#a30f0f"}
    assert min(contrast(ink, ground) for ink in inks for ground in LIGHT_GROUNDS) >= 4.5
    assert contrast("#ffffff", "#0b5cad") >= 4.5
    assert contrast("#4d3b00", "#fff4d6") >= 4.5


def test_every_dark_text_colour_can_be_read_on_every_dark_ground():
    style = LETTERS["N24"].html.split("</style>")[0]
    inks = set(re.findall(r"[{ ]color: (#[0-9a-f]{6}) !important", style)) - {"#ffe9b0"}

    assert len(inks) == 4
    assert min(contrast(ink, ground) for ink in inks for ground in DARK_GROUNDS) >= 4.5
    assert contrast("#ffffff", "#1f6cbd") >= 4.5
    assert contrast("#ffe9b0", "#4a3a10") >= 4.5


ATTACK = '"><script>alert(1)</script>{{ 7 * 7 }}{% include "secret" %}<a href="javascript:x">&'


def with_attacks(value):
    """The same value with the attack in place of every text that a person may have typed."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return ATTACK
    if isinstance(value, tuple | list):
        return type(value)(with_attacks(each) for each in value)
    if is_dataclass(value) and not isinstance(value, Link | type):
        return replace(
            value,
            **{
                each.name: with_attacks(getattr(value, each.name))
                for each in fields(value)
                if each.init
            },
        )
    return value


@pytest.mark.parametrize("name", SAMPLES)
def test_whatever_people_type_a_page_stays_the_page_it_was(name):
    section = render_section(with_attacks(SAMPLES[name]))

    letter = render_letter([section], salutation=ATTACK, letterhead=LETTERHEAD)

    page = Page(letter.html)
    assert (page.faults, page.open) == ([], [])
    assert page.all("script") == []
    assert not [a for a in page.all("a") if not a["href"].startswith(("http", "mailto:"))]
    assert "{{ 7 * 7 }}" in " ".join(letter.text.split())
