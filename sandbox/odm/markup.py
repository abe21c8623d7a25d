"""Writing XML by hand: attributes and texts that survive a round trip, line ends included."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from sandbox.render import xml_text


_IN_ATTRIBUTES = {'"': "&quot;", "'": "&#039;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def attribute(value: object) -> str:
    """A value for use between double quotes."""
    return escape(xml_text(str(value)), _IN_ATTRIBUTES)


def content(value: object) -> str:
    """A value for use between tags."""
    return escape(xml_text(str(value)), {"\r": "&#13;"})


def opening(name: str, attributes: Mapping[str, object]) -> str:
    """The start of an element that stays open."""
    return f"<{name}{_written(attributes)}>"


def tag(name: str, attributes: Mapping[str, object], inner: str | None = None) -> str:
    """One element; without *inner* it closes itself."""
    start = name + _written(attributes)
    return f"<{start}/>" if inner is None else f"<{start}>{inner}</{name}>"


def _written(attributes: Mapping[str, object]) -> str:
    return "".join(f' {key}="{attribute(value)}"' for key, value in attributes.items())


def block(name: str, attributes: Mapping[str, object], lines: list[str]) -> str:
    """An element over several lines."""
    return tag(name, attributes, "\n" + "\n".join(lines) + "\n")
