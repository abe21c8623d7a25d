"""The report page: complete, self-contained, and safe with what people type."""

from datetime import date
from html.parser import HTMLParser

from reports.year_page import (
    NightLine,
    OverdueLine,
    ProblemLine,
    ProposalLine,
    YearReport,
    render_year,
)


def a_night(day, mails, states):
    return NightLine(
        on=date(2026, 7, day),
        title="Preferences open",
        story="Everybody is asked.",
        rows_written=10,
        redcap_calls=21,
        overdue=2,
        mails_by_kind=mails,
        items_by_state=states,
        seconds=1.25,
    )


def a_report(**changes):
    known = {
        "title": "A year",
        "subtitle": "What happened",
        "facts": [("People", "234")],
        "nights": [
            a_night(6, {"Preferences open": 113}, {"upcoming": 5, "overdue": 1}),
            a_night(17, {}, {"upcoming": 3, "overdue": 2}),
        ],
        "profile": (53, 31, 14, 2),
        "demand": {f"H{n:02d}": 20 - n for n in range(1, 20)},
        "places": {"H01": 3},
        "proposals": [],
        "overdue": [],
        "problems": [],
        "outbox_href": "outbox/index.html",
    }
    return YearReport(**(known | changes))


class Links(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.found += [values[name] for name in ("src", "href") if values.get(name)]


def test_the_page_needs_neither_network_nor_script():
    page = render_year(a_report())

    outside = [each for each in Links(page).found if not each.startswith(("#", "outbox/"))]

    assert outside == []
    assert "<script" not in page


def test_what_people_typed_stays_text():
    name = 'Ada <img src=x onerror=alert(1)> & "Amber"'
    page = render_year(
        a_report(
            proposals=[
                ProposalLine(
                    mentee=name, proposed="H01", choice_met="First", why=[name], alternatives=[]
                )
            ],
            overdue=[OverdueLine(who=name, what="x", about="y", due_on=date(2026, 7, 1), days=3)],
            problems=[ProblemLine(code="V1", severity="error", sentence=name)],
        )
    )

    assert "<img" not in page
    assert page.count("Ada &lt;img") == 4


def test_more_than_a_dozen_proposals_fold_away_but_none_is_lost():
    lines = [
        ProposalLine(
            mentee=f"Mentee {n}", proposed="H01", choice_met="First", why=[], alternatives=[]
        )
        for n in range(30)
    ]

    page = render_year(a_report(proposals=lines))

    assert [f"Mentee {n}<" in page for n in range(30)] == [True] * 30
    assert "The other 18 proposals" in page


def test_charts_carry_their_numbers_as_text():
    page = render_year(a_report())

    for number in ("53", "31", "14", "113"):
        assert f">{number}</text>" in page


def test_equal_figures_give_equal_bytes():
    assert render_year(a_report()) == render_year(a_report())


def test_a_year_without_mail_or_items_still_renders():
    page = render_year(a_report(nights=[a_night(6, {}, {})]))

    assert "What happened, night by night" in page
