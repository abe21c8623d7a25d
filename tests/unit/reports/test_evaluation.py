"""The published figures of a half-year, over a programme small enough to count by hand."""

from datetime import date, timedelta

import pytest

from mentorship.cadences import Span, periods_between
from mentorship.evaluation import FEWEST, Hidden
from mentorship.hub_summary import Share
from mentorship.obligations.due_items import DueItemKind, DueState, SentNotices
from mentorship.obligations.due_rules import due_items
from mentorship.obligations.ledger import ledger
from mentorship.obligations.tonight import Tonight
from mentorship.people import Participation
from mentorship.policy import Policy
from mentorship.relationships import Programme
from reports.evaluation import FIGURES, evaluation
from tests.support.builders import (
    a_commitment,
    a_contact,
    a_mentee,
    a_mentor,
    a_pairing,
    a_preference,
    a_report,
    a_resident,
    a_review,
    a_roster,
    a_senior_mentor,
    a_stored_item,
    an_agreement,
    on,
    watched,
)


TODAY = date(2027, 1, 15)
FACULTY = [str(number) for number in range(1001, 1007)]
RESIDENTS = [str(number) for number in range(1101, 1104)]


def paired(mentee, **changes):
    return a_pairing("2026-07-06", mentee_id=mentee, announced_on=on("2026-07-06"), **changes)


PAIRS = [paired(each) for each in FACULTY]
OF_RESIDENTS = [paired(each, programme=Programme.RESIDENT, hub_code=None) for each in RESIDENTS]


def figures(today=TODAY, told=None, **parts):
    """Every line of the evaluation by its label: the cells by programme, then the total."""
    people = [*map(a_mentee, FACULTY), *map(a_resident, RESIDENTS), a_mentor(), a_senior_mentor()]
    known = {
        "people": people,
        "pairings": (*PAIRS, *OF_RESIDENTS),
        "commitments": (a_commitment(capacity=8),),
    }
    roster = watched(a_roster(**(known | parts)), "2026-07-06")
    tonight = Tonight(roster, Policy(), today)
    items = due_items(roster, Policy(), today)
    memory = SentNotices(told or {})
    entries = list(ledger(roster, items, told=memory, mirror=True, today=today))
    first = date(2026, 7, 1)
    period = next(periods_between(tonight.calendar, Span.HALF, first, first))
    made = evaluation(tonight, entries, period)
    return {each.label: (*each.by_programme, each.together) for each in made.lines}


def met(pair, days):
    return a_contact(pair, pair.start_on + timedelta(days=days))


def signed(pair, **changes):
    return an_agreement(pair, mentee_ok=True, mentor_ok=True, **changes)


def test_coverage_counts_who_takes_part_and_hides_the_few_residents_and_the_total_with_them():
    gone = a_mentee("1999", participation=Participation.OPTED_OUT)
    free = a_mentee("1998")
    people = [*map(a_mentee, FACULTY), *map(a_resident, RESIDENTS), a_mentor(), gone, free]

    found = figures(people=people, pairings=(*PAIRS[:5], PAIRS[5], *OF_RESIDENTS))

    # One hub mentor takes part, uncoached: with three residents, four are hidden.
    assert found["Coverage"] == (Share(6, 7), Hidden.FEW, Hidden.FEW, Hidden.DERIVABLE)


def test_days_to_the_first_meeting_are_a_median_with_quartiles():
    contacts = [met(pair, days) for pair, days in zip(PAIRS, (5, 10, 20, 30, 60), strict=False)]

    found = figures(contacts=contacts)

    assert str(found["Days to the first meeting"][0]) == "20 (10 to 30), of 5"
    assert found["First meeting in time"][0] == Share(4, 6)


def test_choices_are_counted_over_those_who_had_named_hubs():
    wishes = [a_preference(each) for each in FACULTY[:4]]
    wishes += [a_preference(FACULTY[4], choices=(15, 16, 14))]

    found = figures(preferences=wishes)

    assert found["First choice met"][0] == Share(4, 5)
    assert found["Any choice met"][0] == Share(5, 5)
    assert figures(preferences=wishes[:4])["First choice met"][0] is Hidden.FEW


