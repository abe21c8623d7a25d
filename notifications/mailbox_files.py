"""Saved mail as messages: single files, mbox files, maildirs and folders of these."""

from __future__ import annotations

import mailbox
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path


LARGEST = 5_000_000
"""Bytes of a single saved message that are still read; a report is small."""


def messages_in(paths: Iterable[Path]) -> Iterator[Message]:
    """Yield every message under *paths*; nothing is moved, marked or deleted.

    Raises:
        FileNotFoundError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        yield from _in_folder(path) if path.is_dir() else _in_file(path)


def _in_folder(folder: Path) -> Iterator[Message]:
    if (folder / "cur").is_dir() or (folder / "new").is_dir():
        for part in ("new", "cur"):
            for path in sorted((folder / part).glob("*")):
                yield from _in_file(path)
        return
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        yield from _in_file(path)


def _in_file(path: Path) -> Iterator[Message]:
    with path.open("rb") as file:
        begins = file.read(5)
    if begins == b"From ":
        box = mailbox.mbox(path, create=False)
        try:
            yield from box
        finally:
            box.close()
    elif path.stat().st_size <= LARGEST:
        yield message_from_bytes(path.read_bytes())
