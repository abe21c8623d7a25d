"""What the code says about itself: first lines, sources, and the notes under attributes.

Python keeps no docstring of an attribute, so the notes are read from the source text.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from itertools import pairwise
from textwrap import dedent
from typing import Any


_SOURCE = re.compile(r"Source: (?P<source>.+?)\.?\s*$", re.DOTALL)


def first_line(thing: Callable[..., Any] | type) -> str:
    """Return the first line of a docstring without its source; `ValueError` if there is none."""
    text = inspect.getdoc(thing)
    if not text:
        raise ValueError(f"{thing.__qualname__} has no docstring")
    return without_source(text.partition("\n\n")[0])


def without_source(text: str) -> str:
    """Return *text* on one line, up to its source."""
    return " ".join(text.partition("Source:")[0].split())


def source_in(text: str) -> str:
    """Return what stands behind `Source:`, or ""."""
    found = _SOURCE.search(text)
    return " ".join(found["source"].split()) if found else ""


def attribute_notes(owner: type) -> dict[str, str]:
    """Return the note under each attribute of a class of ours; its base classes are not asked."""
    tree = ast.parse(dedent(inspect.getsource(owner)))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef)).body
    found: dict[str, str] = {}
    for statement, below in pairwise(body):
        name = _target(statement)
        if name and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            found[name] = " ".join(str(below.value.value).split())
    return found


def _target(statement: ast.stmt) -> str:
    """Return the name that an assignment in a class body gives, or ""."""
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return ""
