"""Small random departments: a few pairs with leave, pauses, reports, contacts and the office's word."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from mentorship.intervals import Interval
from mentorship.named import Named
from mentorship.people import MailPreference, Participation
from mentorship.relationships import (
    ContactEvery,
    Decision,
    Meeting,
    OverrideAction,
    Pairing,
    PairingState,
    Programme,
    TakesPart,
)
from mentorship.roster import Roster
from tests.support.builders import (
    DEPUTY,
    SENIOR,
    a_change_request,
    a_closure,
    a_commitment,
    a_contact,
    a_group,
    a_hub,
    a_mentee,
    a_mentor,
    a_pairing,
    a_preference,
    a_report,
    a_review,
    a_roster,
    a_senior_mentor,
    an_agreement,
    an_override,
    settings,
)


BEGINS = date(2026, 7, 1)
days = st.integers(-60, 500).map(lambda number: BEGINS + timedelta(days=number))
tonights = st.integers(0, 420).map(lambda number: BEGINS + timedelta(days=number))
attested = st.sampled_from([None, False, True])
PERIODS = ["AY2025-Q4", "AY2026-Q1", "AY2026-Q2", "AY2026-Q3", "AY2026-Q4"]


@st.composite
def leaves(draw: st.DrawFn) -> Interval:
    first = draw(days)
    length = draw(st.none() | st.integers(0, 120))
    return Interval(first, None if length is None else first + timedelta(days=length))


@st.composite
def circumstances(draw: st.DrawFn) -> dict[str, object]:
    """How a person takes part, without leave."""
    usual = [Participation.TAKING_PART] * 6
    return {
        "participation": draw(st.sampled_from([*usual, *Participation])),
        "is_active": draw(st.sampled_from([True] * 8 + [False])),
        "mail_preference": draw(st.sampled_from([MailPreference.AS_DUE] * 5 + [*MailPreference])),
        "leave": draw(st.none() | leaves()),
    }


named = st.builds(Named, st.sampled_from([11, 12, None]), st.sampled_from(["2001", "2002", "9"]))
corrections = st.fixed_dictionaries(
    {
        "told_before": st.just(()) | st.lists(named, max_size=2).map(tuple),
        "corrected_on": st.none() | days,
        "corrects": st.none() | named,
    }
)
"""What the office typed over, as the reader finds it; or what no reader would find."""


@st.composite
def pairings(draw: st.DrawFn, mentee_id: str, number: int) -> Pairing:
    state = draw(st.sampled_from([PairingState.ACTIVE] * 4 + [*PairingState]))
    return a_pairing(
        draw(days),
        mentee_id,
        number,
        mentor_id=draw(st.sampled_from(["2001", "2002", "2001", "2002", None])),
        hub_code=draw(st.sampled_from([11, 12])),
        decision=draw(st.sampled_from([Decision.FINAL] * 5 + [Decision.DRAFT])),
        state=state,
        end_on=draw(st.none() | days) if state is PairingState.CLOSED else None,
        paused_until=draw(st.none() | days) if state is PairingState.PAUSED else None,
        announced_on=draw(st.none() | days),
        **draw(corrections),
        programme=draw(st.sampled_from([Programme.FACULTY_HUB] * 2 + [*Programme])),
    )


@st.composite
def departments(draw: st.DrawFn) -> Roster:
    """A roster with up to three pairs and whatever they wrote."""
    pairs = [
        draw(pairings(mentee_id, number))
        for mentee_id, number in draw(
            st.sets(st.sampled_from([("1001", 1), ("1001", 2), ("1002", 1)]), max_size=3).map(
                sorted
            )
        )
    ]
    agreements, contacts, reports = [], [], []
    for pair in pairs:
        agreements += [
            an_agreement(
                pair,
                instance=instance,
                mentee_ok=draw(attested),
                mentor_ok=draw(attested),
                met=draw(st.none() | days),
                how=draw(st.sampled_from(Meeting)),
                contact_every=draw(st.none() | st.sampled_from(ContactEvery)),
                months=draw(st.sampled_from([None, 0, 6, 12])),
            )
            for instance in range(1, draw(st.integers(0, 2)) + 1)
        ]
        contacts += [
            a_contact(
                pair,
                draw(days),
                draw(st.none() | st.sampled_from(Meeting)),
                instance=instance,
                then=draw(st.none() | days),
            )
            for instance in range(1, draw(st.integers(0, 4)) + 1)
        ]
        reports += [
            a_report(
                pair,
                draw(st.sampled_from(PERIODS)),
                instance=instance,
                mentee_ok=draw(attested),
                mentor_ok=draw(attested),
                met=draw(st.none() | days),
            )
            for instance in range(1, draw(st.integers(0, 3)) + 1)
        ]
    keys = ["MEET-1001.1", "AGREE-1001.1", "REPORT-1001.1-AY2026-Q1", "PREF-1001-AY2026"]
    keys += ["CHANGE-1001.1", "SUM-AG03-2026H2", "PAIR-1001.1"]
    return a_roster(
        *pairs,
        people=[
            a_mentee("1001", hired_on=draw(st.none() | days), **draw(circumstances())),
            a_mentee("1002", **draw(circumstances())),
            a_mentor("2001", **draw(circumstances())),
            a_mentor("2002", **draw(circumstances())),
            a_senior_mentor(SENIOR, **draw(circumstances())),
            a_senior_mentor(DEPUTY, **draw(circumstances())),
        ],
        hubs=[a_hub(11), a_hub(12)],
        groups=[a_group(deputy_id=draw(st.sampled_from([None, DEPUTY])))],
        agreements=tuple(agreements),
        contacts=tuple(contacts),
        reports=tuple(reports),
        closures=tuple(a_closure(pair, is_answered=draw(st.booleans())) for pair in pairs[:1]),
        preferences=tuple(
            a_preference(mentee_id, takes_part=draw(st.none() | st.sampled_from(TakesPart)))
            for mentee_id in draw(st.sets(st.sampled_from(["1001", "1002"])).map(sorted))
        ),
        commitments=tuple(
            a_commitment(mentor_id, confirmed=draw(st.none() | days))
            for mentor_id in draw(st.sets(st.sampled_from(["2001", "2002"])).map(sorted))
        ),
        reviews=tuple(
            a_review(period, 11, repeat_instance=instance)
            for instance, period in enumerate(
                draw(st.sets(st.sampled_from(["2026H2", "2027H1"])).map(sorted)), start=1
            )
        ),
        change_requests=tuple(
            a_change_request(instance=instance) for instance in range(draw(st.integers(0, 1)))
        ),
        overrides=tuple(
            an_override(
                draw(st.sampled_from(keys)),
                draw(st.sampled_from(OverrideAction)),
                draw(st.none() | days),
                instance=instance,
            )
            for instance in range(1, draw(st.integers(0, 3)) + 1)
        ),
        settings=settings(
            preferences_open_on=draw(st.none() | days),
            preferences_close_on=draw(st.none() | days),
            quiet=tuple(draw(st.lists(days.map(lambda day: Interval(day, day)), max_size=2))),
        ),
    )
