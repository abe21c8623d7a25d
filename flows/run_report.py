"""A run's counts as a table: for Prefect's page, the terminal and nowhere a person appears."""

from __future__ import annotations

from mentorship.run_summary import RunSummary


LABELS = {
    "redcap_calls": "REDCap calls",
    "rows_read": "Rows read",
    "rows_written": "Rows written",
    "issues": "Data problems",
    "errors": "Records left alone",
    "proposals": "Pairing proposals",
    "due_items": "Due items in the ledger",
    "overdue": "Overdue",
    "notices_owed": "Notices owed",
    "mails_planned": "Mails planned",
    "mails_accepted": "Mails accepted by the relay",
    "mails_refused": "Mails refused",
    "mails_held": "Mails held back",
    "seconds": "Seconds",
}


def rows_of(summary: RunSummary) -> list[tuple[str, str]]:
    """Return label and value of every counter, in the order in which a night earns them."""
    values = summary.as_dict()
    return [(label, str(values[name])) for name, label in LABELS.items()]


def as_markdown(summary: RunSummary) -> str:
    """Return the counts as a Markdown table with a heading."""
    lines = [
        f"# {summary.department}, {summary.date.isoformat()}, {summary.mode.value}",
        "",
        f"Result: {summary.result.name.lower().replace('_', ' ')}",
        *([f"Stopped: {summary.stopped_because}"] if summary.stopped_because else []),
        "",
        "| | |",
        "|---|---:|",
        *(f"| {label} | {value} |" for label, value in rows_of(summary)),
    ]
    tallies = {"Problems by rule": summary.issues_by_code, "Mails by kind": summary.mails_by_kind}
    for title, counts in tallies.items():
        if counts:
            lines += ["", f"{title}: " + ", ".join(f"{k} {v}" for k, v in counts.items())]
    return "\n".join(lines)
