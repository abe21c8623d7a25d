"""From a department's YAML file to a `Department`, or one error that lists all that is wrong.

Safe to call at any time: reads package data (and, where named, one more folder) and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path as FilePath

from pydantic import ValidationError

from mappings.model import Department, DepartmentFile
from mappings.names import NameProblem, Names, check_names, nearest
from mappings.yaml_lines import Document, YamlProblem, read_yaml
from mentorship.errors import ConfigurationError, MappingError
from mentorship.policy import BLOCKS, LARGEST, LONGEST, SMALLEST, Policy
from mentorship.relationships import Programme
from mentorship.terms import ENTRIES, read_entry
from redcap_schema import dictionary


_SLUG = re.compile(r"[a-z][a-z0-9_]{0,59}")
_DAYS = re.compile(r"(\d{1,4})\s*d")
_LEAP_YEAR = 2028


def departments(extra_dir: FilePath | None = None) -> tuple[str, ...]:
    """Return the departments by name: those shipped, and those of *extra_dir*."""
    folders = [_shipped(), *([extra_dir] if extra_dir else [])]
    names = {entry.name for folder in folders for entry in folder.iterdir()}
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def load_department(slug: str, extra_dir: FilePath | None = None) -> Department:
    """Return the department called *slug*; *extra_dir* is looked in first.

    Raises:
        ConfigurationError: there is no such department.
        MappingError: its file is wrong; the message lists each problem with file, line, key and
            the nearest valid name.
    """
    known = departments(extra_dir)
    if not _SLUG.fullmatch(slug) or slug not in known:
        raise ConfigurationError(
            f"no department {slug!r}{nearest(slug, known) or '.'} Known: {', '.join(known)}"
        )
    source: FilePath | Traversable = _shipped().joinpath(f"{slug}.yaml")
    if extra_dir and (extra_dir / f"{slug}.yaml").is_file():
        source = extra_dir / f"{slug}.yaml"
    return parse_department(slug, source.read_text(encoding="utf-8"))


def parse_department(slug: str, text: str) -> Department:
    """Return the department that *text*, the content of `<slug>.yaml`, describes.

    Raises:
        MappingError: see `load_department`.
    """
    file_name = f"{slug}.yaml"
    try:
        document = read_yaml(text)
    except YamlProblem as problem:
        raise _error(file_name, [_line(file_name, problem.line, problem.path, str(problem))]) from (
            problem
        )
    policy, problems = _policy(document.data.get("policy"))
    names = Names()
    parsed: DepartmentFile | None = None
    try:
        parsed = DepartmentFile.model_validate(document.data)
    except ValidationError as error:
        problems += _pydantic_problems(error)
    else:
        names, found = check_names(
            parsed.instruments, parsed.fields, parsed.codes, dictionary.fields()
        )
        problems += found
    if parsed is None or problems:
        raise _error(file_name, _lines(file_name, document, problems))
    return Department(
        slug=slug,
        title=parsed.title,
        project=parsed.project,
        mail=parsed.mail,
        limits=parsed.limits,
        names=names,
        working_days=parsed.working_days,
        policy_changes=policy,
    )


def _shipped() -> Traversable:
    return files("mappings").joinpath("departments")


def _policy(given: object) -> tuple[dict[str, object], list[NameProblem]]:
    """Return the file's numbers; a section of another shape is pydantic's to report."""
    if not isinstance(given, Mapping):
        return {}, []
    known = {each.name: str(each.type) for each in dataclass_fields(Policy)}
    changes: dict[str, object] = {}
    problems = []
    for key, value in given.items():
        path = ("policy", str(key))
        if key not in known:
            problems.append(NameProblem(path, f"no such number{nearest(str(key), known)}"))
            continue
        if key in BLOCKS.values():
            changes[key], found = _block(str(key), value)
            problems += found
            continue
        changes[key], message = _policy_value(str(key), known[key], value)
        if message:
            problems.append(NameProblem(path, message))
    return changes, problems


def _block(name: str, given: object) -> tuple[object, list[NameProblem]]:
    """Return a programme's block with the department's entries in it, and what is wrong."""
    if not isinstance(given, Mapping):
        return None, [NameProblem(("policy", name), "must be a block of entries")]
    entries: dict[str, object] = {}
    problems = []
    for key, value in given.items():
        path = ("policy", name, str(key))
        try:
            entries[str(key)] = read_entry(str(key), "none" if value is None else str(value))
        except KeyError:
            problems.append(NameProblem(path, f"no such entry{nearest(str(key), ENTRIES)}"))
        except ValueError as error:
            problems.append(NameProblem(path, str(error)))
    if problems or name == BLOCKS[Programme.FACULTY_HUB]:
        return tuple(sorted(entries.items())), problems
    return replace(getattr(Policy(), name), **entries), problems


def _policy_value(key: str, kind: str, value: object) -> tuple[int | str | None, str]:
    """Return one value of the policy, and what is wrong with it or ""."""
    if key == "academic_year_starts":
        return _month_and_day(value)
    if kind == "str":
        return (value, "") if isinstance(value, str) else (None, "must be text")
    if value is None and "None" in kind:
        return None, ""
    days = _DAYS.fullmatch(value) if isinstance(value, str) else None
    number = int(days.group(1)) if days else value
    if not isinstance(number, int) or isinstance(number, bool):
        return None, "must be a whole number of days, such as 45 or 45d"
    least, most = SMALLEST.get(key, 0), LARGEST.get(key, LONGEST)
    if not least <= number <= most:
        return None, f"must be a whole number of days from {least} to {most}, such as 45 or 45d"
    return number, ""


def _month_and_day(value: object) -> tuple[str | None, str]:
    text = str(value)
    try:
        day = date.fromisoformat(f"{_LEAP_YEAR}-{text}")
    except ValueError:
        day = None
    if day is None or len(text) != len("07-01") or (day.month, day.day) == (2, 29):
        return None, "must be a month and a day of every year, such as 07-01"
    return text, ""


def _pydantic_problems(error: ValidationError) -> list[NameProblem]:
    """Return pydantic's findings with the nearest valid key where one is unknown."""
    found = []
    for each in error.errors(include_url=False, include_input=False, include_context=False):
        path = tuple(str(part) for part in each["loc"])
        message = each["msg"].removeprefix("Value error, ")
        if each["type"] == "extra_forbidden":
            message = f"no such key{nearest(path[-1], _keys(path[:-1]))}"
        found.append(NameProblem(path, message))
    return found


def _keys(path: tuple[str, ...]) -> list[str]:
    """Return the keys a part of the file may have."""
    model = DepartmentFile
    for part in path:
        model = model.model_fields[part].annotation  # type: ignore[assignment]  # parts are models
    return list(model.model_fields)


def _lines(file_name: str, document: Document, problems: list[NameProblem]) -> list[str]:
    """Return the problems as lines, in the order of the file."""
    placed = sorted((document.line(each.path), each.path, each.message) for each in problems)
    return [_line(file_name, line, path, message) for line, path, message in placed]


def _line(file_name: str, line: int, path: tuple[str, ...], message: str) -> str:
    key = f", {': '.join(path)}" if path else ""
    return f"{file_name}, line {line}{key}: {message}"


def _error(file_name: str, lines: list[str]) -> MappingError:
    count = f"{file_name} has {len(lines)} problems:\n" if len(lines) > 1 else ""
    return MappingError(count + "\n".join(lines))