def test_places_that_are_held_beyond_the_offer_count_as_offered():
    assert figures()["Places held"][0] == Share(6, 8)
    assert figures(commitments=(a_commitment(capacity=5),))["Places held"][0] == Share(6, 6)


def test_agreements_count_by_the_day_on_which_the_pair_had_to_have_them():
    agreements = [signed(pair) for pair in PAIRS[:3]]
    seen = ("2026-08-20", "2026-10-04", "2026-10-05")
    rows = tuple(
        a_stored_item(
            f"AGREE-{pair.id}",
            DueItemKind.AGREEMENT,
            DueState.DONE_LATE,
            "2026-08-20",
            done=day,
            record_id=pair.mentee_id,
        )
        for pair, day in zip(PAIRS, seen, strict=False)
    )

    found = figures(agreements=agreements, ledger=rows)

    assert found["Agreement within 45 days"][0] == Share(1, 6)
    assert found["Agreement within 90 days"][0] == Share(2, 6)


def test_reports_are_those_of_the_half_years_quarters_though_the_last_fall_due_after_it():
    reports = [a_report(pair, "AY2026-Q2") for pair in PAIRS[:4]]

    found = figures(reports=reports)

    assert found["Reports on time"][0] == Share(4, 12)
    assert found["Reports ever"][0] == Share(4, 12)


BY_PAIR = (
    "First meeting in time",
    "Agreement within 45 days",
    "Met in person",
    "Reports on time",
    "Reports ever",
    "Days between contacts",
    "Reminders a finished item",
    "Finished without any reminder",
    "Overdue for more than 30 days",
)


def test_what_a_pair_did_counts_as_little_as_what_it_missed_once_it_has_ended():
    others = {"contacts": [met(each, 20) for each in PAIRS[1:]], "agreements": []}
    did = {
        "contacts": [met(PAIRS[0], 10), *others["contacts"]],
        "agreements": [signed(PAIRS[0])],
        "reports": [a_report(PAIRS[0], "AY2026-Q1"), a_report(PAIRS[0], "AY2026-Q2", instance=2)],
    }
    ended = (paired(FACULTY[0], closed="2026-12-20"), *PAIRS[1:])

    def by_pair(**parts):
        found = figures(**parts)
        return [found[each][0] for each in BY_PAIR]

    assert by_pair(**did) != by_pair(**others)
    assert by_pair(pairings=ended, **did) == by_pair(pairings=ended, **others)
    assert by_pair(pairings=ended, **did) == by_pair(pairings=PAIRS[1:], **others)


def test_gaps_between_contacts_and_reviews():
    contacts = [met(pair, days) for pair in PAIRS for days in (10, 40)]
    reviews = (a_review("2026H1"),)

    found = figures(contacts=contacts, reviews=reviews)

    assert str(found["Days between contacts"][0]) == "20 (10 to 30), of 12"
    assert found["Six-month reviews done"][0] == Share(0, 0)


@pytest.mark.parametrize(
    ("ended", "expected"), [(0, Share(0, 6)), (1, Hidden.FEW), (6, Share(6, 6))]
)
def test_endings_are_none_or_five_and_more(ended, expected):
    closed = [paired(each, closed="2026-11-02") for each in FACULTY[:ended]]

    found = figures(pairings=(*closed, *PAIRS[ended:]))

    assert found["Pairings that ended"][0] == expected


def test_reminders_are_counted_over_what_was_finished():
    contacts = [met(pair, 20) for pair in PAIRS]
    told = {f"MEET-{pair.id}|N08|1|{pair.mentee_id}": TODAY for pair in PAIRS[:3]}

    found = figures(contacts=contacts, told=told)

    # Each pair finished its first meeting, the first gap and the meeting in person.
    assert str(found["Reminders a finished item"][0]) == "0.2, of 18"
    assert found["Finished without any reminder"][0] == Share(15, 18)


def test_what_cannot_be_had_is_named_with_the_reason():
    lines = figures()

    assert lines["Usefulness"] == (None,)
    assert len(lines) == len(FIGURES) + 3


def test_no_figure_of_few_is_in_the_value_at_all():
    shown = [cell for cells in figures().values() for cell in cells]

    assert Hidden.FEW in shown
    for cell in shown:
        assert cell is None or isinstance(cell, Hidden) or cell.of == 0 or cell.of >= FEWEST
