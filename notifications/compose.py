"""Tonight's notices become mails: one per person, most useful first, never one per notice.

By person record, never by address: someone who is mentor and mentee gets one mail, and a
corrected address is not a reason to tell anything twice.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta, tzinfo

from mentorship.coverage import ProgrammeCounts
from mentorship.desks import DESKS, LEADS
from mentorship.evaluation import Evaluation
from mentorship.hub_summary import GroupSummary
from mentorship.mentoring_year import Statement
from mentorship.morning_digest import MorningDigest
from mentorship.obligations.due_items import DueItem, NoticeKind, NoticeOwed, Occasion, Opening
from mentorship.pairing.proposal import PairingPlan
from mentorship.people import Person
from mentorship.policy import Policy
from mentorship.roster import Roster
from notifications.addresses import is_deliverable, is_same_mailbox
from notifications.build import build
from notifications.build_occasions import DESK_BUILDERS
from notifications.diary import DiaryDate
from notifications.facts import CannotBuild, Facts
from notifications.mail import OFFICE, Composition, Environment, LeftOut, Mail
from notifications.messages import HubSummary, OfficeDigest
from notifications.notice import Delivery, Notice
from notifications.outbox_desk import Case
from notifications.rehearsal import rehearsed
from notifications.rendering import Letterhead, render_letter, render_section, render_sections
from notifications.survey_links import LinkFor
from notifications.undelivered import undelivered_lines
from notifications.yearly import ProgrammeEvaluation


log = logging.getLogger(__name__)

MOST_IN_ONE_MAIL = 8
"""Notices that one mail tells; the others wait for the next one, the most useful first (G1)."""
OFFICE_SALUTATION = "Good morning,"
EVALUATION_LASTS = timedelta(days=31)
DIGEST_LASTS = timedelta(days=1)
"""A morning digest that could not go out the same or the next day is of no use."""


@dataclass(frozen=True, kw_only=True)
class MailContext:
    """What composing needs besides the notices and the roster."""

    environment: Environment
    department: str
    """Title of the department as readers know it."""
    office_email: str
    link_for: LinkFor
    support_text: str = ""
    openings: Sequence[Opening] = ()
    items: Mapping[str, DueItem] = field(default_factory=dict)
    """Tonight's ledger by key."""
    summaries: Sequence[GroupSummary] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    """Mentors' years by the mentor's record, on the night they are told."""
    evaluation: Evaluation | None = None
    """Of the half-year that is told now; the office gets it, and whoever is owed it."""
    policy: Policy = field(default_factory=Policy)
    """The numbers in force, the office's settings included."""
    counts: ProgrammeCounts | None = None
    """Of the residents' programme, on a night that tells its director."""
    digest: MorningDigest | None = None
    refused: Mapping[str, str] = field(default_factory=dict)
    """Notice key -> address that a relay refused it for; tried again only at another address."""
    pairing_plans: Sequence[PairingPlan] = ()
    """Of tonight's pairing runs, one a programme."""
    redcap: str = ""
    """Where REDCap is opened, for the office."""
    dead_addresses: frozenset[str] = frozenset()
    """Addresses that mail came back from because nobody is there."""
    cases: Sequence[Case] = ()
    """Earlier mail that did not go and that the office should know of."""
    zone: tzinfo = UTC
    """The department's time zone, in which people typed hours."""

    @property
    def letterhead(self) -> Letterhead:
        """What stands around every mail."""
        return Letterhead(
            department=self.department,
            office_email=self.office_email,
            support_text=self.support_text,
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """A notice with the message made from it."""

    owed: NoticeOwed
    message: Notice
    covers: tuple[str, ...]
    """The notices it tells."""

    @property
    def order(self) -> tuple[int, date, str]:
        return self.message.usefulness, self.owed.item.due_on, self.owed.key


def compose(
    notices: Sequence[NoticeOwed], roster: Roster, *, context: MailContext, today: date
) -> Composition:
    """Return tonight's mails and the notices that could not become mail, with the reason.

    Every mail covers the keys of the notices it tells. The result depends on its arguments only,
    not on the order of *notices*.
    """
    facts = Facts(
        roster=roster,
        today=today,
        link_for=context.link_for,
        openings=context.openings,
        items=context.items,
        summaries=context.summaries,
        statements=context.statements,
        evaluation=context.evaluation,
        pairing_plans=context.pairing_plans,
        redcap=context.redcap,
        counts=context.counts,
        policy=context.policy,
        zone=context.zone,
    )
    parts: defaultdict[str, list[_Part]] = defaultdict(list)
    left_out: list[LeftOut] = []
    desks: defaultdict[tuple[str, NoticeKind], list[NoticeOwed]] = defaultdict(list)
    for owed, covers in _new_pairs_as_one(sorted(notices, key=lambda each: each.key)):
        if owed.person_id in DESKS:
            desks[owed.person_id, owed.kind].append(owed)
            continue
        if _would_tell_who_asked(owed, context):
            continue
        made = _part(owed, covers, facts, context)
        if isinstance(made, LeftOut):
            left_out.append(made)
        else:
            parts[owed.person_id].append(made)
    mails = [_to_person(roster.people[each], parts[each], context, today) for each in parts]
    mails += [_office_copy(each, context) for each in _summaries(parts)]
    mails += _evaluation(context)
    mails += [_to_desk(desk, each, facts, context) for (desk, _), each in desks.items()]
    mails += _morning_digest(context, left_out)
    if left_out:
        log.warning("notices left out tonight: %d", len(left_out))
    return Composition(tuple(sorted(mails, key=_mail_order)), tuple(left_out))


def _new_pairs_as_one(
    notices: Iterable[NoticeOwed],
) -> Iterator[tuple[NoticeOwed, tuple[str, ...]]]:
    """Yield each notice with the keys it covers: the new pairs of a group are told as one."""
    new_pairs: defaultdict[tuple[str, str], list[NoticeOwed]] = defaultdict(list)
    for owed in notices:
        if owed.kind is NoticeKind.NEW_PAIRS:
            new_pairs[owed.person_id, owed.item.record_id].append(owed)
        else:
            yield owed, (owed.key,)
    for found in new_pairs.values():
        about = " ".join(each.item.about for each in found)
        yield _about(found[0], about), tuple(each.key for each in found)


def _about(owed: NoticeOwed, about: str) -> NoticeOwed:
    item = owed.item
    return replace(owed, item=replace(item, about=about)) if isinstance(item, Occasion) else owed


def _would_tell_who_asked(owed: NoticeOwed, context: MailContext) -> bool:
    """A rehearsal names whom each mail is for; of a confidential request nobody may read that."""
    is_rehearsal = context.environment is Environment.REHEARSAL
    return is_rehearsal and owed.kind is NoticeKind.REQUEST_RECEIVED


def _part(
    owed: NoticeOwed, covers: tuple[str, ...], facts: Facts, context: MailContext
) -> _Part | LeftOut:
    person = facts.roster.people.get(owed.person_id)
    reason = _why_not(owed, person, facts.today, context)
    if reason:
        return LeftOut(owed.key, owed.person_id, reason)
    try:
        message = build(owed, facts)
    except CannotBuild as error:
        return LeftOut(owed.key, owed.person_id, str(error))
    if context.environment is Environment.REHEARSAL:
        message = rehearsed(message)
    return _Part(owed, message, covers)


def _why_not(owed: NoticeOwed, person: Person | None, today: date, context: MailContext) -> str:
    if person is None:
        return "the person's record is not in tonight's roster"
    if not person.may_be_mailed(today):
        return "opted out, away, or asked not to be mailed"
    if owed.expires_on < today:
        return "too late to be of use"
    return _why_not_there(person.email, context.refused.get(owed.key, ""), context.dead_addresses)


def _why_not_there(address: str | None, refused: str, dead: frozenset[str]) -> str:
    if not address:
        return "no e-mail address"
    if not is_deliverable(address):
        return "the e-mail address is not one that mail can be sent to"
    if is_same_mailbox(refused, address):
        return "the relay refused this address"
    if any(is_same_mailbox(each, address) for each in dead):
        return "nobody is at this address, mail came back; correct it in Person profile"
    return ""


def _to_person(person: Person, parts: list[_Part], context: MailContext, today: date) -> Mail:
    parts = sorted(parts, key=lambda each: each.order)[:MOST_IN_ONE_MAIL]
    is_rehearsal = context.environment is Environment.REHEARSAL
    due = [each.owed.item.due_on for each in parts if not each.message.is_undated]
    letter = render_letter(
        render_sections([each.message for each in parts]),
        salutation=f"Dear {person.greeting},",
        letterhead=context.letterhead,
        next_due_on=min((day for day in due if day >= today), default=None),
        rehearsal_for=f"record {person.record_id} ({person.name})" if is_rehearsal else "",
    )
    return Mail(
        environment=context.environment,
        person_id=person.record_id,
        to_name="" if is_rehearsal else person.name,
        address=context.office_email if is_rehearsal else person.email or "",
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        covers=tuple(key for each in parts for key in each.covers),
        kinds=tuple(each.owed.kind for each in parts),
        delivery=_strictest(each.message.delivery for each in parts),
        expires_on=min(each.owed.expires_on for each in parts),
        usefulness=parts[0].message.usefulness,
        diary=_diary(parts),
    )


def _diary(parts: Iterable[_Part]) -> tuple[DiaryDate, ...]:
    """Return every date once, though two notices name it."""
    dates = [day for each in parts for day in each.message.diary()]
    return tuple({(each.about, each.on): each for each in dates}.values())


def _strictest(classes: Iterable[Delivery]) -> Delivery:
    return (
        Delivery.AT_MOST_ONCE if Delivery.AT_MOST_ONCE in set(classes) else Delivery.AT_LEAST_ONCE
    )


def _summaries(parts: Mapping[str, list[_Part]]) -> list[_Part]:
    return [
        each for found in parts.values() for each in found if isinstance(each.message, HubSummary)
    ]


def _office_copy(part: _Part, context: MailContext) -> Mail:
    message = part.message
    if not isinstance(message, HubSummary):
        raise TypeError("only a hub summary is copied to the office")
    return _to_office(
        replace(message, is_copy=True),
        key=f"COPY-{part.owed.item.key}|{part.owed.kind.value}|{part.owed.stage}|{OFFICE}",
        expires_on=part.owed.expires_on,
        context=context,
    )


def evaluation_key(period: str) -> str:
    """Return the key under which the office is told of a half-year's evaluation."""
    return f"OFFICE-EVAL-{period}|{NoticeKind.EVALUATION.value}|1|{OFFICE}"


def _evaluation(context: MailContext) -> list[Mail]:
    found = context.evaluation
    if found is None:
        return []
    return [
        _to_office(
            ProgrammeEvaluation(evaluation=found),
            key=evaluation_key(found.period),
            expires_on=found.counted_on + EVALUATION_LASTS,
            context=context,
        )
    ]


def _morning_digest(context: MailContext, left_out: Sequence[LeftOut]) -> list[Mail]:
    if context.digest is None:
        return []
    digest = replace(context.digest, undelivered=undelivered_lines(context.cases, left_out))
    if not digest.has_news:
        return []
    return [
        _to_office(
            OfficeDigest(digest=digest),
            key=f"DIGEST-{digest.today.isoformat()}|{NoticeKind.MORNING_DIGEST.value}|1|{OFFICE}",
            expires_on=digest.today + DIGEST_LASTS,
            context=context,
        )
    ]


def _to_desk(desk: str, owed: Sequence[NoticeOwed], facts: Facts, context: MailContext) -> Mail:
    """One mail about all notices of one kind to one desk; a lead is greeted by name."""
    leads = dict(zip(LEADS, facts.roster.settings.leads, strict=False))
    lead = leads.get(desk)
    mail = _to_office(
        DESK_BUILDERS[owed[0].kind](owed, facts),
        key=owed[0].key,
        expires_on=min(each.expires_on for each in owed),
        context=context,
        salutation=f"Dear {lead.name}," if lead and lead.name else OFFICE_SALUTATION,
    )
    is_live = context.environment is Environment.LIVE
    return replace(
        mail,
        person_id=desk,
        address=lead.email if lead and is_live else mail.address,
        covers=tuple(each.key for each in owed),
    )


def _to_office(
    message: Notice,
    *,
    key: str,
    expires_on: date,
    context: MailContext,
    salutation: str = OFFICE_SALUTATION,
) -> Mail:
    is_rehearsal = context.environment is Environment.REHEARSAL
    letter = render_letter(
        [render_section(message)],
        salutation=salutation,
        letterhead=context.letterhead,
        rehearsal_for="the office mailbox" if is_rehearsal else "",
        is_for_office=True,
    )
    return Mail(
        environment=context.environment,
        person_id=OFFICE,
        to_name="",
        address=context.office_email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        covers=(key,),
        kinds=(message.kind,),
        delivery=message.delivery,
        expires_on=expires_on,
        usefulness=message.usefulness,
    )


def _mail_order(mail: Mail) -> tuple[bool, int, int, str]:
    """People before the office, most useful first, then record order."""
    number = int(mail.person_id) if mail.person_id.isdigit() else 0
    return mail.is_for_the_office, mail.usefulness, number, mail.person_id
