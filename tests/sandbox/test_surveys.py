"""redcap_api.md 2.5: links that stay, pages that can be filled, responses that are stored."""

import re

import pytest
import requests

from tests.sandbox.support import TIMEOUT, export_rows, import_rows, post


def page(link: str) -> requests.Response:
    return requests.get(link, timeout=TIMEOUT)


def answer(link: str, **values: str) -> requests.Response:
    return requests.post(link, data=values, timeout=TIMEOUT)


@pytest.fixture
def link(sandbox, pycap):
    import_rows(sandbox, [{"record_id": "1", "name": "Ann <b>"}, {"record_id": "2"}])
    return pycap.export_survey_link("1", "person")


def test_links_are_stable_and_differ_by_record_instrument_and_instance(link, pycap):
    others = [
        pycap.export_survey_link("2", "person"),
        pycap.export_survey_link("1", "contact"),
        pycap.export_survey_link("1", "visit", repeat_instance=1),
        pycap.export_survey_link("1", "visit", repeat_instance=2),
    ]

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/surveys/\?s=\w{16}", link)
    assert link == pycap.export_survey_link("1", "person")
    assert len({link, *others}) == 5


def test_the_queue_link_and_codes_have_their_shapes(sandbox, link, pycap):
    assert "/surveys/?sq=" in pycap.export_survey_queue_link("1")
    assert len(pycap.export_survey_return_code("1", "person")) == 8
    assert len(pycap.export_survey_access_code("1", "person")) == 9


def test_a_link_to_an_unknown_record_is_refused_in_redcaps_words(sandbox):
    response = post(sandbox, content="surveyLink", format="csv", record="-1", instrument="person")

    assert (response.status_code, response.text) == (400, 'ERROR: The record "-1" does not exist')


def test_an_instrument_that_is_no_survey_has_no_link(server, sandbox):
    import_rows(sandbox, [{"record_id": "1"}])
    sandbox.project.database.run("UPDATE instrument SET survey_title = NULL WHERE name = 'note'")
    sandbox.database.structures.clear()

    response = post(sandbox, content="surveyLink", record="1", instrument="note")

    assert response.status_code == 400


def test_the_page_says_sandbox_and_shows_labelled_controls(link):
    html = page(link).text

    assert "<title>SANDBOX: Person</title>" in html
    assert '<label class="top" for="name">Name</label>' in html
    assert "Ann &lt;b&gt;" in html
    assert html.count('type="checkbox"') == 3
    assert html.count("<legend>") == 2


def test_an_answer_is_stored_as_a_completed_survey(sandbox, link):
    response = answer(link, name="Ann", sex="F", race____99="1", born="1990-05-01")

    assert response.status_code == 200
    row = export_rows(sandbox, exportSurveyFields="true")[0]
    assert (row["name"], row["sex"], row["race____99"]) == ("Ann", "F", "1")
    assert row["person_complete"] == "2"
    assert row["person_timestamp"] == "2026-07-01 08:00:00"
    newest = post(sandbox, content="log", logtype="record_edit").json()[0]
    assert newest["username"] == "[survey respondent]"


def test_filters_know_when_a_survey_was_completed(sandbox, link):
    answer(link, name="Ann")

    for logic, records in [
        ("[survey-date-completed:person] = '2026-07-01'", ["1"]),
        ("[survey-time-completed:person] = '2026-07-01 08:00:00'", ["1"]),
        ("[survey-date-completed:person] = ''", ["2"]),
    ]:
        rows = export_rows(sandbox, filterLogic=logic)
        assert [row["record_id"] for row in rows] == records


def test_survey_fields_add_an_identifier_and_timestamps_before_each_survey(sandbox, link):
    columns = list(export_rows(sandbox, exportSurveyFields="true")[0])

    assert columns[3] == "redcap_survey_identifier"
    assert columns[4:6] == ["person_timestamp", "name"]


def test_a_wrong_answer_comes_back_with_what_was_typed(sandbox, link):
    response = answer(link, name="Kept", born="tomorrow")

    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert 'value="Kept"' in response.text
    assert export_rows(sandbox)[0]["name"] == "Ann <b>"


def test_a_repeating_survey_fills_its_own_instance(sandbox, link, pycap):
    answer(pycap.export_survey_link("1", "visit", repeat_instance=3), visited="2026-07-01 10:00")

    rows = export_rows(sandbox, **{"forms[0]": "visit"})
    assert [(row["visited"], row["visit_complete"]) for row in rows] == [("2026-07-01 10:00", "2")]


def test_the_queue_lists_the_surveys(link, pycap):
    html = page(pycap.export_survey_queue_link("1")).text

    assert html.count("<li>") == 2
    assert page(re.findall(r'href="([^"]+)"', html)[0]).status_code == 200


@pytest.mark.parametrize("query", ["?s=NOPE", "?s=", ""])
def test_a_wrong_link_is_a_404_page(sandbox, query):
    response = page(f"{sandbox.base_url}/surveys/{query}")

    assert response.status_code == 404
    assert "SANDBOX" in response.text
