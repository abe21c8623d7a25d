"""Composing from the pairing that most tests are about."""

from mentorship.obligations.due_items import NoticeKind
from notifications.compose import compose
from tests.support.builders import (
    a_pairing,
    a_roster,
)
from tests.support.mail import (
    TODAY,
    a_context,
)


PAIRING = a_pairing()


def composed(*notices, roster=None, today=TODAY, **context):
    return compose(notices, roster or a_roster(PAIRING), context=a_context(**context), today=today)


def only_mail(*notices, **options):
    found = composed(*notices, **options)
    assert found.left_out == ()
    [mail] = found.mails
    return mail


def only_reason(*notices, **options):
    found = composed(*notices, **options)
    assert found.mails == ()
    [left_out] = found.left_out
    return left_out.reason


OF_A_GROUP = {NoticeKind.HUB_SUMMARY, NoticeKind.REVIEW, NoticeKind.EVALUATION}
OF_ONE_PERSON = {NoticeKind.PREFERENCES_OPEN, NoticeKind.PREFERENCES_REMINDER,
                 NoticeKind.COMMITMENT, NoticeKind.CHOICES, NoticeKind.MENTORING_YEAR}  # fmt: skip
