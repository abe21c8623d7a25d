"""`docs/rules.md`: what is checked, what is owed, when people hear of it, and every number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from mentorship.issues import Severity
from mentorship.obligations.due_items import DueItemKind
from mentorship.obligations.due_rules import DUE_RULES
from mentorship.obligations.openings import INSTRUMENTS
from mentorship.obligations.schedule import (
    OFFICE_AFTER,
    SCHEDULE,
    SILENCED_BY_A_DATE,
    Anchor,
    Audience,
    Stage,
)
from mentorship.obligations.your_turn import DAYS_AFTER_THE_FIRST, JOINT, REST_DAYS
from mentorship.policy import BLOCKS, Policy
from mentorship.program_settings import MailMode, ProgramSettings
from mentorship.terms import DAY_ENTRIES, PHRASES, SOURCES, Terms
from mentorship.validation.registry import RULES
from mentorship_cli.docs.docstrings import (
    attribute_notes,
    first_line,
    source_in,
    without_source,
)
from mentorship_cli.docs.markdown import code, page, section, table


ABOUT = """What the nightly run checks, what it says that people owe, when anybody is written to,
and the numbers behind it. `S` and `N` numbers name lines of the programme guide and of its list
of messages. What each mail says is in [messages](messages.md)."""
CHECKED = """A problem is never an exception: it is a line for the office, in the run log and in
the morning digest, that says which record, what is wrong and what to do. **error** (the worst
that a breach of the rule can be): the record is left alone tonight, neither written nor mailed
about. **warning**: the office should look, the record goes on. What to do about each code is in
the [runbook](runbook.md#a-data-problem)."""
OWED = """Each rule is one small function of the roster, the numbers and the day. The key of an
item is made from the obligation, never from today, so a repeated or late run finds the same item
again. Leave and pauses stop the clock; an item that nobody can act on is void."""
STATES = """Before its due date an item is *upcoming*, from `due_soon` days before it *due*,
after it *overdue*; then *done on time* or *done late*; *waived* by the office, or *void* because
it no longer applies."""
TOLD = """Only who can still act is written to, and only of the latest stage reached: after an
outage nobody gets three reminders at once. Nothing is sent on weekends and quiet dates; the next
working day does. One mail a person a night, at most two a week. The invitation to give feedback
goes with a mail that its reader gets anyway, in its first month with the N15 of the same pair; the
day below is the last, when it goes alone."""
PROGRAMMES = """One block a programme: faculty hubs, residents, senior coaching, codified
relationships. A department writes an entry in the same words under `policy:` and the block's name,
for example `residents: {contact: 31 days in July-September, then 92 days}`; `none` takes the
obligation away. What is optional is invited once, lapses on its date and can never be late.
`office_after` is days late until the office acts next; in the `faculty` block it differs by item,
as said above. Of residents and of the blocks after them nothing but counts goes to anybody above
the pair."""
NUMBERS = """Days are calendar days. A department's YAML may change any of them (`policy:`); what
Programme settings in REDCap hold wins over both. Sources are given where the guide says the
number; the others are ours and open to change."""
AUDIENCES = {
    Audience.MENTEE: "the mentee, who can act",
    Audience.FIRST_ASKED: "the one who is asked first and can act",
    Audience.WHO_CAN_ACT: "whoever can still act",
    Audience.BOTH: "both partners, as news",
    Audience.FORMER: "the mentor it was with before, as news",
}


def rules_page() -> str:
    """Return the page."""
    return page(
        "The rules",
        ABOUT,
        section("What is checked", CHECKED, _checked()),
        section("What is owed", OWED, _owed(), STATES),
        section("Who hears of it, and when", TOLD, _told(), _turns(), _office()),
        section("What each programme asks", PROGRAMMES, _programmes()),
        section("The numbers", NUMBERS, _numbers()),
    )


def _checked() -> str:
    return table(
        ("code", "rule", "reach", "what must hold, and what happens otherwise", "source"),
        (
            (each.code.value, each.title, _reach(each.severity), each.sentence, each.source)
            for each in RULES
        ),
    )


def _reach(severity: Severity) -> str:
    return f"**{severity.value}**" if severity is Severity.ERROR else severity.value


def _owed() -> str:
    return table(
        ("rule", "what is owed", "key begins", "answered in", "source"),
        (
            (
                code(rule.find.__name__),
                first_line(rule.find),
                code(f"{rule.kind.prefix}-"),
                code(INSTRUMENTS[rule.kind]) if rule.kind in INSTRUMENTS else "",
                rule.source,
            )
            for rule in DUE_RULES
        ),
    )


def _told() -> str:
    return table(
        ("about", "notice", "stage", "from the day", "to", "not sent after"),
        (
            (_words(kind), each.notice.value, each.number, _day(each), AUDIENCES[each.audience],
             _until(each))
            for kind, stages in SCHEDULE.items()
            for each in stages
        ),
    )  # fmt: skip


def _words(kind: DueItemKind) -> str:
    return kind.name.lower().replace("_", " ")


def _day(stage: Stage) -> str:
    event = "it opens" if stage.anchor is Anchor.OPENED else "it is due"
    if not stage.offset:
        return event
    days = f"{abs(stage.offset)} day{'s' * (abs(stage.offset) > 1)}"
    return f"{days} {'before' if stage.offset < 0 else 'after'} {event}"


def _until(stage: Stage) -> str:
    days = f"{stage.valid_days} days"
    return f"{days}, or the due date" if stage.only_until_due else days


def _turns() -> str:
    names = ", ".join(_words(kind) for kind in DueItemKind if kind in JOINT)
    later = DAYS_AFTER_THE_FIRST[1:]
    return (
        f"When one of the two has agreed to what both agree to ({names}), the other hears so"
        f" (N10) on the next night and {' and '.join(map(str, later))} days after that, and hears"
        f" nothing else about the item until {later[-1] + REST_DAYS} days after the first."
    )


def _office() -> str:
    names = ", ".join(_words(kind) for kind in DueItemKind if kind in SILENCED_BY_A_DATE)
    silent = f"A date that the pair has set silences reminders of: {names}."
    return "\n\n".join(
        (
            "When the reminders are used up, the office's morning digest lists the item instead:",
            table(
                ("item", "on the office's list from"),
                ((_words(kind), f"{days} days late") for kind, days in OFFICE_AFTER.items()),
            ),
            silent,
        )
    )


def _programmes() -> str:
    terms = {name: Policy().terms(each) for each, name in BLOCKS.items()}
    return table(
        ("entry", *(code(name) for name in terms)),
        (
            (code(entry), *(_entry(name, entry, each) for name, each in terms.items()))
            for entry in (*PHRASES, *sorted(DAY_ENTRIES))
        ),
    )


def _entry(block: str, entry: str, terms: Terms) -> str:
    value = getattr(terms, entry)
    source = SOURCES[block].get(entry, "")
    said = "none" if value is None else str(value)
    return f"{said} ({source})" if source else said


def _numbers() -> str:
    notes = attribute_notes(Policy)
    in_redcap = _set_in_redcap()
    return table(
        ("number", "default", "meaning", "source", "in Programme settings"),
        (
            (
                code(each.name),
                "none" if each.default is None else each.default,
                without_source(notes.get(each.name, "")),
                source_in(notes.get(each.name, "")),
                "yes" if each.name in in_redcap else "",
            )
            for each in fields(Policy)
            if each.name not in BLOCKS.values()
        ),
    )


def _set_in_redcap() -> frozenset[str]:
    """Return the numbers that Programme settings overrule, found by overruling them."""
    return frozenset(_overruled(Policy()))


def _overruled(policy: Policy) -> Iterator[str]:
    other = policy.overridden_by(
        ProgramSettings(
            record_id="1",
            mail_mode=MailMode.OFF,
            office_email=None,
            academic_year_start=date(2026, 2, 3),
            cycle="",
            first_meeting_days=-1,
            agreement_days=-1,
            quarterly_grace_days=-1,
        )
    )
    for each in fields(Policy):
        if getattr(other, each.name) != getattr(policy, each.name):
            yield each.name
