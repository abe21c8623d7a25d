"""Plausible examples of how a pairing is announced in each programme (N06) and put right (N06b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mentorship.expectations import expectations
from mentorship.policy import Policy
from mentorship.relationships import Programme
from notifications.corrections import PairingCorrected, PairingNotYours
from notifications.messages import PairingForMentee, PairingForMentor
from notifications.notice import Link, Notice


_SURVEY = Link("https://redcap.example.edu/surveys/?s=SAMPLE")
_HUB = "H14 Neurocritical care"

_EXPECTS = expectations(
    Policy().terms(Programme.FACULTY_HUB), date(2026, 10, 14), date(2026, 10, 29)
)
_PAIRED_MENTEE = PairingForMentee(
    programme=Programme.FACULTY_HUB,
    mentor_name="Ines Bianchi",
    mentor_email="ines.bianchi@example.edu",
    hub=_HUB,
    choice=1,
    meet_by=date(2026, 10, 14),
    expects=_EXPECTS,
    link=_SURVEY,
)
_PAIRED_MENTOR = PairingForMentor(
    programme=Programme.FACULTY_HUB,
    mentee_name="Tomás Holm",
    mentee_email="tomas.holm@example.edu",
    hub=_HUB,
    meet_by=date(2026, 10, 14),
    expects=_EXPECTS,
    link=_SURVEY,
)
_RESIDENT_EXPECTS = expectations(
    Policy().terms(Programme.RESIDENT), date(2026, 7, 31), date(2026, 8, 15)
)
_COACHING_EXPECTS = expectations(
    Policy().terms(Programme.SENIOR_COACHING), date(2026, 10, 14), None
)
_CORRECTED = PairingCorrected(
    programme=Programme.FACULTY_HUB,
    told_on=date(2026, 9, 14),
    partner_name="Farid Amari",
    partner_email="farid.amari@example.edu",
    has_new_partner=True,
    hub=_HUB,
    meet_by=date(2026, 10, 21),
    link=_SURVEY,
)
_NOT_YOURS = PairingNotYours(mentee_name="Tomás Holm", told_on=date(2026, 9, 14))
PAIRING_SAMPLES: dict[str, Notice] = {
    "N06-mentee": _PAIRED_MENTEE,
    "N06-mentee-own-choice": replace(_PAIRED_MENTEE, choice=None, mentor_email=None, meet_by=None),
    "N06-mentor": _PAIRED_MENTOR,
    "N06-resident": replace(
        _PAIRED_MENTEE,
        programme=Programme.RESIDENT,
        hub=None,
        choice=None,
        meet_by=date(2026, 7, 31),
        expects=_RESIDENT_EXPECTS,
    ),
    "N06-resident-mentor": replace(
        _PAIRED_MENTOR,
        programme=Programme.RESIDENT,
        hub=None,
        meet_by=date(2026, 7, 31),
        expects=_RESIDENT_EXPECTS,
    ),
    "N06-coached": replace(
        _PAIRED_MENTEE,
        programme=Programme.SENIOR_COACHING,
        hub=None,
        choice=None,
        expects=_COACHING_EXPECTS,
        link=None,
    ),
    "N06-coach": replace(
        _PAIRED_MENTOR,
        programme=Programme.SENIOR_COACHING,
        hub=None,
        expects=_COACHING_EXPECTS,
        link=None,
    ),
    "N06b-mentee": _CORRECTED,
    "N06b-hub": replace(_CORRECTED, told_on=None, has_new_partner=False, meet_by=None),
    "N06b-coached": replace(
        _CORRECTED, programme=Programme.SENIOR_COACHING, hub=None, link=None, partner_email=None
    ),
    "N06b-former": _NOT_YOURS,
    "N06b-former-again": replace(_NOT_YOURS, told_on=None),
}
