"""Notices, their declared fields and how they read."""

import re
from collections import Counter
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, ClassVar

import pytest
from jinja2 import UndefinedError

import notifications
from mentorship.hub_summary import Comparison, Share
from mentorship.obligations.due_items import NoticeKind
from mentorship.program_settings import ProgramSettings
from notifications.gallery import KINDS
from notifications.messages import NOTICES, HubSummary, OfficeDigest, PairingForMentor
from notifications.notice import (
    C1,
    OFFICE_READS,
    Audience,
    Confidentiality,
    ConfidentialityBreach,
    Link,
    Notice,
    field_classes,
    templates_world,
)
from notifications.preview import LETTERHEAD, render_samples
from notifications.rendering import (
    EmptySlot,
    in_words,
    plural,
    render_letter,
    render_section,
    sentence_case,
)
from notifications.samples import SAMPLES
from sandbox.program_file import REPORTS


TEMPLATES = Path(notifications.__file__).parent / "templates"
LETTERS = render_samples()
PEOPLE_IN_SAMPLES = ("Holm", "Bianchi", "Nwosu", "Tomás", "Ines", "Amari", "Sato")
NUDGES = [
    name for name in SAMPLES if name[:3] in {"N01", "N02", "N03", "N08", "N09", "N10", "N12", "N13"}
]


def letter_of(name):
    return LETTERS[name]


# ── the registry ──────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_notice_has_a_message_and_a_name_in_the_gallery():
    assert {each.kind for each in NOTICES} == set(NoticeKind)
    assert set(KINDS) == {each.value for each in NoticeKind}


def test_every_notice_has_a_sample_and_every_sample_its_number():
    assert {type(each) for each in SAMPLES.values()} == set(NOTICES)
    for name, notice in SAMPLES.items():
        assert name.startswith(notice.kind.value)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda n: n.__name__)
def test_every_notice_has_its_three_templates_and_says_why_and_when_it_stops(notice):
    for part in ("subject", "txt", "html"):
        assert (TEMPLATES / f"{notice.template}.{part}.j2").exists()
    for sentence in (notice.why, notice.stops_when):
        assert sentence.endswith(".")


def test_no_template_is_left_behind():
    used = {f"{n.template}.{part}.j2" for n in NOTICES for part in ("subject", "txt", "html")}

    assert {p.name for p in TEMPLATES.glob("*.j2") if p.name[0] != "_"} == used


@pytest.mark.parametrize("notice", NOTICES, ids=lambda n: n.__name__)
def test_every_declared_field_is_used_by_the_templates(notice):
    words = "".join(p.read_text(encoding="utf-8") for p in TEMPLATES.glob(f"{notice.template}.*"))

    for name in field_classes(notice):
        assert re.search(rf"\b{name}\b", words), name


# ── confidentiality ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("notice", NOTICES, ids=lambda n: n.__name__)
def test_no_notice_carries_more_than_it_may(notice):
    classes = field_classes(notice)

    assert set(classes) == {each.name for each in fields(notice)}
    assert max(classes.values()) <= notice.confidentiality <= Confidentiality.C2


