"""Dates that nobody meant: whatever lies a century away, the night goes on and stays small."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mentorship.intervals import Interval
from mentorship.policy import LONGEST
from mentorship.relationships import Meeting, OverrideAction, PairingState, Programme
from mentorship.roster import Roster
from redcap_schema.emit import emit
from tests.support import builders as build
from tests.support.laws import tried
from tests.support.nights import a_night


TODAY = date(2026, 11, 20)
far = st.sampled_from(
    [date(1900, 1, 1), date(2016, 2, 29), TODAY, date(2027, 2, 28), date(2199, 12, 31)]
)
maybe = st.none() | far
number = st.sampled_from([None, 0, LONGEST])
MOST_ROWS = 30
"""Of one pair, its people, hub and group: the last quarter and this one of a pair are some fifteen.

With ten years to hand in a report, ten years of reports would rightly be owed.
"""


@st.composite
def stretches(draw: st.DrawFn) -> Interval:
    first, last = draw(far), draw(maybe)
    return Interval(first, last if last is None or last >= first else None)


@st.composite
def departments(draw: st.DrawFn) -> Roster:
    """One pair with dates from the first to the last year that REDCap's cells may hold."""
    pairing = build.a_pairing(
        draw(far),
        programme=draw(st.sampled_from(Programme)),
        state=draw(st.sampled_from(PairingState)),
        paused_until=draw(maybe),
        end_on=draw(maybe),
        announced_on=draw(maybe),
    )
    agreement = build.an_agreement(
        pairing, mentee_ok=True, mentor_ok=True, met=draw(maybe), next_on=draw(maybe)
    )
    contacts = tuple(
        build.a_contact(pairing, draw(far), Meeting.IN_PERSON, instance=n, then=draw(maybe))
        for n in (1, 2)
    )
    people = [
        build.a_mentee(leave=draw(st.none() | stretches()), hired_on=draw(maybe)),
        build.a_mentor(leave=draw(st.none() | stretches())),
        build.a_senior_mentor(leave=draw(st.none() | stretches())),
    ]
    action = draw(st.sampled_from(OverrideAction))
    return build.a_roster(
        pairing,
        people=people,
        agreements=(agreement,),
        contacts=contacts,
        preferences=(build.a_preference(),),
        commitments=(build.a_commitment(),),
        overrides=(build.an_override("MEET-1001.1", action, draw(far)),),
        settings=build.settings(
            academic_year_start=draw(far),
            preferences_open_on=draw(maybe),
            preferences_close_on=draw(maybe),
            match_on=draw(maybe),
            first_meeting_days=draw(number),
            agreement_days=draw(number),
            quarterly_grace_days=draw(st.sampled_from([None, 0, 92])),
            quiet=tuple(draw(st.lists(stretches(), max_size=2))),
        ),
    )


@tried(60)
@given(departments())
def test_dates_a_century_away_neither_stop_the_night_nor_flood_it(roster):
    plan = a_night(roster, today=TODAY)

    assert len(emit(plan, roster, "a run")) <= MOST_ROWS
    assert all(each.expires_on >= TODAY for each in plan.notices)
