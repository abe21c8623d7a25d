"""Builders for mail: a notice that is owed, a composed mail, an outbox, open gates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from mentorship.mentoring_year import Statement
from mentorship.obligations.due_items import (
    DueItem,
    DueItemKind,
    DueState,
    NoticeKind,
    NoticeOwed,
    Opening,
)
from mentorship.program_settings import MailMode
from notifications.breaker import Breaker
from notifications.compose import MailContext
from notifications.gates import Gatekeeper
from notifications.mail import Environment, Mail
from notifications.mime import SenderIdentity
from notifications.notice import Delivery
from notifications.samples import SAMPLES
from tests.support.builders import MENTEE, on


OFFICE_EMAIL = "office@example.edu"
TODAY = date(2026, 10, 20)  # a Tuesday
NOW = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)
SENDER = SenderIdentity(name="Faculty Affairs", address=OFFICE_EMAIL, id_domain="mail.example.edu")
KIND_OF_ITEM = {
    NoticeKind.PREFERENCES_OPEN: DueItemKind.PREFERENCES,
    NoticeKind.PREFERENCES_REMINDER: DueItemKind.PREFERENCES,
    NoticeKind.CHOICES: DueItemKind.CHOICES,
    NoticeKind.PAIRING: DueItemKind.PAIRING_NOTICE,
    NoticeKind.FIRST_MEETING: DueItemKind.FIRST_MEETING,
    NoticeKind.AGREEMENT: DueItemKind.AGREEMENT,
    NoticeKind.YOUR_TURN: DueItemKind.AGREEMENT,
    NoticeKind.QUARTER_AHEAD: DueItemKind.QUARTERLY_REPORT,
    NoticeKind.QUARTERLY_REPORT: DueItemKind.QUARTERLY_REPORT,
    NoticeKind.HUB_SUMMARY: DueItemKind.SIX_MONTH_SUMMARY,
    NoticeKind.COMMITMENT: DueItemKind.COMMITMENT,
    NoticeKind.KEEP_IN_TOUCH: DueItemKind.MONTHLY_CONTACT,
    NoticeKind.IN_PERSON: DueItemKind.QUARTERLY_IN_PERSON,
    NoticeKind.REVIEW: DueItemKind.SENIOR_REVIEW,
    NoticeKind.RENEWAL: DueItemKind.RENEWAL,
    NoticeKind.JULY_MEETING: DueItemKind.JULY_MEETING,
    NoticeKind.PULSE: DueItemKind.PULSE,
    NoticeKind.WELCOME_BACK: DueItemKind.WELCOME_BACK,
    NoticeKind.PREPARE: DueItemKind.DATE_AHEAD,
    NoticeKind.EVALUATION: DueItemKind.EVALUATION,
    NoticeKind.MENTORING_YEAR: DueItemKind.MENTORING_YEAR,
    NoticeKind.COACHING: DueItemKind.QUARTERLY_IN_PERSON,
}


def an_item(kind: DueItemKind, about: str = f"{MENTEE}.1", **changes: Any) -> DueItem:
    """An open item about the first pairing of mentee 1001, due in a week."""
    number = about.rpartition(".")[2]
    quarterly = {DueItemKind.QUARTERLY_REPORT, DueItemKind.QUARTERLY_IN_PERSON}
    period = "AY2026-Q1" if kind in quarterly else "AY2026"
    item = DueItem(
        key=f"{kind.prefix}-{about}" + "-1" * (kind is DueItemKind.PULSE),
        kind=kind,
        record_id=about.partition(".")[0],
        about=about,
        period=period,
        opened_on=date(2026, 9, 20),
        due_on=date(2026, 10, 27),
        state=DueState.DUE,
        owed_by=(MENTEE,),
        pairing_number=int(number) if number.isdigit() and "." in about else None,
    )
    found = item._replace(**changes)
    days = {
        DueItemKind.DATE_AHEAD: found.due_on,
        DueItemKind.RENEWAL: found.due_on,
        DueItemKind.MONTHLY_CONTACT: found.opened_on,
    }
    is_named_by_day = kind in days and "period" not in changes
    return found._replace(period=days[kind].isoformat()) if is_named_by_day else found


def owed(
    kind: NoticeKind, person_id: str = MENTEE, stage: int = 1, *, expires: str = "2026-11-03",
    **item: Any,
) -> NoticeOwed:  # fmt: skip
    """A notice that *person_id* should get tonight."""
    found = an_item(KIND_OF_ITEM[kind], **item)
    expires_on = on(expires)
    assert expires_on is not None
    return NoticeOwed(
        key=f"{found.key}|{kind.value}|{stage}|{person_id}",
        kind=kind,
        stage=stage,
        person_id=person_id,
        item=found,
        expires_on=expires_on,
    )


def an_opening(
    instrument: str, record_id: str = MENTEE, instance: int = 1, **fields: Any
) -> Opening:
    """An empty survey instance opened tonight."""
    return Opening(
        instrument=instrument, record_id=record_id, repeat_instance=instance, fields=fields
    )


def link_for(record_id: str, instrument: str, instance: int) -> str:
    """A link that says what it opens."""
    return f"https://redcap.example.edu/surveys/?s={instrument}-{record_id}-{instance}"


def a_context(**changes: Any) -> MailContext:
    """Live mail of one department, with every survey of pairing 1001.1 opened tonight."""
    context = MailContext(
        environment=Environment.LIVE,
        department="Department of Anesthesiology",
        office_email=OFFICE_EMAIL,
        link_for=link_for,
        support_text="Ombuds office 555-0100.",
        openings=(
            an_opening("preferences", pf_cycle="AY2026"),
            an_opening("hub_commitment", hc_cycle="AY2026"),
            an_opening("first_report", fr_pair=1, fr_due=date(2026, 8, 15)),
            an_opening("quarterly_report", qr_pair=1, qr_period="AY2026-Q1"),
        ),
        statements={MENTEE: Statement(SAMPLES["N22"].year)},
    )
    return replace(context, **changes)


def a_mail(person_id: str = MENTEE, *covers: str, **changes: Any) -> Mail:
    """A composed reminder to one person."""
    mail = Mail(
        environment=Environment.LIVE,
        person_id=person_id,
        to_name=f"First{person_id} Last{person_id}",
        address=f"person{person_id}@example.edu",
        subject="Mentorship: your quarterly report, due by 27 October",
        text="Please finish your joint report.\n",
        html="<!doctype html><html lang='en'><body><h1>Report</h1></body></html>\n",
        covers=covers or (f"REPORT-{person_id}.1-AY2026-Q1|N13|1|{person_id}",),
        kinds=(NoticeKind.QUARTERLY_REPORT,),
        delivery=Delivery.AT_LEAST_ONCE,
        expires_on=date(2026, 11, 3),
        usefulness=12,
    )
    return replace(mail, **changes)


def open_gates(people: Any, **changes: Any) -> Gatekeeper:
    """Gates of a live run on a working day that let everybody through."""
    gates = Gatekeeper(
        environment=Environment.LIVE,
        mail_mode=MailMode.LIVE,
        office_email=OFFICE_EMAIL,
        people={each.record_id: each for each in people},
        today=TODAY,
        breaker=Breaker(today=TODAY),
        allowed_domains=frozenset({"example.edu"}),
    )
    return replace(gates, **changes)
