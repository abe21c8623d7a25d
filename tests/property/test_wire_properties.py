"""Whatever REDCap holds: reading never raises, and never repeats what a person wrote."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.errors import ConfigurationError
from mentorship.people import Rank
from redcap_schema.assemble import assemble
from redcap_schema.dictionary import fields_of
from redcap_schema.reading import Problems, read_rows
from redcap_schema.registry import INSTRUMENTS, ONCE
from redcap_schema.row import cells
from redcap_schema.wire import format_value
from tests.support import redcap_rows
from tests.support.laws import tried


COLUMNS = {
    model.instrument: [c for field in fields_of(model.instrument) for c in field.columns]
    for model in INSTRUMENTS
}
ONCE_COLUMNS = [
    column
    for model in INSTRUMENTS
    if not model.is_repeating
    for column in COLUMNS[model.instrument]
    if column != "record_id"
]
REPEATING = [model.instrument for model in INSTRUMENTS if model.is_repeating]

PLAUSIBLE = ["", "0", "1", "2", "3", "4", "9", "7", "2026-11-21", "2026-02-30", "H07 Hub", "NI"]
SECRET = "Qz"  # two letters that no sentence of ours contains
CELL = st.one_of(
    st.sampled_from(PLAUSIBLE),
    st.text(max_size=12),
    st.text(max_size=6).map(lambda text: f"{SECRET}{text}"),
)
RECORD = st.sampled_from(["1", "2", "10", "33-4", "x", " 7 ", ""])


def row(columns):
    return st.fixed_dictionaries(
        {"record_id": RECORD}, optional={c: CELL for c in columns if c != "record_id"}
    )


BASE = st.builds(
    lambda cells_, kind: {**cells_, "record_type": kind},
    row(ONCE_COLUMNS),
    st.sampled_from(["1", "2", "3", "9", "", "4"]),
)


@st.composite
def instances(draw):
    name = draw(st.sampled_from(REPEATING))
    number = draw(st.sampled_from(["1", "2", "3", "", "x", "0", "-1"]))
    cells_ = draw(row(COLUMNS[name]))
    return name, {**cells_, "redcap_repeat_instrument": name, "redcap_repeat_instance": number}


@st.composite
def pulls(draw):
    found = {ONCE: draw(st.lists(BASE, max_size=4))}
    for name, each in draw(st.lists(instances(), max_size=6)):
        found.setdefault(name, []).append(each)
    return found


@tried(150)
@given(pulls())
def test_rubbish_never_raises_and_is_never_quoted(pulled):
    pulled[ONCE].append(redcap_rows.settings("0"))
    try:
        assembly = assemble(pulled)
    except ConfigurationError as error:
        said = str(error)
        assert SECRET not in said
        return
    assert all(SECRET not in issue.sentence for issue in assembly.issues)
    assert len(set(assembly.issues)) == len(assembly.issues)


@tried(50)
@given(pulls(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(pulled, random):
    base = {each["record_id"].strip(): each for each in pulled[ONCE]}
    pulled[ONCE] = [*base.values(), redcap_rows.settings("0")]
    for name in REPEATING:
        once = {(r["record_id"].strip(), _number(r)): r for r in pulled.get(name, [])}
        pulled[name] = list(once.values())
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in pulled.items()}
    try:
        straight = assemble(pulled)
    except ConfigurationError:
        with pytest.raises(ConfigurationError):
            assemble(shuffled)
        return
    assert assemble(shuffled) == straight


def _number(each):
    text = each["redcap_repeat_instance"]
    return int(text) if text.isdigit() and int(text) else 1


@tried(60)
@given(st.sampled_from([m for m in INSTRUMENTS if len(COLUMNS[m.instrument]) > 1]), st.data())
def test_what_was_read_is_written_as_it_reads_again(model, data):
    cells_ = data.draw(row(COLUMNS[model.instrument]).filter(lambda r: r["record_id"].strip()))
    [first] = read_rows(model, [cells_], Problems())
    problems = Problems()
    [second] = read_rows(model, [{"record_id": first.record_id, **cells(first)}], problems)
    only_known_of = {"qr_plan", "cr_kind", "hub_opportunities"}  # whether, or which, not what
    if not any(field.name in only_known_of for field in fields_of(model.instrument)):
        assert second == first
        assert problems.found == []


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_survives_the_way_there_and_back(day):
    person = INSTRUMENTS[1]
    cell = format_value(day)
    [found] = read_rows(person, [{"record_id": "7", "p_hire_on": cell}], Problems())
    assert cells(found)["p_hire_on"] == cell


@given(st.sampled_from(list(Rank)))
def test_every_code_survives_the_way_there_and_back(rank):
    person = INSTRUMENTS[1]
    [found] = read_rows(person, [{"record_id": "7", "p_rank": rank.value}], Problems())
    assert cells(found)["p_rank"] == rank.value
