"""The evaluation's page: the same figures as the mail, with a chart of the shares."""

from dataclasses import replace
from html.parser import HTMLParser

from mentorship.evaluation import Hidden
from mentorship.hub_summary import Share
from notifications.samples import SAMPLES
from reports.evaluation_page import render_evaluation


EVALUATION = SAMPLES["N27"].evaluation


class Tags(HTMLParser):
    """Notes what a page is made of."""

    def __init__(self, page):
        super().__init__()
        self.seen = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.seen += [name for name, value in attrs if value and "://" in value and name != "xmlns"]


def test_the_page_shows_every_figure_and_needs_no_network_and_no_script():
    page = render_evaluation(EVALUATION, "Department of <Anesthesiology>")
    seen = Tags(page).seen

    for words in (
        "83/104 (80\u00a0%)",
        "5/9",
        "fewer than five",
        "not shown",
        "22 (14 to 31.5), of 78",
    ):
        assert words in page
    assert "Department of &lt;Anesthesiology&gt;" in page
    assert "svg" in seen
    assert not {"script", "link", "img", "src", "href"} & set(seen)
    assert page == render_evaluation(EVALUATION, "Department of <Anesthesiology>")


def test_without_a_share_of_ten_there_is_no_chart():
    few = replace(EVALUATION.lines[0], by_programme=(Share(5, 9), Hidden.FEW), together=Hidden.FEW)

    page = render_evaluation(replace(EVALUATION, lines=(few,)), "Department")

    assert "<svg" not in page
    assert "5/9" in page
