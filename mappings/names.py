"""The names a department uses instead of ours, checked against the data dictionary.

A wrong name here would read one field as another, so everything doubtful is refused: names
that do not exist, two fields under one name, a code that could mean two things.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from mappings.yaml_lines import Path
from redcap_schema.dictionary import Field, FieldType


_LOCAL_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_LOCAL_CODE = re.compile(r"[A-Za-z0-9._-]+")
_PSEUDO = frozenset({"redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"})


@dataclass(frozen=True, slots=True)
class NameProblem:
    """Something wrong under one key of the file, in a sentence."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Names:
    """Canonical -> local, only what differs; codes local -> canonical, complete per field."""

    fields: Mapping[str, str] = field(default_factory=dict)
    instruments: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def field_name(self, canonical: str) -> str:
        """Return the department's name of a field."""
        return self.fields.get(canonical, canonical)

    def instrument(self, canonical: str) -> str:
        """Return the department's name of an instrument."""
        return self.instruments.get(canonical, canonical)


def check_names(
    instruments: Mapping[str, str],
    fields: Mapping[str, str],
    codes: Mapping[str, Mapping[str, str]],
    dictionary: Mapping[str, Field],
) -> tuple[Names, list[NameProblem]]:
    """Return the names, and every problem found; the names hold only if there is none."""
    known = {f"{each.instrument}.{each.name}": each for each in dictionary.values()}
    own = {each.instrument: each.instrument for each in dictionary.values()}
    local_instruments, problems = _local_names("instruments", instruments, own)
    by_key, found = _local_names("fields", fields, known)
    problems += found
    problems += _shared(local_instruments, own, "instruments")
    problems += _shared(by_key, {key: each.name for key, each in known.items()}, "fields")
    whole_codes = {}
    for key, given in codes.items():
        if key in known:
            whole_codes[known[key].name] = _effective(given, known[key])
            problems += _code_problems(key, given, known[key])
        else:
            problems.append(_unknown(("codes", key), key, known, "field"))
    local_fields = {known[key].name: local for key, local in by_key.items()}
    return Names(local_fields, local_instruments, whole_codes), problems


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean ...?" with the most similar known name, or "".

    A field under the wrong instrument, or under none, is found by its own name.
    """
    listed = list(known)
    same = [each for each in listed if each.rpartition(".")[2] == name.rpartition(".")[2]]
    close = same or get_close_matches(name, listed, n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""


def _unknown(path: Path, name: str, known: Iterable[str], kind: str) -> NameProblem:
    return NameProblem(path, f"no such {kind}{nearest(name, known)}")


def _local_names(
    section: str, given: Mapping[str, str], known: Collection[str]
) -> tuple[dict[str, str], list[NameProblem]]:
    """Return the names of *section* that can stand, and a problem for each of the others."""
    good, problems = {}, []
    for key, local in given.items():
        if key not in known:
            problems.append(_unknown((section, key), key, known, section.removesuffix("s")))
        elif not _LOCAL_NAME.fullmatch(local) or "___" in local or local in _PSEUDO:
            message = (
                f"{local!r} cannot be a name in REDCap: a to z, 0 to 9 and _, beginning with a"
                f" letter"
            )
            problems.append(NameProblem((section, key), message))
        else:
            good[key] = local
    return good, problems


def _shared(
    local: Mapping[str, str], canonical: Mapping[str, str], section: str
) -> list[NameProblem]:
    """Return a problem for every name that two would share.

    *canonical* holds, by key of the file, the name a thing has unless *local* renames it.
    """
    holders: dict[str, str] = {}
    problems = []
    for key, name in canonical.items():
        here = local.get(key, name)
        other = holders.setdefault(here, key)
        if other != key:
            blamed = key if key in local else other
            problems.append(
                NameProblem((section, blamed), f"{here} would be both {other} and {key}")
            )
    return problems


def _effective(given: Mapping[str, str], about: Field) -> dict[str, str]:
    """Return local -> canonical for every code of a field: as *given*, else unchanged."""
    targets = set(given.values())
    unchanged = {code: code for code in about.choices if code not in targets | given.keys()}
    return {**given, **unchanged}


def _code_problems(key: str, given: Mapping[str, str], about: Field) -> list[NameProblem]:
    """Return what is wrong with the codes of one field."""
    if not about.choices:
        return [NameProblem(("codes", key), "this field has no choices")]
    targets = list(given.values())
    problems = []
    for local, canonical in given.items():
        path = ("codes", key, local)
        if canonical not in about.choices:
            listed = ", ".join(about.choices)
            problems.append(NameProblem(path, f"no such code {canonical}; there are {listed}"))
        if not _LOCAL_CODE.fullmatch(local):
            problems.append(NameProblem(path, "a code has letters, digits, dots, - and _ only"))
        if local in about.choices and local not in targets:
            message = f"code {local} means {canonical} here, so our code {local} needs another one"
            problems.append(NameProblem(path, message))
    if about.type is FieldType.CHECKBOX and len(set(targets)) < len(targets):
        problems.append(NameProblem(("codes", key), "two boxes cannot become one"))
    return problems
