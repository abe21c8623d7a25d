"""`.env.example` is the documentation of the environment; it may not drift from the code."""

from pathlib import Path

from flows.settings import Settings


EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_names_every_setting_and_no_other():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    named = {line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")}

    expected = {f"MENTORSHIP_{name.upper()}" for name in Settings.model_fields}

    assert {name for name in named if name.startswith("MENTORSHIP_")} == expected


def test_the_example_can_be_used_as_it_is(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")

    assert Settings().smtp_host == ""
