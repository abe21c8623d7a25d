"""What every REDCap project promises, whatever is behind it: memory, PyCap over the sandbox, REDCap.

The real one is asked only where REDCAP_CONTRACT_URL and REDCAP_CONTRACT_TOKEN are set. It must be
an empty project made from `data_dictionary.csv`, with the token's role at No Access to
`office_notes`; records 900001 and above are written and stay.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from mappings.derive import to_local
from mappings.load import load_department
from mappings.model import Department, Limits
from mappings.translate import Translator
from mentorship.errors import RedcapRejected
from redcap_gateway.memory import MemoryProject
from redcap_gateway.port import InstrumentRequest, RedcapProject, Row, WriteReceipt
from redcap_gateway.pycap import PyCapProject
from redcap_schema import registry
from redcap_schema.dictionary import COLUMNS, metadata_rows
from sandbox.server import SandboxServer


LIMITS = Limits(min_seconds_between_calls=0, read_attempts=1)
HIDDEN = "office_notes"
PROFILE = ("record_type", "p_first", "p_last", "p_roles", "p_participation", "p_leave_from")
REAL = os.environ.get("REDCAP_CONTRACT_URL", ""), os.environ.get("REDCAP_CONTRACT_TOKEN", "")
BEHIND = ["memory", "sandbox", "sandbox in parts", *(["real"] if all(REAL) else [])]


@dataclass
class Subject:
    """A project together with a department's words for it; speaks canonical names."""

    project: RedcapProject
    department: Department
    project_id: int

    def __post_init__(self) -> None:
        self.words = Translator(self.department)

    def push(self, *rows: Row) -> WriteReceipt:
        local = self.words.to_local(rows)
        return self.project.push(local, record_id_field=self.words.record_id_field)

    def pull(self, fields: Sequence[str], repeating: str | None = None) -> list[Row]:
        request = InstrumentRequest(
            tuple(self.words.local_field(name) for name in fields),
            repeating and self.words.local_instrument(repeating),
        )
        (rows,) = self.project.pull([request], self.words.record_id_field)
        return self.words.to_canonical(rows)


def in_memory(department: Department) -> MemoryProject:
    words = Translator(department)
    return MemoryProject(
        to_local(metadata_rows(), department.names),
        repeating=[words.local_instrument(name) for name in registry.repeating_instruments()],
        hidden=[words.local_instrument(HIDDEN)],
        surveys=[words.local_instrument(name) for name in registry.survey_instruments()],
    )


@contextmanager
def over_sandbox(department: Department, limits: Limits) -> Iterator[tuple[PyCapProject, int]]:
    words = Translator(department)
    text = io.StringIO()
    headings = {api: heading for heading, api in COLUMNS.items()}
    writer = csv.DictWriter(text, headings.values())
    writer.writeheader()
    for row in to_local(metadata_rows(), department.names):
        writer.writerow({headings[name]: value for name, value in row.items()})
    with SandboxServer.start(
        dictionary_csv=text.getvalue(),
        repeating=[words.local_instrument(name) for name in registry.repeating_instruments()],
        surveys=[words.local_instrument(name) for name in registry.survey_instruments()],
    ) as server:
        token = server.add_user("automation", no_access=[words.local_instrument(HIDDEN)])
        yield PyCapProject(server.url, token, limits=limits), server.project_id


@contextmanager
def subject_behind(kind: str, department: Department) -> Iterator[Subject]:
    if kind == "memory":
        memory = in_memory(department)
        yield Subject(memory, department, memory.identity().project_id)
    elif kind.startswith("sandbox"):
        parts = {"batch_above_records": 1, "records_per_read": 2, "rows_per_write": 2}
        limits = LIMITS.model_copy(update=parts if "parts" in kind else {})
        with over_sandbox(department, limits) as (project, project_id):
            yield Subject(project, department, project_id)
    else:
        yield real(department)


def real(department: Department) -> Subject:
    project = PyCapProject(*REAL, limits=Limits())
    return Subject(project, department, project.identity().project_id)


