"""An academic year of the synthetic department, night by night, without a server.

The department of size S is loaded into the in-memory project. Everybody in it answers
preferences, takes leave and departs as the department's plans say; what else the cast does stands
in a table written by hand:

    day        | part                    | what
    -----------|-------------------------|--------------
    2026-07-29 | report_signed_late      | mentee reports AY2025-Q4

A night at two in the morning sees what was entered until the day before. Mail is a memory that
takes everything; the ledger is what REDCap would hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from mentorship.decide import decide
from mentorship.night import NightPlan
from mentorship.obligations.due_items import NoticeOwed, SentNotices, StoredItem
from mentorship.policy import Policy
from mentorship.relationships import Decision, Meeting, PairingState, Programme, Said, Take
from mentorship.roster import Assembly
from redcap_gateway.change_set import ChangeSet, build_change_set
from redcap_gateway.memory import MemoryProject
from redcap_gateway.port import InstrumentRequest, Row
from redcap_schema import registry
from redcap_schema.assemble import assemble
from redcap_schema.emit import emit
from sandbox.department import Department, build
from sandbox.living.answering import answer_preferences
from sandbox.living.visit import Visit
from sandbox.living.world import World
from sandbox.making.rows import RECORD, Value
from tests.support.memory_client import MemoryClient
from tests.support.nights import written
from tests.support.tables import rows


SEED = 7
FIRST, LAST = date(2026, 7, 1), date(2027, 6, 30)
DAY = timedelta(days=1)
POLICY = Policy()
LEADERS = ("ag_senior", "ag_deputy")
PAGES = (
    "pairing",
    "contact_log",
    "first_report",
    "quarterly_report",
    "senior_review",
    "hub_commitment",
)


@dataclass(frozen=True, kw_only=True)
class Lived:
    """One night of the year: what it saw and knew, and what it left."""

    seen: Assembly
    told_before: dict[str, date]
    before_mail: NightPlan
    plan: NightPlan
    """After its mail went out."""
    mailed: tuple[NoticeOwed, ...]
    left: Assembly
    """With the night's ledger written."""


@dataclass(kw_only=True)
class CastYear:
    """The department, its REDCap project, and every night lived so far."""

    department: Department
    project: MemoryProject
    story: list[dict[str, str]]
    told: dict[str, date] = field(default_factory=dict)
    nights: dict[date, Lived] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @classmethod
    def begin(cls, story: str) -> CastYear:
        """Load the department, as its office would have by the first night."""
        department = build("S", SEED)
        project = MemoryProject(
            department.obsolete_dictionary, repeating=registry.repeating_instruments()
        )
        kept = _with_a_part(department)
        loaded = [*department.rows, *department.late_rows]
        project.push([row for row in loaded if row[RECORD] in kept], record_id_field=RECORD)
        return cls(department=department, project=project, story=rows(story))

    def live(self) -> CastYear:
        """Live every night of the academic year."""
        people = World(MemoryClient(self.project), self.department, SEED)  # type: ignore[arg-type]  # the rows part of a Client
        night, left = FIRST, self._read()
        while night <= LAST:
            if self._is_busy(night - DAY):
                self._store(night - DAY)
                self._act(people, night - DAY)
                left = self._read()
            left = self._night(night, left)
            night += DAY
        self._store(LAST)
        return self

    def record(self, part: str, which: int = 0) -> str:
        """The record number of whoever plays *part*."""
        return self.department.cast[part].record_ids[which]

    def ledger(self, night: date, *records: str) -> list[StoredItem]:
        """The ledger of some records as *night* left it."""
        held = self.nights[night].left.roster.ledger
        return [each for each in held if each.record_id in records]

    # ── the nights ────────────────────────────────────────────────────────────────────────────

    def _night(self, tonight: date, seen: Assembly) -> Assembly:
        before = dict(self.told)
        before_mail = plan = self.decided(seen, before, tonight)
        mailed = plan.notices
        if mailed:
            self.told.update({each.key: tonight for each in mailed})
            plan = self.decided(seen, self.told, tonight)
        left = Assembly(written(seen.roster, plan), seen.issues)
        self.nights[tonight] = Lived(
            seen=seen,
            told_before=before,
            before_mail=before_mail,
            plan=plan,
            mailed=mailed,
            left=left,
        )
        if plan.openings:
            self._store(tonight)
            return self._read()
        return left

    @staticmethod
    def decided(seen: Assembly, told: dict[str, date], tonight: date) -> NightPlan:
        """What the night decides; the memory is a copy, as each night reads its own."""
        return decide(seen, POLICY, told=SentNotices(dict(told)), mirror=True, today=tonight)

    def _store(self, night: date) -> None:
        """Write what the night left into the project, as the gateway would."""
        if night in self.nights:
            lived = self.nights[night]
            changes = self._changes(lived.plan, lived.seen)
            self.project.push(changes.rows, record_id_field=RECORD)

    def _changes(self, plan: NightPlan, seen: Assembly) -> ChangeSet:
        return build_change_set(
            emit(plan, seen.roster, f"{plan.today} 02:00"),
            self.rows,
            owned=registry.owned_instruments(),
            openings=registry.openable_instruments(),
            max_rows=10_000,
        )

    def second_run(self) -> tuple[NightPlan, ChangeSet]:
        """The last night once more, from REDCap: what it decides, and what it would write."""
        seen = self._read()
        plan = self.decided(seen, self.told, LAST)
        return plan, self._changes(plan, seen)

    def _read(self) -> Assembly:
        wanted = registry.pull_requests()
        answers = self.project.pull(
            [InstrumentRequest(each.fields, each.repeating) for each in wanted], RECORD
        )
        self.rows = {each.key: found for each, found in zip(wanted, answers, strict=True)}
        return assemble(self.rows)

    # ── the days ──────────────────────────────────────────────────────────────────────────────

    def _is_busy(self, day: date) -> bool:
        plans = self.department.plans
        wishes = {on for wish in plans.wishes.values() for on in (wish.on, wish.fixed_on)}
        acts = {act.on for act in plans.acts}
        return day in wishes | acts or any(each["day"] == str(day) for each in self.story)

    def _act(self, people: World, day: date) -> None:
        answer_preferences(people, day)
        visit = people.visit(*PAGES)
        for act in self.department.plans.acts:
            if act.on == day and act.row[RECORD] in visit.once:
                visit.save_row(act.row)
        for event in self.story:
            if event["day"] == str(day):
                Doing(visit, day, self._who(event["part"])).do(event["what"])
        visit.leave()

    def _who(self, part: str) -> str:
        """The record that acts: the part's first one, or the one that is named."""
        name, _, which = part.partition(" ")
        return self.record(name, {"": 0, "two": 1, "group": 1}[which])


