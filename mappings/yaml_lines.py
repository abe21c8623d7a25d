"""Reading a department's YAML with the line of every key, so that an error can point.

Keys stay as they are written, and under `fields`, `instruments` and `codes` values do too:
YAML would read the code `no` as false and `010` as eight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml


Path: TypeAlias = tuple[str, ...]
"""Keys from the top of the file; an item of a list counts by its number."""

VERBATIM = frozenset({"fields", "instruments", "codes"})
"""Top-level keys below which every scalar is text."""


class YamlProblem(Exception):
    """The file cannot be read; says on which line and why."""

    def __init__(self, line: int, path: Path, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.path = path


@dataclass(slots=True)
class Document:
    """The content of a YAML mapping, and on which line (from 1) each key stands."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """Return the line of *path*, or of the nearest key above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str) -> Document:
    """Return the mapping in *text*.

    Raises:
        YamlProblem: bad YAML, a duplicate key, an alias, or something other than a mapping.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        alias = _first_alias(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlProblem(line, (), f"not readable as YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise YamlProblem(1, (), "not readable as YAML") from error
    if alias:
        raise YamlProblem(alias, (), "aliases (*name) are not used here")
    if root is None:
        return Document()
    if not isinstance(root, yaml.MappingNode):
        raise YamlProblem(1, (), "the file must be a list of keys with values")
    document = Document()
    document.data = _mapping(root, (), document.lines)
    return document


def _first_alias(text: str) -> int:
    """Return the line of the first alias, or 0."""
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) and event.start_mark:
            return event.start_mark.line + 1
    return 0


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise YamlProblem(line, path, "a key must be a plain word")
        here = (*path, key_node.value)
        if key_node.value in found:
            message = f"the key stands twice, first on line {lines[here]}"
            raise YamlProblem(line, here, message)
        lines[here] = line
        found[key_node.value] = _value(value_node, here, lines)
    return found


def _value(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return [_item(item, (*path, str(number)), lines) for number, item in items]
    if path[0] in VERBATIM:
        return node.value
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError) as error:
        raise YamlProblem(node.start_mark.line + 1, path, "not a value YAML knows") from error


def _item(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    return _value(node, path, lines)