@pytest.fixture(scope="module", params=BEHIND)
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """One project for all tests: each uses records of its own, as on a real server."""
    with subject_behind(request.param, load_department("synthetic")) as found:
        yield found


def base(record: str, **cells: str) -> Row:
    return {
        "record_id": record,
        "redcap_repeat_instrument": "",
        "redcap_repeat_instance": "",
        **cells,
    }


def instance(record: str, instrument: str, number: int, **cells: str) -> Row:
    repeat = {
        "redcap_repeat_instrument": instrument,
        "redcap_repeat_instance": str(number),
    }
    return {"record_id": record, **repeat, **cells}


def person(record: str, **cells: str) -> Row:
    return base(record, **{"record_type": "1", "p_first": "Ada", "p_last": "Amber", **cells})


def only(rows: list[Row], record: str) -> list[Row]:
    return [row for row in rows if row["record_id"] == record]


def test_it_tells_which_project_it_is(subject: Subject) -> None:
    found = subject.project.identity()
    assert found.project_id == subject.project_id
    assert not found.is_longitudinal
    assert found.redcap_version[0].isdigit()


def test_its_metadata_is_the_data_dictionary_in_order(subject: Subject) -> None:
    found = subject.project.metadata()
    wanted = metadata_rows()
    assert [row["field_name"] for row in found] == [row["field_name"] for row in wanted]
    assert list(found[0]) == list(wanted[0])
    assert found == wanted


def test_it_knows_which_instruments_repeat(subject: Subject) -> None:
    assert subject.project.repeating_instruments() == set(registry.repeating_instruments())


def test_what_was_pushed_is_pulled(subject: Subject) -> None:
    pushed = person("900001", p_roles___1="1", p_participation="1", p_leave_from="2026-08-01")
    receipt = subject.push(pushed)
    assert (receipt.rows, receipt.records, receipt.refused) == (1, 1, ())
    (row,) = only(subject.pull(PROFILE), "900001")
    assert row == {
        **pushed,
        **{f"p_roles___{code}": "1" if code == 1 else "0" for code in range(1, 7)},
    }


def test_every_cell_is_text_and_what_is_missing_is_blank(subject: Subject) -> None:
    subject.push(person("900002"), instance("900002", "contact_log", 1, cl_on="2026-08-01"))
    rows = subject.pull(PROFILE) + subject.pull(("cl_on", "cl_how"), "contact_log")
    assert all(isinstance(value, str) for row in rows for value in row.values())
    assert only(rows, "900002")[0]["p_leave_from"] == ""
    assert only(rows, "900002")[1]["cl_how"] == ""


def test_instances_come_by_number_and_without_base_rows(subject: Subject) -> None:
    subject.push(
        person("900003"),
        *[instance("900003", "contact_log", n, cl_on=f"2026-08-{n:02}") for n in (10, 2, 1)],
        instance("900003", "item_override", 1, ov_key="MEET-900003.1"),
    )
    rows = only(subject.pull(("cl_on",), "contact_log"), "900003")
    assert [row["redcap_repeat_instance"] for row in rows] == ["1", "2", "10"]
    assert {row["redcap_repeat_instrument"] for row in rows} == {"contact_log"}
    (profile,) = only(subject.pull(PROFILE), "900003")
    assert profile["redcap_repeat_instrument"] == ""


def test_records_come_in_the_order_of_their_numbers(subject: Subject) -> None:
    subject.push(*[person(record) for record in ("900010", "900009", "1000002", "900011")])
    found = [row["record_id"] for row in subject.pull(PROFILE)]
    expected = ["900009", "900010", "900011", "1000002"]
    assert [record for record in found if record in expected] == expected


def test_a_blank_clears_and_an_absent_column_stays(subject: Subject) -> None:
    subject.push(person("900004", p_leave_from="2026-08-01", p_participation="3"))
    subject.push(base("900004", p_leave_from=""))
    (row,) = only(subject.pull(PROFILE), "900004")
    assert row["p_leave_from"] == ""
    assert row["p_participation"] == "3"


