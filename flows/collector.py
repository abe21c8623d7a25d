"""Python's collector of reference cycles, held while a night builds what it keeps."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held() -> Iterator[None]:
    """Keep the collector of cycles from running inside the block.

    A decision makes millions of small values, none of them in a cycle, and keeps them all. Each
    time it has made some more the collector would go through everything that is there, a cost that
    grows faster than the department. What is freed by counting references is freed as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
