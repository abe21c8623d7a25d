"""From the draft to the rows that an office would import."""

from __future__ import annotations

from mentorship.hubs import HubStatus
from mentorship.people import Role
from sandbox.making import texts
from sandbox.making.chance import happens
from sandbox.making.directory import opportunity, web_page
from sandbox.making.draft import Draft, DraftGroup, DraftHub, DraftPerson, Offer
from sandbox.making.rows import Row, once_row, repeat_row


OFFICE_MAILBOX = "mentorship.office@example.edu"
SETTINGS_RECORD = "1"
RESIDENT_ROOM = 5


def all_rows(draft: Draft) -> list[Row]:
    """Return every row of the department, records by number, once-rows before instances."""
    once = [_settings(draft)]
    once += [_group(group) for group in draft.groups.values()]
    once += [_hub(draft, hub) for hub in draft.hubs.values()]
    once += [_person(person) for person in draft.people.values()]
    repeating = [_commitment(draft, offer) for offer in draft.offers] + draft.rows
    repeating.sort(key=_place)
    return once + repeating


def _place(row: Row) -> tuple[int, str, int]:
    instrument = row["redcap_repeat_instrument"]
    return int(row["record_id"]), instrument, int(row["redcap_repeat_instance"])


def _settings(draft: Draft) -> Row:
    days = draft.timetable
    winter = f"{days.start.year}-12-24..{days.start.year + 1}-01-01"
    return once_row(
        SETTINGS_RECORD,
        "record_setup",
        "program_settings",
        record_type="9",
        rec_active="1",
        ps_mail_mode="2",
        ps_office_email=OFFICE_MAILBOX,
        ps_lead1_name="Dr. Ada Whitcombe",
        ps_lead1_email="ada.whitcombe@example.edu",
        ps_lead2_name="Lee Okafor",
        ps_lead2_email="lee.okafor@example.edu",
        ps_ay_start=days.start,
        ps_cycle=days.cycle,
        ps_pref_open=days.preferences_open_on,
        ps_pref_close=days.preferences_close_on,
        ps_first_meet_days=30,
        ps_agreement_days=45,
        ps_q_grace_days=14,
        ps_quiet_dates=winter,
        ps_max_mail_run=draft.size.most_mail,
        ps_support_text=texts.SUPPORT,
        ps_match_on=days.match_on,
        ps_res_match_on=days.preferences_open_on,
    )


def _group(group: DraftGroup) -> Row:
    return once_row(
        group.record,
        "record_setup",
        "affinity_group",
        record_type="3",
        rec_active="1",
        ag_code=group.code,
        ag_name=group.name,
        ag_senior=group.senior,
        ag_deputy=group.deputy,
        ag_anchor_month=group.months,
        ag_names_ok=group.may_name,
    )


def _hub(draft: Draft, hub: DraftHub) -> Row:
    rng = draft.chance("hub", hub.code)
    capped = happens(rng, 0.1) and hub.status is HubStatus.OPEN
    capacity = sum(offer.capacity for offer in draft.offers_by_hub[hub.code])
    return once_row(
        hub.record,
        "record_setup",
        "hub_directory",
        record_type="2",
        rec_active="1",
        hub_code=hub.code,
        hub_name=hub.name,
        hub_domain=tuple(str(code) for code in sorted(rng.sample(range(1, 5), rng.randint(1, 2)))),
        hub_ag=hub.group,
        hub_description=hub.description or f"{hub.name}: projects, teaching and advice.",
        hub_opportunities=opportunity(hub),
        hub_url=web_page(hub),
        hub_cap=max(1, capacity) if capped else None,
        hub_status=hub.status,
    )


def _person(person: DraftPerson) -> Row:
    first, last = person.leave or (None, None)
    return once_row(
        person.record,
        "record_setup",
        "person_profile",
        record_type="1",
        rec_active="1",
        p_first=person.first,
        p_last=person.last,
        p_greeting=f"Dr. {person.last}",
        p_email=person.email,
        p_roles=frozenset(person.roles),
        p_rank=person.rank,
        p_track=person.track,
        p_pgy=person.pgy,
        p_resident_room=RESIDENT_ROOM if Role.RESIDENT_MENTOR in person.roles else None,
        p_division=person.division,
        p_hire_on=person.hired_on,
        p_rank_on=person.ranked_on,
        p_participation=person.participation,
        p_leave_from=first,
        p_leave_until=last,
        p_mail_pref="1",
        p_existing_mentor=bool(person.existing_mentor),
        p_existing_name=person.existing_mentor,
    )


def _commitment(draft: Draft, offer: Offer) -> Row:
    rng = draft.chance("commitment", offer.mentor, offer.hub)
    mentor = draft.people[offer.mentor]
    days = draft.timetable
    return repeat_row(
        offer.mentor,
        "hub_commitment",
        offer.instance,
        hc_cycle=days.cycle if offer.is_confirmed else days.last_cycle,
        hc_hub=offer.hub,
        hc_role=offer.role,
        hc_capacity=offer.capacity,
        hc_accepting=offer.accepting,
        hc_offers=tuple(str(code) for code in sorted(rng.sample(range(1, 6), rng.randint(1, 3)))),
        hc_tracks=(mentor.track,),
        hc_expect=rng.choice(texts.EXPECTATIONS),
        hc_confirmed_on=offer.confirmed_on,
    )