def test_one_push_of_rows_with_other_columns_clears_nothing_that_is_not_named(
    subject: Subject,
) -> None:
    subject.push(person("900005", p_participation="1"), person("900006", p_participation="1"))
    subject.push(base("900005", p_participation="2"), base("900006", p_last="Basalt"))
    rows = {row["record_id"]: row for row in subject.pull(PROFILE)}
    assert (rows["900005"]["p_participation"], rows["900005"]["p_last"]) == ("2", "Amber")
    assert (rows["900006"]["p_participation"], rows["900006"]["p_last"]) == ("1", "Basalt")


def test_pushing_the_same_twice_changes_nothing(subject: Subject) -> None:
    rows = [person("900007"), instance("900007", "due_item_auto", 1, di_key="K", di_state="2")]
    subject.push(*rows)
    first = subject.pull(PROFILE), subject.pull(("di_key", "di_state"), "due_item_auto")
    subject.push(*rows)
    second = subject.pull(PROFILE), subject.pull(("di_key", "di_state"), "due_item_auto")
    assert first == second


def test_a_receipt_counts_rows_and_records_apart(subject: Subject) -> None:
    subject.push(person("900008"))
    rows = [instance("900008", "contact_log", n, cl_on="2026-08-01") for n in (1, 2, 3)]
    receipt = subject.push(*rows, person("900012"))
    assert receipt.rows == 4
    assert {row["record_id"] for row in subject.pull(("cl_on",), "contact_log")} >= {"900008"}


@pytest.mark.parametrize(
    "text", ["a\nb", 'it\'s "quoted" & <b>', "Zoë Łukasz 日本", " /etc/passwd", "a,b|c"]
)
def test_any_text_survives(subject: Subject, text: str) -> None:
    subject.push(person("900013", p_last=text))
    (row,) = only(subject.pull(PROFILE), "900013")
    assert row["p_last"].replace("\r\n", "\n").strip() == text.strip()


def test_a_hidden_instrument_is_absent_and_named_as_unreadable(subject: Subject) -> None:
    subject.push(person("900014"))
    asked = ["p_last", "p_roles", "cl_on", "on_text", "no_such_field"]
    assert subject.project.unreadable(asked) == {"on_text", "no_such_field"}
    (row,) = only(subject.pull(("p_last", "on_on")), "900014")
    assert "on_on" not in row
    assert row["p_last"] == "Amber"


def test_an_unknown_field_is_rejected(subject: Subject) -> None:
    subject.push(person("900015"))
    with pytest.raises(RedcapRejected, match="no_such_field"):
        subject.pull(("p_last", "no_such_field"))


def test_an_unknown_column_is_rejected_and_nothing_is_written(subject: Subject) -> None:
    with pytest.raises(RedcapRejected, match="no_such_field"):
        subject.push(person("900016", no_such_field="1"))
    assert only(subject.pull(PROFILE), "900016") == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("p_participation", "77"), ("p_roles___1", "yes"), ("p_leave_from", "01/02/2026")],
)
def test_a_record_with_a_bad_value_is_left_out_and_the_others_are_written(
    subject: Subject, column: str, value: str
) -> None:
    cells = {"p_participation": "1", "p_roles___1": "1", "p_leave_from": "2026-08-01"}
    good = person("900017", **cells)
    bad = person("900018", **(cells | {column: value, "p_last": "Never stored"}))
    receipt = subject.push(bad, good)
    assert [(r.record_id, r.field) for r in receipt.refused] == [("900018", column)]
    assert receipt.rows == 1
    rows = subject.pull(PROFILE)
    assert only(rows, "900017")[0]["p_participation"] == "1"
    assert "Never stored" not in {row["p_last"] for row in only(rows, "900018")}


def test_when_every_record_is_bad_the_push_is_rejected(subject: Subject) -> None:
    with pytest.raises(RedcapRejected, match="record 900019, field p_participation"):
        subject.push(person("900019", p_participation="77"))


