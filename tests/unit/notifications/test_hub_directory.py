"""N01 and N02 list the hubs that a mentee may choose. Source: S1.14, S1.24a."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from mentorship.hubs import Hub, HubArea, HubEntry, HubStatus
from mentorship.obligations.due_items import NoticeKind
from notifications.directory import MOST_BYTES, ListedHub, bytes_of, listed_groups, web_page
from notifications.mail import Environment, Mail
from notifications.notice import WebPage
from notifications.preview import LETTERHEAD
from notifications.rendering import Rendered, render_letter, render_section, render_sections
from notifications.samples import SAMPLES
from tests.support.builders import a_group, a_hub, a_list, a_roster, on, settings
from tests.support.mail import owed
from tests.unit.notifications.composing import PAIRING, only_mail


PAGE = "https://example.edu/hubs/h07"
LONG = " ".join(["Secondary analysis of a registry; co-author."] * 20)


def a_described_hub(code: int, name: str = "Delirium", group: int | None = 3, **entry: Any) -> Hub:
    return a_hub(code, name=name, group_code=group, entry=HubEntry(**entry))


def hubs_of(*hubs: Hub) -> dict[int, Hub]:
    return {hub.code: hub for hub in hubs}


def listed(*hubs: Hub, groups=(3,), **options) -> list[tuple[str | None, list[str]]]:
    """What is listed, as group names with the labels of their hubs."""
    known = {code: a_group(code=code, name=f"Group {code}") for code in groups}
    found = listed_groups(hubs_of(*hubs), known, **options)
    return [(group.name, [hub.label for hub in group.hubs]) for group in found]


def only_hub(*hubs: Hub) -> ListedHub:
    [group] = listed_groups(hubs_of(*hubs), {})
    [hub] = group.hubs
    return hub


def letter(directory, name: str = "N01") -> Rendered:
    section = render_section(replace(SAMPLES[name], directory=directory))
    return render_letter([section], salutation="Hello,", letterhead=LETTERHEAD)


# ── which hubs, in which order ────────────────────────────────────────────────────────────────


def test_hubs_stand_below_their_groups_by_number_and_those_of_no_group_last():
    hubs = [
        a_described_hub(code, f"Hub {code}", group)
        for code, group in ((44, 1), (7, 3), (5, None), (2, 1), (120, 3), (9, 8))
    ]

    assert listed(*hubs, groups=(3, 1)) == [
        ("AG01 Group 1", ["H02 Hub 2", "H44 Hub 44"]),
        ("AG03 Group 3", ["H07 Hub 7", "H120 Hub 120"]),
        ("Other hubs", ["H05 Hub 5", "H09 Hub 9"]),
    ]


@pytest.mark.parametrize("group", [None, 3])
def test_a_department_without_groups_has_a_plain_list(group):
    hub = a_described_hub(7, group=group)

    assert listed(hub, groups=()) == [(None, ["H07 Delirium"])]
    assert "<h3" not in letter(listed_groups(hubs_of(hub), {})).html


@pytest.mark.parametrize(
    ("changes", "is_listed"),
    [
        ({}, True),
        ({"cap": 1}, True),
        ({"cap": 0}, False),
        ({"status": HubStatus.PAUSED}, False),
        ({"status": HubStatus.RETIRED}, False),
        ({"is_active": False}, False),
    ],
)
def test_a_hub_that_nobody_can_be_placed_in_is_not_listed(changes, is_listed):
    assert bool(listed(replace(a_described_hub(7), **changes))) == is_listed


def test_without_any_hub_the_mail_has_no_list_and_says_so():
    words = letter((), "N01").text + letter((), "N02").text

    assert "THE HUBS" not in words
    assert "end of this mail" not in words
    none = render_section(replace(SAMPLES["N01"], open_hubs=0, with_opportunities=0, directory=()))
    assert "No hubs are open for AY2026. Name three" in " ".join(none.text.split())


# ── what is said of a hub ─────────────────────────────────────────────────────────────────────


def test_a_hub_shows_number_name_areas_and_what_it_offers():
    areas = (HubArea.RESEARCH, HubArea.SERVICE)
    hub = a_described_hub(7, areas=areas, opportunities="A fellow\r\n  wanted. ", page=PAGE)

    assert only_hub(hub) == ListedHub(
        label="H07 Delirium",
        areas=("research", "service"),
        opportunities="A fellow wanted.",
        page=WebPage(PAGE),
    )


def test_a_hub_without_anything_to_say_is_its_name():
    mail = letter(listed_groups(hubs_of(a_described_hub(7)), {}))

    assert "\n  H07 Delirium\n\nChoose" in mail.text
    assert "<strong>H07 Delirium</strong></li>" in mail.html
    assert "scholarship opportunities that" not in mail.text + mail.html


def test_a_long_text_ends_after_a_word_and_the_mail_says_where_the_rest_is():
    hub = a_described_hub(7, opportunities=LONG, page=PAGE)

    text = only_hub(hub).opportunities
    assert len(text) <= 160
    assert LONG.startswith(text.removesuffix("…"))
    for words in (letter(listed_groups(hubs_of(hub), {})).text, render_html(hub)):
        assert "page or the office has the rest" in " ".join(words.split())
    assert "the rest" not in render_html(a_described_hub(7, opportunities="A fellow."))


def render_html(hub: Hub) -> str:
    return letter(listed_groups(hubs_of(hub), {})).html


@pytest.mark.parametrize(
    "typed",
    [
        "https://example.edu/hubs/h07",
        "http://example.edu",
        "HTTPS://Example.edu:8443/a?b=1&c=2#d",
        " https://example.edu/a \n",
        "https://例え.example/ハブ",
        "https://example.edu/a@b",
    ],
)
def test_a_web_address_is_linked(typed):
    assert str(web_page(typed)) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "", "none yet", "example.edu/hubs", "//example.edu", "https://", "https:///hubs",
        "javascript:alert(1)", "data:text/html,x", "ftp://example.edu", "mailto:a@example.edu",
        "https://example.edu@evil.example", "https://example.edu\\@evil.example",
        "https://example.edu/a b", "https://example.edu/\nx", "https://example.edu/\u202ex",
        'https://example.edu/"onclick="x', "https://example.edu/<b>", "https://[::1",
        "https://example.edu:port/", "https://example.edu/" + "a" * 300,
    ],
)  # fmt: skip
def test_anything_else_is_not(typed):
    assert web_page(typed) is None
    hub = a_described_hub(7, page=typed)
    assert render_html(hub).count('href="http') == 2  # the survey, twice


def test_what_the_office_typed_is_text_and_never_markup():
    name, text = "<b>A & B</b> {{ 7 * 7 }}", "\"Q\" <script>alert('x')</script> & more"
    hub = a_described_hub(7, name, opportunities=text, page="https://example.edu/?a=1&b='2'")
    group = a_group(name="<i>One</i> & only")
    mail = letter(listed_groups(hubs_of(hub), {3: group}))

    for typed in (f"H07 {name}", text, "AG03 <i>One</i> & only"):
        assert typed in " ".join(mail.text.split())
        assert typed in unescape(mail.html)
    assert not re.search(r"<(b|i|script)>", mail.html)
    assert 'href="https://example.edu/?a=1&amp;b=&#39;2&#39;"' in mail.html


@pytest.mark.parametrize("name", ["x" * 200, "Hub " * 50, "麻酔科の臨床研究" * 25, "é" * 200])
def test_a_long_name_of_any_script_fits_the_text_part(name):
    hub = a_described_hub(7, name, opportunities=name, page=PAGE)
    mail = letter(listed_groups(hubs_of(hub), {3: a_group(name=name)}))

    assert max(len(line) for line in mail.text.splitlines()) <= 76
    assert "…" in mail.text


# ── the size ──────────────────────────────────────────────────────────────────────────────────


def a_department(count: int, text: str, name: str = "Perioperative & translational") -> Any:
    page = "https://example.edu/departments/anesthesiology/hubs?number="
    hubs = [
        a_described_hub(
            code, name, code % 10, areas=tuple(HubArea), opportunities=text, page=f"{page}{code}"
        )
        for code in range(1, count + 1)
    ]
    groups = {code: a_group(code=code, name=f"Group {code} & more") for code in range(1, 10)}
    return listed_groups(hubs_of(*hubs), groups)


@pytest.mark.parametrize(
    ("count", "text", "name"),
    [
        (60, LONG, "Perioperative & translational"),
        (60, "麻酔科の研究に参加" * 60, "臨床研究" * 50),
        (60, "\"<&>' " * 80, "<&>" * 60),
        (400, LONG, "Perioperative & translational"),
        (999, LONG, "x"),
        (999, LONG, "麻" * 200),
    ],
    ids=["full texts", "three bytes each", "all escaped", "a school", "every number", "too much"],
)
def test_the_mail_stays_below_what_gmail_clips(count, text, name):
    directory = a_department(count, text, name)

    html = letter(directory).html

    assert len(html.encode()) < 90_000
    appendix = render_section(replace(SAMPLES["N01"], directory=directory)).appendix_html
    assert len(appendix.encode()) <= bytes_of(directory) + 1500 <= MOST_BYTES + 1500
    hubs = [hub for group in directory for hub in group.hubs]
    assert len(hubs) in {count, 0}
    assert bool(hubs) == (name != "麻" * 200)


def test_texts_give_way_before_areas_and_pages_and_no_hub_does():
    full = a_department(60, LONG)
    [some, few, names] = [
        [hub for group in found for hub in group.hubs]
        for found in (full, a_department(130, LONG), a_department(400, LONG))
    ]

    assert {150 < len(hub.opportunities) <= 160 for hub in some} == {True}
    assert {len(hub.opportunities) < 120 for hub in few} == {True}
    assert {bool(hub.page and hub.areas) for hub in few} == {True}
    assert {(hub.opportunities, hub.areas, hub.page) for hub in names} == {("", (), None)}
    assert (len(some), len(few), len(names)) == (60, 130, 400)


# ── in a mail ─────────────────────────────────────────────────────────────────────────────────


def the_mail(*kinds: NoticeKind, hubs: Iterable[Hub], **context: Any) -> Mail:
    dates = settings(preferences_open_on=on("2026-10-19"), preferences_close_on=on("2026-10-30"))
    roster = a_roster(PAIRING, hubs=hubs, settings=dates)
    return only_mail(*(owed(kind) for kind in kinds), roster=roster, **context)


@pytest.mark.parametrize("kind", [NoticeKind.PREFERENCES_OPEN, NoticeKind.PREFERENCES_REMINDER])
@pytest.mark.parametrize("environment", Environment)
def test_both_mails_list_the_hubs_that_take_mentees_once_below_the_button(kind, environment):
    hub = a_described_hub(7, opportunities="A fellow is wanted.", page=PAGE)
    closed = replace(a_described_hub(8), cap=0)

    mail = the_mail(kind, hubs=[hub, closed], environment=environment)

    assert "H08" not in mail.text + mail.html
    assert mail.text.index("Choose your hubs:") < mail.text.index("  H07 Delirium")
    assert mail.html.count(f'href="{PAGE}"') == mail.text.count(PAGE) == 1
    assert mail.html.index('class="button"') < mail.html.index(PAGE)


def test_the_count_is_that_of_the_list():
    silent = replace(a_described_hub(9), opportunities=a_list(mark=""))
    closed = replace(a_described_hub(4), cap=0)

    mail = the_mail(
        NoticeKind.PREFERENCES_OPEN, hubs=[a_described_hub(7), silent, a_described_hub(8), closed]
    )

    assert "Three hubs are open for AY2026, two with" in " ".join(mail.text.split())


def test_among_other_news_the_list_stands_below_all_of_it():
    kinds = (NoticeKind.PREFERENCES_OPEN, NoticeKind.QUARTER_AHEAD, NoticeKind.FIRST_MEETING)

    mail = the_mail(*kinds, hubs=[a_described_hub(7, page=PAGE), a_hub()])

    for words, last in ((mail.text, "3. "), (mail.html, "<h2")):
        assert words.count(PAGE) == 1
        assert "October to December" in words or "July to September" in words
        assert words.index(last) < words.index("H07 Delirium")
    headings = re.findall(r"<h2[^>]*>([^<]+)", mail.html)
    assert len(headings) == 4
    assert headings[-1] == "The hubs to choose from"


def test_only_these_two_have_something_at_the_end():
    with_end = [name for name, notice in SAMPLES.items() if notice.appendix]

    assert {name[:3] for name in with_end} == {"N01", "N02"}
    [first, again] = render_sections([SAMPLES["N01"], SAMPLES["N01"]])
    assert first.appendix_text
    assert not again.appendix_text + again.appendix_html
