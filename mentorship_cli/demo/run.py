"""The demo from start to end: stage, scenes, proofs, and where to look afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from flows import settings
from mentorship.program_settings import Mode
from mentorship_cli.demo.page import Played, ledger_states, look, write_page
from mentorship_cli.demo.proofs import shortcomings
from mentorship_cli.demo.scenes import Scene, scenes
from mentorship_cli.demo.stage import DEPARTMENT, Stage, staged
from notifications.gallery import write_gallery
from sandbox.life import Life
from sandbox.making.sizes import SizeName


console = Console(highlight=False)

SUMMARY_KEYS = (
    "date", "mode", "redcap_calls", "rows_read", "rows_written", "issues", "proposals",
    "due_items", "overdue", "mails_accepted", "mails_held", "mails_by_kind", "seconds",
)  # fmt: skip


def run_demo(*, out: Path, size: SizeName, seed: int) -> int:
    """Live through the year; return the exit code: 0 only if all of it really happened."""
    console.print(f"[bold]A mentorship year[/], size {size}, seed {seed}. Everybody is synthetic.")
    with staged(out, size, seed) as stage:
        settings.embed_prefect(out / "state" / "prefect")
        played = _play(stage)
        (out / "summary.json").write_text(_summary(played, size, seed), encoding="utf-8")
        write_gallery(out / "outbox", out / "outbox" / "index.html")
        write_page(stage, played)
    nights = [(each.scene, each.night) for each in played]
    missing = list(shortcomings(nights, _mails(out)))
    _tell(out, played, missing)
    return 1 if missing else 0


def _play(stage: Stage) -> list[Played]:
    life = Life(stage.people, stage.department, stage.department.seed)
    played: list[Played] = []
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console,
        transient=True,
    ) as progress:  # fmt: skip
        task = progress.add_task("Starting Prefect inside this process (some 15 seconds) ...")
        run_night = _nightly()
        for scene in scenes(stage.department.timetable):
            progress.update(task, description=f"{scene.on:%d %b %Y}  {scene.title} ...")
            for act in scene.before:
                act(life)
            night = run_night(scene)
            # The page shows proposals as they were found, and the rest as it stands at the end.
            shown = night["proposals"] or scene.is_repeat
            played.append(
                Played(
                    scene=scene,
                    night=night,
                    states=ledger_states(stage),
                    morning=look(scene.on) if shown else None,
                )
            )
            progress.console.print(_line(scene, night))
    return played


def _nightly() -> Any:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.nightly import nightly

    def run(scene: Scene) -> Mapping[str, Any]:
        # Joining the heartbeat costs a second a run; these runs last only a few.
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            return cast("Mapping[str, Any]", nightly(DEPARTMENT, Mode.LIVE, scene.on))

    return run


def _line(scene: Scene, night: Mapping[str, Any]) -> str:
    return (
        f"[green]✓[/] {scene.on:%d %b %y}  {scene.title:<39}"
        f"{night['rows_written']:>5} rows {night['mails_accepted']:>4} mails"
        f"{night['seconds']:>5.1f} s"
    )


def _summary(played: Sequence[Played], size: SizeName, seed: int) -> str:
    nights = [
        {"title": each.scene.title} | {key: each.night[key] for key in SUMMARY_KEYS}
        for each in played
    ]
    content = {"department": DEPARTMENT, "size": size, "seed": seed, "nights": nights}
    return json.dumps(content, indent=2) + "\n"


def _mails(out: Path) -> list[Path]:
    return sorted((out / "outbox").glob("*.eml"))


def _tell(out: Path, played: Sequence[Played], missing: Sequence[str]) -> None:
    last = played[-1].night
    mails, items = len(_mails(out)), sum(played[-1].states.values())
    console.print(
        f"\n{len(played)} nights, {mails} mails accepted by the SMTP server, {items}"
        f" due items in the ledger, {last['overdue']} overdue, {last['issues']} data problems."
    )
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, what in (
        ("report.html", "the year on one page: proposals with reasons, who is overdue, problems"),
        ("outbox/index.html", "every mail as people saw it"),
        ("redcap.sqlite", "the sandbox's data; serve it: mentorship sandbox serve --db ..."),
        ("summary.json", "the nights in numbers"),
    ):
        table.add_row(f"  {out / name}", what)
    console.print(table)
    for each in missing:
        console.print(f"[bold red]Did not happen:[/] {each}")
