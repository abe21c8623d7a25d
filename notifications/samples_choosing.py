"""Plausible examples of what mentees get while they choose: a few hubs, and a whole department's.

The hubs are invented; their pages are at example.edu.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from mentorship.hubs import AffinityGroup, Hub, HubArea, HubEntry
from notifications.choosing import PreferencesOpen, PreferencesReminder
from notifications.directory import listed_groups
from notifications.notice import Link, Notice


_SURVEY = Link("https://redcap.example.edu/surveys/?s=SAMPLE")

_GROUPS = {
    1: ("Outcomes and data science", "Perioperative outcomes, Clinical informatics, Registries"),
    2: ("Trials and translational science", "Pragmatic trials, Delirium and brain health, Devices"),
    3: ("Critical care", "ICU outcomes and survivorship, ECMO and mechanical support, Sepsis"),
    4: ("Pain and regional", "Regional anesthesia, Acute pain, Chronic pain, Opioid stewardship"),
    5: ("Subspecialty practice", "Enhanced recovery, Cardiothoracic, Obstetric, Pediatric, Neuro"),
    6: ("Quality, safety and operations", "Patient safety, Improvement science, OR operations"),
    7: ("Education and simulation", "Simulation design, Residency education, Education research"),
    8: ("Leadership and administration", "Physician leadership, Health policy, Value and cost"),
    9: ("Global health and community", "Global anesthesia, Capacity building, Disaster medicine"),
    10: ("Well-being and professionalism", "Clinician well-being, Peer support, Belonging"),
}
"""Groups by number, with the names of their hubs."""

_OPPORTUNITIES = (
    "Secondary analysis of the registry: two abstracts planned, data request approved.",
    """A site investigator for the pragmatic fluids trial.
    One year, a tenth of full time; consent training is provided.
    Two first-author papers are planned, and the statistics core looks after the analysis.""",
    "",
    "Curriculum for the simulation week; co-author of the evaluation.",
    "Chart review with a prepared database.\nQuality project on handover, first cycle done.",
)


def _hubs(groups: Mapping[int, tuple[str, str]]) -> dict[int, Hub]:
    named = [(group, name) for group, (_, names) in groups.items() for name in names.split(", ")]
    areas = list(HubArea)
    return {
        code: Hub(
            record_id=f"{500 + code}",
            code=code,
            name=name,
            group_code=group,
            entry=HubEntry(
                areas=tuple(sorted({areas[code % 4], areas[code // 4 % 4]})),
                opportunities=_OPPORTUNITIES[code % len(_OPPORTUNITIES)],
                page=f"https://example.edu/hubs/h{code:02d}" if code % 7 else "",
            ),
        )
        for code, (group, name) in enumerate(named, 1)
    }


def _open(groups: Mapping[int, tuple[str, str]]) -> PreferencesOpen:
    hubs = _hubs(groups)
    known = {
        code: AffinityGroup(record_id=f"{400 + code}", code=code, name=name, senior_mentor_id=None)
        for code, (name, _) in groups.items()
    }
    return PreferencesOpen(
        cycle="AY2026",
        closes_on=date(2026, 8, 21),
        open_hubs=len(hubs),
        with_opportunities=sum(bool(hub.entry.opportunities) for hub in hubs.values()),
        directory=listed_groups(hubs, known),
        link=_SURVEY,
    )


_FEW = _open({code: _GROUPS[code] for code in (1, 2, 3)})
_REMINDER = PreferencesReminder(
    cycle="AY2026", closes_on=date(2026, 8, 21), directory=_FEW.directory, link=_SURVEY
)

CHOOSING_SAMPLES: dict[str, Notice] = {
    "N01": _FEW,
    "N01-long": _open(_GROUPS),
    "N01-without-list": replace(_FEW, open_hubs=400, with_opportunities=0, directory=()),
    "N02": _REMINDER,
}
