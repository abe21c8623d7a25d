"""Charts as inline SVG: no script, no network, the same bytes for the same figures.

Colour is never the only signal: every bar carries its number.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure


INK, MUTED, GRID = "#1b1f24", "#5b6672", "#e3e8ee"
PALETTE = ("#0b5cad", "#2a9d8f", "#e9a03b", "#b5532d", "#6b4fa0", "#4f7a28", "#8a8f98", "#c2185b",
           "#00796b")  # fmt: skip


REST = "All others"
"""Kinds that are too few for a colour of their own."""

STATES = {
    "done on time": "#2a9d8f",
    "done late": "#9ad4cb",
    "waived": "#8a8f98",
    "void": "#c9ced5",
    "upcoming": "#a9c6e8",
    "due": "#0b5cad",
    "overdue": "#d1603d",
}
"""States of due items from the bottom of a bar to its top, what is finished first."""


def choices_met(profile: Sequence[int]) -> str:
    """Return how many mentees got their first, second and third choice, and none."""
    figure, axes = _canvas(5.4, 2.3)
    labels = ["First choice", "Second choice", "Third choice", "No choice could be met"]
    colours = [PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[6]]
    bars = axes.barh(labels[::-1], list(profile)[::-1], color=colours[::-1], height=0.62)
    axes.bar_label(bars, padding=4, color=INK, fontsize=9)
    axes.margins(x=0.12)
    axes.xaxis.set_visible(False)
    return _svg(figure)


def stacked_states(frame: pd.DataFrame) -> str:
    """Return one bar a night of due items by state; *frame* has a column a state."""
    there = [each for each in STATES if each in frame.columns]
    return stacked_nights(frame[there], colours=[STATES[each] for each in there])


def folded(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return *frame* with at most that many columns: the fullest, and one of what is left."""
    if len(frame.columns) <= most:
        return frame
    fullest = frame.sum().nlargest(most - 1).index
    kept = frame.loc[:, [each for each in frame.columns if each in fullest]]
    return kept.assign(**{REST: frame.sum(axis="columns") - kept.sum(axis="columns")})


def stacked_nights(frame: pd.DataFrame, *, colours: Sequence[str] = PALETTE) -> str:
    """Return one stacked bar a night; *frame* has a row a night (its label) and a column a kind.

    Where there are more kinds than colours, the rarest share one.
    """
    frame = folded(frame, len(colours))
    figure, axes = _canvas(8.6, 3.0)
    bottom = pd.Series(0.0, index=frame.index)
    positions = range(len(frame))
    for colour, kind in zip(colours, frame.columns, strict=False):
        axes.bar(positions, frame[kind], bottom=bottom, color=colour, width=0.66, label=str(kind))
        bottom += frame[kind]
    for position, total in zip(positions, bottom, strict=True):
        axes.annotate(f"{total:.0f}", (position, total), ha="center", va="bottom", fontsize=8,
                      color=INK, xytext=(0, 2), textcoords="offset points")  # fmt: skip
    axes.set_xticks(list(positions), [str(each) for each in frame.index], fontsize=8)
    axes.margins(y=0.14)
    if len(frame.columns):
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=8,
                    reverse=True)  # fmt: skip
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    return _svg(figure)


def demand_and_places(demand: Mapping[str, int], places: Mapping[str, int]) -> str:
    """Return first choices beside free places for the most wanted hubs, most wanted first."""
    figure, axes = _canvas(8.6, 0.32 * len(demand) + 0.7)
    labels = list(demand)[::-1]
    rows = range(len(labels))
    wanted = axes.barh([r + 0.19 for r in rows], [demand[each] for each in labels], height=0.36,
                       color=PALETTE[0], label="First choices")  # fmt: skip
    held = axes.barh([r - 0.19 for r in rows], [places.get(each, 0) for each in labels],
                     height=0.36, color=PALETTE[2], label="Places")  # fmt: skip
    for bars in (wanted, held):
        axes.bar_label(bars, padding=3, color=INK, fontsize=8)
    axes.set_yticks(list(rows), labels, fontsize=8)
    axes.xaxis.set_visible(False)
    axes.legend(loc="lower right", frameon=False, fontsize=8)
    return _svg(figure)


def shares_by_programme(shares: Mapping[str, Sequence[float | None]], names: Sequence[str]) -> str:
    """Return percentages, a group of bars for each figure and a bar for each programme.

    None: the figure is not shown for that programme, so it has no bar.
    """
    figure, axes = _canvas(8.6, 0.3 * len(names) * len(shares) + 0.6)
    labels = list(shares)[::-1]
    step = len(names) + 1
    for number, name in enumerate(names):
        found = [(row, shares[label][number]) for row, label in enumerate(labels)]
        there = [
            (row * step + len(names) - number, each) for row, each in found if each is not None
        ]
        if not there:
            continue
        bars = axes.barh([row for row, _ in there], [each for _, each in there], height=0.8,
                         color=PALETTE[number], label=name)  # fmt: skip
        axes.bar_label(bars, fmt="%.0f %%", padding=3, color=INK, fontsize=8)
    middle = [row * step + (len(names) + 1) / 2 for row in range(len(labels))]
    axes.set_yticks(middle, labels, fontsize=9)
    axes.set_xlim(0, 112)
    axes.xaxis.set_visible(False)
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=8)
    return _svg(figure)


def _canvas(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    for side in ("top", "right", "bottom", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, colors=MUTED, labelsize=8)
    return figure, axes


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "redcap-mentorship", "svg.fonttype": "none",
                         "font.family": "sans-serif"}):  # fmt: skip
        figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    text = buffer.getvalue()
    return text[text.index("<svg") :]
