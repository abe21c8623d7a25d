"""What the longitudinal contents share: refusals in classic projects and number cells."""

from collections.abc import Mapping

from sandbox.call import Call
from sandbox.errors import ApiError
from sandbox.numbers import whole


def require_longitudinal(call: Call, things: str) -> None:
    """Raise in a classic project; clients tell by this sentence that a project is classic.

    Only exports ask: arms and events may be imported before a project is made longitudinal.
    """
    if not call.project.structure.is_longitudinal:
        raise ApiError(f"You cannot export {things} for classic projects")


def whole_number(row: Mapping[str, str], name: str, default: int | None = None) -> int:
    """A row's cell as a whole number. Raises `ApiError` when it is none."""
    text = row.get(name, "").strip()
    if not text and default is not None:
        return default
    number = whole(text)
    if number is None:
        raise ApiError(f"The value of '{name}' must be a number.")
    return number
