"""The order of the gates: the first that objects is the one that is named."""

from dataclasses import replace

import pytest

from mentorship.program_settings import MailMode
from notifications.breaker import Breaker
from notifications.gates import Answer
from notifications.mail import OFFICE, Environment
from notifications.outbox import Waiting
from tests.support.builders import a_mentee, away
from tests.support.mail import OFFICE_EMAIL, TODAY, open_gates


WAITING = Waiting(
    key="k",
    person_id="1001",
    kind="N13",
    recipient="person1001@example.edu",
    covers=("A|N13|1|1001",),
    attempts=0,
    doubts=0,
)
EVERYTHING_WRONG = {
    "is_stopped": lambda: True,
    "mail_mode": MailMode.OFF,
    "allowed_domains": frozenset(),
    "people": {},
    "quiet": (away(TODAY),),
    "most_per_run": 0,
    "breaker": Breaker(today=TODAY, floor=0),
    "most_per_night": 0,
}
IN_ORDER = [
    ("is_stopped", Answer.STOP, "the stop file is there"),
    ("mail_mode", Answer.STOP, "mail is off"),
    ("allowed_domains", Answer.SUPPRESS, "the domain is not on the department's list"),
    ("people", Answer.SUPPRESS, "the record is not in tonight's roster"),
    ("quiet", Answer.WAIT, "a quiet day"),
    ("most_per_run", Answer.HOLD, "1 mails in one run, the office allows 0"),
    ("breaker", Answer.HOLD, "1 mails N13 in one night, at most 0 are usual"),
    ("most_per_night", Answer.WAIT, "one mail a person a night"),
]


def judged(mail=WAITING, *, sent_tonight=0, sent_week=0, **changes):
    people = changes.pop("people", None)
    gates = open_gates([a_mentee()] if people is None else [], **changes)
    return gates.judge(
        mail, run_size=1, kind_size=1, sent_tonight=sent_tonight, sent_week=sent_week
    )


def test_with_every_gate_open_a_mail_goes():
    assert judged().answer is Answer.LET_GO


@pytest.mark.parametrize("position", range(len(IN_ORDER)), ids=[name for name, *_ in IN_ORDER])
def test_gates_object_in_the_order_in_which_they_are_written_down(position):
    name, answer, reason = IN_ORDER[position]
    still_wrong = {key: EVERYTHING_WRONG[key] for key, *_ in IN_ORDER[position:]}

    verdict = judged(**still_wrong)

    assert (verdict.answer, verdict.reason) == (answer, reason), name


def test_the_weekly_cap_comes_last():
    verdict = judged(sent_week=2)

    assert (verdict.answer, verdict.reason) == (Answer.WAIT, "two mails a person a week")


def test_the_office_is_no_person_and_has_no_caps():
    to_office = Waiting(
        key="k",
        person_id=OFFICE,
        kind="N24",
        recipient=OFFICE_EMAIL,
        covers=("DIGEST|N24|1|office",),
        attempts=0,
        doubts=0,
    )

    verdict = judged(to_office, sent_tonight=9, sent_week=9, most_per_run=0, people={})

    assert verdict.answer is Answer.LET_GO


def test_the_office_mailbox_gets_its_digest_on_quiet_days_too():
    to_office = replace(WAITING, person_id=OFFICE, kind="N24", recipient=OFFICE_EMAIL)

    assert judged(to_office, quiet=(away(TODAY),)).answer is Answer.LET_GO


LEAD = {"lead-1": "ada@example.edu"}


@pytest.mark.parametrize(
    ("person_id", "recipient", "changes", "answer"),
    [
        ("lead-1", "ada@example.edu", {}, Answer.LET_GO),
        ("lead-1", "ada@example.edu", {"quiet": (away(TODAY),)}, Answer.LET_GO),
        ("lead-1", "old@example.edu", {}, Answer.SUPPRESS),
        ("lead-2", "ada@example.edu", {}, Answer.SUPPRESS),
        ("lead-1", OFFICE_EMAIL, {"desks": {}}, Answer.LET_GO),
        ("lead-1", "ada@example.edu", {"allowed_domains": frozenset()}, Answer.SUPPRESS),
        (OFFICE, OFFICE_EMAIL, {"allowed_domains": frozenset()}, Answer.LET_GO),
        (OFFICE, "ada@example.edu", {}, Answer.SUPPRESS),
    ],
)
def test_a_leads_mail_goes_to_the_lead_named_tonight_in_an_allowed_domain(
    person_id, recipient, changes, answer
):
    mail = replace(WAITING, person_id=person_id, kind="N20a", recipient=recipient)

    assert judged(mail, **{"desks": LEAD, **changes}).answer is answer


def test_a_rehearsal_sends_a_leads_mail_to_the_office_only():
    rehearsing = {
        "desks": LEAD, "environment": Environment.REHEARSAL, "mail_mode": MailMode.REHEARSAL
    }  # fmt: skip

    for recipient, answer in ((OFFICE_EMAIL, Answer.LET_GO), (LEAD["lead-1"], Answer.SUPPRESS)):
        mail = replace(WAITING, person_id="lead-1", kind="N20a", recipient=recipient)
        assert judged(mail, **rehearsing).answer is answer


def test_an_answer_to_a_request_does_not_wait_for_the_week_to_end():
    answer = replace(WAITING, kind="N20b", covers=("CHANGE-1001.1|N20b|1|1001",))

    assert judged(answer, sent_week=2).answer is Answer.LET_GO


@pytest.mark.parametrize("environment", Environment)
def test_a_mode_lets_go_only_the_environment_it_belongs_to(environment):
    belongs = {Environment.LIVE: MailMode.LIVE, Environment.REHEARSAL: MailMode.REHEARSAL}

    stops = {
        mode
        for mode in MailMode
        if judged(environment=environment, mail_mode=mode).answer is Answer.STOP
    }

    assert stops == set(MailMode) - {belongs[environment]}
