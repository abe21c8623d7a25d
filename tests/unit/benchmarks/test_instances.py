"""Anybody's instance can be read from a file and is solved, or refused with a reason."""

import json

import pytest

from benchmarks.instances import answer, main, read


GIVEN = {
    "salt": "2026",
    "mentees": [
        {"id": "ann", "choices": [7, 8, None], "never": ["kim"]},
        {"id": "bob", "choices": [8, 7], "ranks": [1, 1]},
        {"id": 3, "choices": [7, None, 8], "shown": {"hub": 8, "mentor": "kim"}},
    ],
    "offers": [
        {"hub": 7, "mentor": "lee", "capacity": 1},
        {"hub": 8, "mentor": "kim", "capacity": 5, "open": True},
    ],
    "held": [{"mentee": "old", "hub": 8, "mentor": "kim"}],
    "hub_caps": {"8": 3},
    "mentor_caps": {"kim": 9},
}


def test_an_instance_is_solved_with_all_it_says():
    found = answer(read(json.dumps(GIVEN)))
    assert found["placed"] == {
        "ann": {"hub": 7, "mentor": "lee", "rank": 1},
        "bob": {"hub": 8, "mentor": "kim", "rank": 1},
        "3": {"hub": 8, "mentor": "kim", "rank": 3},
    }
    assert found["values"]["unplaced"] == 0
    assert found["values"]["rank 3"] == 1
    assert found["proved"][0][0] == "unplaced"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"offers": None}, "not iterable"),
        ({"mentees": [{"choices": []}]}, "id is missing"),
        ({"mentees": [{"id": 1, "choices": [7], "ranks": [1, 2]}]}, "zip"),
        ({"offers": [{"hub": "x", "mentor": "m", "capacity": 1}]}, "invalid literal"),
    ],
)
def test_what_is_no_instance_is_refused_with_what_is_wrong(change, says):
    with pytest.raises(ValueError, match=says):
        read(json.dumps(GIVEN | change))


def test_each_file_is_answered_in_a_line_and_a_bad_one_stops_nobody(tmp_path, monkeypatch, capsys):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(GIVEN))
    bad.write_text("{")
    monkeypatch.setattr("sys.argv", ["x", str(bad), str(good), "--levels", "choices"])
    assert main() == 1
    out, err = capsys.readouterr()
    assert list(json.loads(out)["values"]) == ["unplaced", "rank 3", "rank 2"]
    assert err.startswith("bad.json is no instance: ")