def test_content_of_a_pair_goes_to_the_pair_only():
    holders = [n for n in NOTICES if Confidentiality.C2 in field_classes(n).values()]

    assert {n.audience for n in holders} == {
        Audience.PAIR,
        Audience.WHO_PREPARES,
        Audience.MENTOR,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Gossip(Notice):
    """A notice that somebody might write one day."""

    kind: ClassVar = NoticeKind.AGREEMENT
    template: ClassVar = "agreement"
    confidentiality: ClassVar = Confidentiality.C4
    audience: ClassVar = Audience.PAIR
    why: ClassVar = "Because."
    stops_when: ClassVar = "Never."
    usefulness: ClassVar = 1

    reason: Annotated[str, Confidentiality.C3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeclared(Notice):
    """A notice with a field nobody thought about."""

    kind: ClassVar = NoticeKind.AGREEMENT
    audience: ClassVar = Audience.PAIR

    words: str


def test_a_confidential_field_is_refused_even_by_a_notice_that_claims_to_be_allowed():
    with pytest.raises(ConfidentialityBreach, match="may not carry: reason"):
        render_section(Gossip(reason="a secret"))


def test_a_field_without_a_class_is_refused():
    with pytest.raises(ConfidentialityBreach, match="declares no confidentiality class"):
        templates_world(Undeclared(words="anything"))


def test_the_mentors_announcement_has_no_place_for_the_choice():
    assert not {name for name in field_classes(PairingForMentor) if "choice" in name}
    assert C1 is Confidentiality.C1


@pytest.mark.parametrize("name", SAMPLES)
def test_templates_see_nothing_but_the_notice(name):
    world = templates_world(SAMPLES[name])

    for secret in ("settings", "roster", "person", "email", "config", "self", "request"):
        assert secret not in world


def test_a_confidential_item_is_a_count_and_nothing_else():
    [hint] = [f for f in fields(OfficeDigest) if f.name == "digest"]

    assert hint.name == "digest"
    assert isinstance(SAMPLES["N24"].digest.confidential_items, int)
    assert "one item waiting" in letter_of("N24").text


def test_every_list_of_a_long_digest_says_where_the_rest_is_and_the_reports_exist():
    letter = letter_of("N24-long")
    titles = {title for title, *_ in REPORTS}

    for words in (letter.text, re.sub(r"&#34;", '"', letter.html)):
        said = re.findall(r"and (\d+)\s+more, (.*?)\.?\s*(?:</li>|</p>|\n)", words)
        assert len(said) == 7
        assert {int(count) for count, _ in said} == {8}
        named = {each for _, where in said for each in re.findall(r'report "([^"]+)"', where)}
        assert named == {"Overdue", "FINAL not announced", "Opportunities to look at"} <= titles


# ── words ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", LETTERS)
def test_subjects_name_nobody_are_short_and_begin_alike(name):
    subject = letter_of(name).subject.removeprefix("[REHEARSAL] ")

    assert subject.startswith("Mentorship: ")
    assert len(subject) <= 70
    assert "\n" not in subject
    assert not [who for who in PEOPLE_IN_SAMPLES if who in subject]


@pytest.mark.parametrize("name", LETTERS)
def test_subjects_do_not_judge(name):
    assert not re.search(
        r"overdue|late|fail|missing|warning|urgent|!|final notice",
        letter_of(name).subject,
        re.IGNORECASE,
    )


@pytest.mark.parametrize("name", NUDGES)
def test_nudges_say_it_in_under_120_words(name):
    section = render_section(SAMPLES[name])

    assert len(re.findall(r"\w[\w'-]*", re.sub(r"https?://\S+", "", section.text))) < 120


@pytest.mark.parametrize("name", [n for n in NUDGES if n != "N12-met"])
def test_the_first_line_says_by_when(name):
    assert re.search(r"\d{1,2} [A-Z][a-z]+ \d{4}", render_section(SAMPLES[name]).lead)


@pytest.mark.parametrize("name", LETTERS)
def test_nothing_that_reads_like_a_machine_is_left_in_the_text(name):
    text = letter_of(name).text

    assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b|\{\{|\}\}|<[a-z]+|&amp;|&#", text)
    assert max(map(len, (line for line in text.splitlines() if "://" not in line))) <= 100
    assert "\n\n\n" not in text


@pytest.mark.parametrize("name", LETTERS)
def test_text_and_html_hold_the_same_links(name):
    letter = letter_of(name)

    in_html = re.findall(r'href="(https?://[^"]+)"', letter.html)
    in_text = re.findall(r"https?://\S+", letter.text)
    assert Counter(in_html) == Counter(in_text)


@pytest.mark.parametrize("name", LETTERS)
def test_the_foot_says_why_when_it_stops_and_where_help_is(name):
    letter = letter_of(name)
    notice = SAMPLES.get(name)
    is_for_office = name == "N16-copy" or (notice is not None and notice.audience in OFFICE_READS)

    assert "You get this" in letter.text
    assert ("Confidential help: Ombuds" in letter.text) is not is_for_office
    assert ("Not now" in letter.html) is not is_for_office


@pytest.mark.parametrize("name", NUDGES)
def test_a_nudge_has_at_most_one_button(name):
    assert letter_of(name).html.count('class="button"') == ("without-link" not in name)


# ── slots ─────────────────────────────────────────────────────────────────────────────────────


def test_a_slot_that_is_empty_fails_instead_of_being_printed():
    with pytest.raises(EmptySlot):
        render_section(replace(SAMPLES["N02"], cycle=None))


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "A & B <b>"])
def test_values_are_text_and_never_markup_or_template(text):
    notice = replace(SAMPLES["N09"], partner_name=text)

    letter = render_letter([render_section(notice)], salutation="Hello,", letterhead=LETTERHEAD)

    assert text in " ".join(letter.text.split())
    assert "<script>" not in letter.html
    assert "49" not in letter.text + re.sub(r"#[0-9a-f]{6}", "", letter.html)


def test_a_hub_summary_needs_every_figure():
    broken = replace(SAMPLES["N16"], summary=object())

    with pytest.raises((UndefinedError, AttributeError)):
        render_section(broken)


def test_percentages_need_ten_behind_them():
    summary = SAMPLES["N16"].summary
    few = Share(8, 9)
    rare = Comparison(
        met_in_time=few, agreed=few, in_person=(few, few), on_time=(few, few), contact_days=None
    )

    assert "83 %" in render_section(SAMPLES["N16"]).text
    assert " %" not in render_section(
        HubSummary(summary=replace(summary, all_groups=rare), reviews=(), is_copy=False)
    ).text.replace("<=30", "")


@pytest.mark.parametrize(
    "url",
    [
        "http://redcap.example.edu/surveys/?s=A",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "//redcap.example.edu",
        "https://redcap.example.edu/a b",
        "https://redcap.example.edu/\nx",
        "",
    ],
)
def test_a_link_is_https_or_on_this_machine(url):
    with pytest.raises(ValueError, match="not a link"):
        Link(url)


@pytest.mark.parametrize(
    "url", ["https://redcap.example.edu/?s=A", "http://127.0.0.1:8080/?s=A", "http://localhost/x"]
)
def test_a_good_link_prints_as_it_is(url):
    assert str(Link(url)) == url


@pytest.mark.parametrize(("count", "words"), [
    (0, "no hubs"), (1, "one hub"), (2, "two hubs"), (12, "twelve hubs"), (13, "13 hubs"),
])  # fmt: skip
def test_counts_read_like_prose(count, words):
    assert plural(count, "hub") == words
    assert sentence_case(in_words(2)) == "Two"


def test_support_text_of_several_lines_stays_in_one_paragraph():
    head = replace(LETTERHEAD, support_text="Ombuds 1\nWellness 2")

    letter = render_letter([render_section(SAMPLES["N09"])], salutation="Hi,", letterhead=head)

    assert "Confidential help: Ombuds 1 Wellness 2" in letter.text


def test_an_office_without_a_support_text_sends_no_empty_line():
    head = replace(
        LETTERHEAD, support_text=ProgramSettings.__dataclass_fields__["support_text"].default
    )

    letter = render_letter([render_section(SAMPLES["N09"])], salutation="Hi,", letterhead=head)

    assert "Confidential help" not in letter.text + letter.html
