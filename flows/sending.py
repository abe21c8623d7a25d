"""Tonight's mail: what is owed becomes messages, messages go through the outbox and the relay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows import runtime, settings
from mentorship.academic_calendar import AcademicCalendar, HalfYear, half_year_before
from mentorship.digest_rules import morning_digest
from mentorship.hub_summary import GroupSummary
from mentorship.obligations.due_items import DueItem, NoticeKind
from mentorship.program_settings import MailMode
from notifications.compose import MailContext, compose
from notifications.dispatch import Dispatcher, DispatchResult
from notifications.gates import Gatekeeper
from notifications.mail import Environment
from notifications.mime import SenderIdentity
from notifications.outbox import Outbox
from notifications.planning import plan_mails
from notifications.states import MailState
from reports.hub_summary import Figures, HalfYearWindow, summarise


if TYPE_CHECKING:
    from flows.night import Night
