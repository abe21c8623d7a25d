"""Which software and which dictionary wrote a row."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files


def _software() -> str:
    try:
        return version("redcap-mentorship")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+checkout"


def _dictionary() -> str:
    content = files("redcap_schema").joinpath("data_dictionary.csv").read_bytes()
    return hashlib.sha256(content).hexdigest()[:8]


VERSION = f"{_software()}, dictionary {_dictionary()}"
"""As `rl_version` shows it."""
