"""`docs/messages.md`: every mail the programme can send, and what each may contain.

This is the page for a privacy officer; it is derived from the declarations that rendering
enforces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from mentorship.obligations.due_items import NoticeKind
from mentorship.obligations.schedule import SCHEDULE
from mentorship_cli.docs.docstrings import attribute_notes, first_line
from mentorship_cli.docs.markdown import code, codes, page, section, table
from notifications.gates import Gatekeeper
from notifications.messages import NOTICES
from notifications.notice import (
    Confidentiality,
    Delivery,
    Notice,
    field_classes,
)
from notifications.preview import render_samples
from notifications.rendering import Rendered
from notifications.samples import SAMPLES


ABOUT = """Every message that can leave the system, who gets it, and everything it may contain.
The tables are made from the declarations that the renderer enforces: a template can only use the
fields listed here, each field declares its class, and a message whose field is more confidential
than the message may carry cannot be rendered at all. See them: `mentorship mail preview`.
How a mail comes to be sent, state by state: [mail](mail.md)."""
PROMISES = """- Classes C3 (office only) and C4 (office narrative) are in no message. The automation
  cannot even read class C4: the doctor proves that the token may not export it.
- Class C2 (the pair's own words) goes to the two partners only, with one exception: an
  achievement that the pair ticked to share is quoted in the senior mentor's half-year (N16).
- One recipient a message; no copies, no hidden copies. Subjects name nobody.
- A person who opted out, left, is away or asked the office to call instead gets no mail.
- N01 and N02 list the hubs that take mentees, in the directory's own words (class C0): no mentor
  is named and no place counted. The list stands at the end of the mail, below 70 kB, so that no
  program clips it; texts are shortened before a hub is left out.
- Links to surveys go to the partners concerned and the reviewing senior mentor only.
- A rehearsal goes to the office mailbox without the pair's own words, and its survey links open
  nothing.
- A mail goes to a person's own address at an allowed domain, or not at all."""
DELIVERIES = {
    Delivery.AT_LEAST_ONCE: "When nobody knows whether the relay took it, the same bytes go once"
    " more on the next run, then it is held for a person.",
    Delivery.AT_MOST_ONCE: "When nobody knows whether the relay took it, it is held for a person.",
}

TRIGGERS = {
    NoticeKind.YOUR_TURN: "a joint form that one of the two has agreed to",
    NoticeKind.PROPOSALS: "a pairing run",
    NoticeKind.NEW_PAIRS: "pairs announced in the week before",
    NoticeKind.CONFIDENTIAL_ITEM: "a change request that is not closed",
    NoticeKind.REQUEST_RECEIVED: "a change request whose sender is certain",
    NoticeKind.RUN_TROUBLE: "a run that failed, or whose mail stopped",
    NoticeKind.MORNING_DIGEST: "every live night with news",
}
"""What brings a message that no stage of an item brings."""


def messages_page() -> str:
    """Return the page."""
    return page(
        "The messages",
        ABOUT,
        section("What holds for all of them", PROMISES, _deliveries()),
        section("The list", _list()),
        section("The gates", _gates()),
        *(_notice(each) for each in NOTICES),
    )


def _deliveries() -> str:
    return table(
        ("delivery", "in doubt"), ((_words(each), said) for each, said in DELIVERIES.items())
    )


def _words(delivery: Delivery) -> str:
    return delivery.value.replace("_", " ")


def _title(notice: type[Notice]) -> str:
    """Return the number with the template's name in words: `N01: preferences open`."""
    return f"{notice.kind.value}: {notice.template.replace('_', ' ')}"


def _list() -> str:
    return table(
        ("no.", "message", "to", "highest class", "delivery", "triggered by", "stops when"),
        (
            (
                each.kind.value,
                each.template.replace("_", " "),
                each.audience.value,
                _highest(each).name,
                _words(each.delivery),
                _trigger(each),
                each.stops_when,
            )
            for each in NOTICES
        ),
    )


def _highest(notice: type[Notice]) -> Confidentiality:
    return max(field_classes(notice).values())


def _trigger(notice: type[Notice]) -> str:
    kinds = [
        kind.name.lower().replace("_", " ")
        for kind, stages in SCHEDULE.items()
        if any(stage.notice is notice.kind for stage in stages)
    ]
    return ", ".join(kinds) or TRIGGERS[notice.kind]


def _gates() -> str:
    return (
        "Every mail passes these in order, and each is closed by default: the stop file, the mode"
        " (`ps_mail_mode` and the run's own), the recipient (a rehearsal reaches the office only;"
        " live mail only domains on the department's list), the person (opted out, away, address"
        f" changed), quiet days, the run cap (`ps_max_mail_run`, {Gatekeeper.most_per_run} unless"
        " set), the breaker (more of one kind than any night of the past year), and the person's"
        f" cap ({Gatekeeper.most_per_night} a night,"
        f" {Gatekeeper.most_per_week} in seven days)."
    )


def _notice(notice: type[Notice]) -> str:
    subject = _subject(notice)
    return section(
        _title(notice),
        f"{first_line(notice)}\n\n"
        f"- To: {notice.audience.value}. Delivery: {_words(notice.delivery)}.\n"
        f"- May carry up to class {notice.confidentiality.name}; carries up to"
        f" {_highest(notice).name}.\n"
        f"- Subject, from its sample: {subject}\n"
        f"- Templates: {codes(f'{notice.template}.{part}.j2' for part in _PARTS)}\n"
        f"- Foot of the mail: {notice.why} {notice.stops_when}",
        table(("field", "class", "what it is"), _fields(notice)),
    )


_PARTS = ("subject", "txt", "html")


@cache
def _letters() -> dict[str, Rendered]:
    """Render the samples once for all messages."""
    return render_samples()


def _subject(notice: type[Notice]) -> str:
    for name, sample in SAMPLES.items():
        if type(sample) is notice:
            return code(_letters()[name].subject)
    raise ValueError(f"{notice.__name__} has no sample in notifications/samples.py")


def _fields(notice: type[Notice]) -> Iterator[tuple[str, str, str]]:
    hints = get_type_hints(notice)
    notes = attribute_notes(notice)
    for name, level in field_classes(notice).items():
        yield from _described(name, level, notes.get(name, ""), hints[name])


def _described(
    name: str, level: Confidentiality, note: str, hint: Any
) -> Iterator[tuple[str, str, str]]:
    """Yield the line of a field and, below it, those of its parts; the whole has one class."""
    yield code(name), level.name, note or _type_words(hint)
    for part in _parts_of(hint):
        notes, hints = attribute_notes(part), get_type_hints(part)
        for each in fields(part):
            yield from _described(
                f"{name}.{each.name}", level, notes.get(each.name, ""), hints[each.name]
            )


def _parts_of(hint: Any) -> list[type[Any]]:
    """Return the dataclasses with parts of their own that a field holds, in a tuple or not."""
    return [
        each
        for each in (hint, *get_args(hint))
        if isinstance(each, type) and is_dataclass(each) and each.__name__ not in _TYPES
    ]


_TYPES = {
    "str": "Text.",
    "int": "A number.",
    "bool": "Yes or no.",
    "date": "A date.",
    "datetime": "A moment.",
    "Link": "A link.",
    "WebPage": "A link to a public page.",
    "Share": "A count, with how many it is of.",
}
"""What a value of a type is, in words; a dataclass that is named here is shown as one value."""


def _type_words(hint: Any) -> str:
    """Return what a value is; of several or optional ones, what each of them is."""
    inner = [each for each in get_args(hint) if each is not type(None) and each is not ...]
    if inner:
        return " ".join(dict.fromkeys(_type_words(each) for each in inner))
    return _TYPES.get(hint.__name__) or first_line(hint)