def test_a_refusal_does_not_repeat_the_value(subject: Subject) -> None:
    with pytest.raises(RedcapRejected) as raised:
        subject.push(person("900019", p_leave_from="when Ada is back"))
    assert "Ada" not in str(raised.value)


@pytest.mark.parametrize(
    "row",
    [
        instance("900020", "person_profile", 1, p_last="Amber"),
        base("900020", cl_on="2026-08-01"),
        instance("900020", "contact_log", 1, p_last="Amber"),
    ],
)
def test_a_cell_in_the_wrong_kind_of_row_is_rejected(subject: Subject, row: Row) -> None:
    with pytest.raises(RedcapRejected):
        subject.push(row)


def test_a_survey_link_is_stable_and_belongs_to_one_instance(subject: Subject) -> None:
    subject.push(person("900021"), instance("900021", "first_report", 1, fr_pair="1"))
    first = subject.project.survey_link("900021", "first_report", 1)
    assert first.startswith(("http://", "https://"))
    assert subject.project.survey_link("900021", "first_report", 1) == first
    assert subject.project.survey_link("900021", "first_report", 2) != first


@pytest.mark.parametrize(
    ("record", "instrument"), [("899999", "first_report"), ("900022", "person_status_auto")]
)
def test_there_is_no_survey_link_where_there_is_no_survey(
    subject: Subject, record: str, instrument: str
) -> None:
    subject.push(person("900022"))
    with pytest.raises(RedcapRejected):
        subject.project.survey_link(record, instrument, 1)


def test_all_reads_of_a_night_work_in_one_pull(subject: Subject) -> None:
    subject.push(person("900023"))
    requests = [InstrumentRequest(each.fields, each.repeating) for each in registry.pull_requests()]
    answers = subject.project.pull(requests, "record_id")
    assert len(answers) == len(requests)
    assert "900023" in {row["record_id"] for row in answers[0]}


def test_the_number_of_calls_does_not_grow_with_the_people() -> None:
    used = []
    for people in (1, 30):
        with subject_behind("sandbox", load_department("synthetic")) as subject:
            subject.push(*[person(str(900_001 + n)) for n in range(people)])
            before = subject.project.calls.total
            subject.pull(PROFILE)
            used.append(subject.project.calls.total - before)
    assert used == [2, 2]


@pytest.mark.parametrize("kind", ["memory", "sandbox"])
def test_an_empty_project_has_no_rows(kind: str) -> None:
    with subject_behind(kind, load_department("synthetic")) as subject:
        assert subject.pull(PROFILE) == []
        assert subject.pull(("cl_on",), "contact_log") == []


@pytest.mark.parametrize("kind", ["memory", "sandbox"])
def test_a_department_with_other_words_holds_the_same_data(kind: str) -> None:
    rows = [
        person("1", p_roles___1="1", p_roles___3="1", p_participation="5"),
        person("2", p_participation="1"),
        instance("1", "hub_commitment", 1, hc_cycle="AY2026", hc_capacity="2", hc_accepting="1"),
        instance("1", "first_report", 1, fr_met_how="2", fr_mentee_ok="1", fr_mentor_ok="0"),
        instance("2", "due_item_auto", 3, di_key="K", di_state="3", due_item_auto_complete="0"),
    ]
    reads = [
        (PROFILE, None),
        (("hc_cycle", "hc_capacity", "hc_accepting"), "hub_commitment"),
        (("fr_met_how", "fr_mentee_ok", "fr_mentor_ok"), "first_report"),
        (("di_key", "di_state", "due_item_auto_complete"), "due_item_auto"),
    ]
    answers = []
    for slug in ("synthetic", "renamed"):
        with subject_behind(kind, load_department(slug)) as subject:
            subject.push(*rows)
            answers.append([subject.pull(fields, repeating) for fields, repeating in reads])
    assert answers[0] == answers[1]
    assert [len(rows) for rows in answers[0]] == [2, 1, 1, 1]
