"""Nights on plain rows: what REDCap holds, decided, written back and told, as in a real night."""

from __future__ import annotations

from datetime import date

from mentorship.decide import decide
from mentorship.night import NightPlan
from mentorship.obligations.due_items import SentNotices
from mentorship.policy import Policy
from redcap_schema.assemble import assemble
from redcap_schema.emit import emit
from redcap_schema.target import TargetRow
from tests.support.redcap_rows import instance, pulled


Row = dict[str, str]


class RowNights:
    """A project's rows and the outbox's memory; `night` decides, writes, tells and records."""

    def __init__(self, *rows: Row) -> None:
        self.rows = {_key(each): dict(each) for each in rows}
        self.told: dict[str, date] = {}

    def type(self, *rows: Row) -> None:
        """Let the office, or anybody, type rows in; cells that are not named stay."""
        for each in rows:
            self.rows.setdefault(_key(each), {}).update(each)

    def night(self, on: date) -> NightPlan:
        """Live the night of *on*, then live it again and see that it writes and tells nothing."""
        plan = self._once(on)
        before = {key: dict(row) for key, row in self.rows.items()}
        again = self._once(on)
        assert again.notices == ()
        assert self.rows == before
        return plan

    def written(self, name: str, record: str) -> list[Row]:
        """The rows of a repeating instrument on a record, by instance."""
        mine = [each for (who, what, _), each in self.rows.items() if (who, what) == (record, name)]
        return sorted(mine, key=lambda each: int(each["redcap_repeat_instance"]))

    def page(self, record: str) -> Row:
        """The person's own row."""
        return self.rows[record, "", ""]

    def _once(self, on: date) -> NightPlan:
        plan = self._decide(on)
        self._write(emit(plan, self._roster, "run"))
        self.told |= {each.key: on for each in plan.notices}
        self._write(emit(self._decide(on), self._roster, "run"))
        return plan

    @property
    def _roster(self):
        return self._assembly.roster

    @property
    def _assembly(self):
        return assemble(pulled(*self.rows.values()))

    def _decide(self, on: date) -> NightPlan:
        told = SentNotices(dict(self.told))
        return decide(self._assembly, Policy(), told=told, mirror=True, today=on)

    def _write(self, targets: list[TargetRow]) -> None:
        for each in targets:
            number = each.repeat_instance
            row = instance(each.record_id, each.instrument, number or 0, **each.values)
            if number is None:
                row = {**row, "redcap_repeat_instrument": "", "redcap_repeat_instance": ""}
            self.type(row)


def _key(row: Row) -> tuple[str, str, str]:
    return row["record_id"], row["redcap_repeat_instrument"], row["redcap_repeat_instance"]
