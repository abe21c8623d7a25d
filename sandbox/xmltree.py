"""A small, safe XML reader: elements, attributes, texts; no entities, no document types.

Expat with the doors to entity expansion closed; that is all the server needs for imports and
project files.
"""

from dataclasses import dataclass, field
from xml.parsers import expat


MAX_DEPTH = 60


class XmlError(Exception):
    """The text is not XML that the server is willing to read."""


@dataclass(slots=True)
class Element:
    """One element. `name` has no namespace prefix unless it is REDCap's own (`redcap:`)."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, as it stands."""
        return "".join(self.parts)

    def first(self, name: str) -> "Element | None":
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list["Element"]:
        """All children of that name."""
        return [child for child in self.children if child.name == name]

    def text_of(self, name: str, default: str = "") -> str:
        """The text of the first child of that name, or *default*."""
        child = self.first(name)
        return default if child is None else child.text


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name, dict(attributes))
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        if len(self._open) > MAX_DEPTH:
            raise XmlError(f"elements are nested deeper than {MAX_DEPTH}")

    def end(self, _name: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)


def parse_xml(text: str) -> Element:
    """The root element. Raises `XmlError` for anything but plain, closed XML."""
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text.strip().encode(errors="replace"), True)
    except expat.ExpatError as error:
        raise XmlError(str(error)) from error
    if builder.root is None:
        raise XmlError("there is no element")
    return builder.root


def _refuse(*_declaration: object) -> None:
    raise XmlError("document type declarations are not accepted")
