"""A stand-in for the automation: opens what people fill, and proposes places first come first served.

It does only what `sandbox.life` reacts to, over the same API, so that these tests need no flow.
"""

from collections import Counter
from datetime import date, timedelta

from sandbox.department import Department
from sandbox.living.desk import current_commitments
from sandbox.living.pairs import PAIR_INSTRUMENTS, held, pairs
from sandbox.living.visit import Visit


class ShortNight:
    """Opens instances and writes proposals, as the nightly run would."""

    def __init__(self, client, department: Department) -> None:
        self.client = client
        self.department = department

    @property
    def cycle(self) -> str:
        return self.department.timetable.cycle

    def open_forms(self) -> None:
        """Open commitments and preferences of this cycle."""
        visit = Visit(
            self.client, "person_profile", "hub_commitment", "preferences", *PAIR_INSTRUMENTS
        )
        paired = {pair.mentee for pair in pairs(visit) if pair.is_current}
        for record, person in visit.once.items():
            wanted = person["p_email"] and person["p_participation"] in {"1", "3", "5"}
            if person["p_roles___1"] == "1" and wanted and record not in paired:
                self._open(visit, "preferences", record, pf_cycle=self.cycle)
            if person["p_roles___2"] == "1" and wanted:
                self._open(visit, "hub_commitment", record, hc_cycle=self.cycle)
        visit.leave()

    def open_pair_forms(self, today: date) -> None:
        """Open agreements of all pairs and reports of quarters that end within three weeks."""
        visit = Visit(self.client, *PAIR_INSTRUMENTS, "first_report", "quarterly_report")
        quarter = self.department.timetable.quarter(today)
        for pair in pairs(visit):
            self._open(visit, "first_report", pair.mentee, fr_pair=pair.number)
            old_enough = quarter.last - pair.start_on >= timedelta(days=45)
            if old_enough and quarter.last - today <= timedelta(days=21):
                keys = {"qr_pair": pair.number, "qr_period": quarter.name}
                self._open(visit, "quarterly_report", pair.mentee, **keys)
        visit.leave()

    def open_reviews(self, period: str, due_on: date) -> None:
        """Open one review for every hub of every group."""
        visit = Visit(self.client, "hub_directory", "affinity_group", "senior_review")
        groups = {row["ag_code"]: record for record, row in visit.once.items() if row["ag_code"]}
        for row in list(visit.once.values()):
            if row["hub_code"] and row["hub_status"] == "1":
                label = f"H{int(row['hub_code']):02d} {row['hub_name']}"
                keys = {"sr_period": period, "sr_hub": label, "sr_due": due_on}
                self._open(visit, "senior_review", groups[row["hub_ag"]], **keys)
        visit.leave()

    def propose(self, run: str) -> None:
        """Propose the first choice with room to everybody in record order, with alternatives."""
        visit = Visit(
            self.client, *PAIR_INSTRUMENTS, "hub_commitment", "preferences", "person_profile"
        )
        room = Counter(
            {
                place: int(row["hc_capacity"]) * (row["hc_accepting"] == "1")
                for place, row in current_commitments(visit, self.cycle).items()
            }
        )
        room.subtract(held(pairs(visit)))
        for mentee, _, row in list(visit.rows("preferences")):
            if row["pf_participate"] == "1":
                self._propose(visit, mentee, row, room, run)
        visit.leave()

    def _propose(self, visit, mentee, row, room, run) -> None:
        named = [int(row[f"pf_hub{rank}"] or 0) for rank in (1, 2, 3)]
        able = [
            (rank, place)
            for rank, code in enumerate(named, 1)
            for place in sorted(room)
            if place.hub_code == code and room[place] > 0 and place.mentor_id != mentee
        ]
        rank, place = able[0] if able else (0, None)
        if place is not None:
            room[place] -= 1
        number = visit.free("pairing_proposal_auto", mentee)
        alternatives = [str(other) for _, other in able[1:3]] + ["", ""]
        visit.save(
            "pairing_proposal_auto",
            mentee,
            number,
            mp_cycle=self.cycle,
            mp_run=run,
            mp_hub=f"H{place.hub_code:02d} Somewhere" if place else "",
            mp_mentor=place.mentor_id if place else "",
            mp_rank=rank,
            mp_alt_a=alternatives[0],
            mp_alt_b=alternatives[1],
            mp_state=True,
        )

    def _open(self, visit: Visit, instrument: str, record: str, **keys) -> None:
        cycle = {name: value for name, value in keys.items() if not name.endswith("_due")}
        if visit.find(instrument, record, **cycle) is None:
            number = visit.free(instrument, record)
            visit.save(instrument, record, number, **keys, **{f"{instrument}_complete": "0"})
