"""What mentees say together reaches their mentor's own statement (N22) and no other reader."""

from dataclasses import replace
from datetime import date

import pytest

from mentorship.evaluation import Mean
from mentorship.mentor_feedback import Asked, MentorFeedback
from mentorship.mentoring_year import Statement
from mentorship.obligations.due_items import NoticeKind
from notifications.compose import compose
from notifications.mail import Environment
from notifications.samples import SAMPLES
from tests.support.builders import MENTOR, a_mentor, a_pairing, a_roster
from tests.support.mail import a_context, owed


TODAY = date(2027, 5, 3)
YEAR = replace(SAMPLES["N22"].year, mentor_id=MENTOR, asks_mentees=True)
SAID = MentorFeedback(((Asked.LISTENS, Mean(4.6, 7)), (Asked.FOCUS, Mean(3.0, 5))))
NOTHING = "from five answers on, if they are not all alike; this year there are none to show"


def statement(feedback=None, environment=Environment.LIVE, **changes):
    """The words of mentor 2001's statement, in one line."""
    found = Statement(replace(YEAR, **changes), feedback=feedback)
    context = a_context(statements={MENTOR: found}, environment=environment)
    notice = owed(NoticeKind.MENTORING_YEAR, MENTOR, expires="2027-06-03", about=MENTOR)
    roster = a_roster(a_pairing(), people=[a_mentor()])
    [mail] = compose([notice], roster, context=context, today=TODAY).mails
    return " ".join(mail.text.split())


def test_the_mentor_reads_each_average_with_how_many_it_is_of():
    words = statement(SAID)

    assert "- Listens: 4.6 (7 people) - Helps to focus goals: 3.0 (5 people)" in words
    assert NOTHING not in words


@pytest.mark.parametrize(
    ("changes", "says"), [({}, True), ({"asks_mentees": False}, False)], ids=["invited", "not"]
)
def test_without_any_the_words_are_the_same_whatever_the_reason(changes, says):
    words = statement(None, **changes)

    assert (NOTHING in words) == says
    assert ("WHAT YOUR MENTEES SAY" in words) == says


def test_a_rehearsal_does_not_show_the_office_whether_there_are_any():
    with_some, without = (statement(each, Environment.REHEARSAL) for each in (SAID, None))

    assert with_some == without
    assert "4.6" not in with_some