@dataclass(frozen=True)
class Doing:
    """What one member of the cast enters on one day."""

    visit: Visit
    day: date
    record: str

    def do(self, what: str) -> None:
        """Enter it."""
        match what.split():
            case ["met", how]:
                self._add("contact_log", cl_pair=1, cl_on=self.day, cl_how=Meeting[how])
            case [who, "signs" | "sign"]:
                self._attest("first_report", who, "fr", fr_pair=1)
            case [who, "reports" | "report", period]:
                self._attest("quarterly_report", who, "qr", qr_pair=1, qr_period=period)
            case ["reviewed", hub, period]:
                self._review(hub, period)
            case ["lists", *opportunity]:
                self.visit.save_once(self.record, hub_opportunities=" ".join(opportunity))
            case _:
                self._decide(what)

    def _add(self, instrument: str, **values: Value) -> None:
        number = self.visit.free(instrument, self.record)
        self.visit.save(instrument, self.record, number, **values)

    def _attest(self, instrument: str, who: str, prefix: str, **keys: Value) -> None:
        number = self.visit.find(instrument, self.record, **keys)
        partners = ("mentee", "mentor") if who == "both" else (who,)
        ticks: dict[str, Value] = {f"{prefix}_{each}_ok": True for each in partners}
        self.visit.save(
            instrument,
            self.record,
            number or self.visit.free(instrument, self.record),
            **keys,
            **ticks,
        )

    def _decide(self, what: str) -> None:
        """The office makes a pairing, takes it back or closes it."""
        match what.split():
            case ["FINAL", "hub", hub, "mentor", mentor, *more]:
                self._pair(hub, mentor, dict(zip(more[::2], more[1::2], strict=True)))
            case ["coached", "by", mentor]:
                self._pair(None, mentor, {"programme": "SENIOR_COACHING"})
            case ["taken", "back"]:
                self.visit.save("pairing", self.record, 1, pr_decision=Decision.NOT_GOING_AHEAD)
            case ["closed"]:
                ended = {"pr_state": PairingState.CLOSED, "pr_end_on": self.day, "pr_end_why": "4"}
                self.visit.save("pairing", self.record, 1, **ended)
            case _:
                raise ValueError(what)

    def _pair(self, hub: str | None, mentor: str, more: dict[str, str]) -> None:
        programme = Programme[more.get("programme", "FACULTY_HUB")]
        self._add(
            "pairing",
            pr_cycle="AY2026",
            pr_program=programme,
            pr_take=Take.EXISTING if programme is Programme.CODIFIED else Take.OWN_CHOICE,
            pr_hub=hub,
            pr_mentor=mentor,
            pr_mentee_said=Said.AGREES,
            pr_mentor_said=Said.AGREES,
            pr_decision=Decision.FINAL,
            pr_start_on=more.get("from", str(self.day)),
            pr_state=PairingState.ACTIVE,
        )

    def _review(self, hub: str, period: str) -> None:
        for number, row in self.visit.instances("senior_review", self.record).items():
            if row["sr_period"] == period and row["sr_hub"].startswith(hub):
                self.visit.save(
                    "senior_review", self.record, number, sr_met_on=self.day, sr_progress="2"
                )
                return
        raise LookupError(f"no review of {hub} for {period} is open on {self.record}")


def _with_a_part(department: Department) -> set[str]:
    """Everybody and everything but the people without a part: they would only take time."""
    parts = department.cast.values()
    playing = {record for part in parts for record in part.record_ids}
    offering = {row[RECORD] for row in department.rows_of("hub_commitment")}
    leading = {row[name] for row in department.rows for name in LEADERS if row.get(name)}
    return {row[RECORD] for row in department.rows} - (
        department.people.keys() - playing - offering - leading
    )
