"""Looking for people and secrets where none may be: log lines, output, files.

What is private is known exactly, since the department is synthetic.
"""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


THEIR_OWN_AFFAIR = ("mail.log", "asyncio", "uvicorn")
"""Loggers of the servers that play REDCap and the relay: they stand for other machines."""


class Private:
    """Texts that may appear nowhere, in any of the ways in which they are written down."""

    def __init__(self, texts: Iterable[str]) -> None:
        lines = {line.strip() for text in texts for line in text.splitlines()} - {""}
        written = {form for line in lines for form in _forms(line)}
        parts = sorted(map(re.escape, written), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")

    def found_in(self, text: str) -> set[str]:
        """Return what of it stands in *text*."""
        return set(self._pattern.findall(text))

    def found_in_bytes(self, content: bytes) -> set[str]:
        """Return what of it stands in the bytes of a file, such as a database."""
        return self.found_in(content.decode("utf-8", errors="replace"))


def _forms(line: str) -> Iterator[str]:
    yield line
    yield html.escape(line)
    yield json.dumps(line)[1:-1]
    yield json.dumps(line, ensure_ascii=False)[1:-1]
    yield repr(line)[1:-1]


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(THEIR_OWN_AFFAIR):
            self.lines.append(self.format(record))


@contextmanager
def every_log_line() -> Iterator[list[str]]:
    """Collect what every logger says, tracebacks with their causes included, down to DEBUG."""
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in (None, "prefect")]
    theirs = [logging.getLogger(name) for name in THEIR_OWN_AFFAIR]
    levels = [(each, each.level) for each in (*loggers, *theirs)]
    for each in loggers:
        each.addHandler(collector)
        each.setLevel(logging.DEBUG)
    for each in theirs:
        each.setLevel(logging.WARNING)
    try:
        yield collector.lines
    finally:
        for each in loggers:
            each.removeHandler(collector)
        for each, level in levels:
            each.setLevel(level)
