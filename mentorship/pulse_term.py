"""When each of a pair is asked, alone and in confidence, how it goes (N19).

Nothing here knows an answer, and nothing else in the automation does: the survey is neither read
nor opened. Its place in REDCap follows from the pairing alone, so that a link can be made for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


_MOST = 9
"""The ordinal is one digit of the survey's instance number."""
_LONGEST = 120
MENTEE, MENTOR = 1, 2


@dataclass(frozen=True, slots=True)
class PulseTerm:
    """After how many months of a pairing the two are asked.

    >>> PulseTerm.parse("after 4 and 10 months").months
    (4, 10)
    """

    months: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> PulseTerm:
        """Read `after 4 and 10 months`, or `after 6 months`.

        Raises:
            ValueError: the phrase is neither.
        """
        found = re.fullmatch(r"after ([0-9]{1,3}(?:(?:, | and )[0-9]{1,3})*) months", text)
        months = tuple(int(each) for each in re.findall(r"[0-9]+", found[1])) if found else ()
        in_order = months == tuple(sorted(set(months)))
        if not months or not in_order or len(months) > _MOST or not 1 <= months[-1] <= _LONGEST:
            raise ValueError("write it like after 4 and 10 months, nine times at most")
        return cls(months)

    def __str__(self) -> str:
        *first, last = map(str, self.months)
        return f"after {', '.join(first)}{' and ' * bool(first)}{last} months"


def pulse_instance(pairing_number: int, ordinal: int, who: int) -> int:
    """Return the instance of the survey on the mentee's record: `211` is pairing 2, first, mentee.

    Read digit by digit by staff: the pairing's number, which of its pulses, 1 mentee or 2 mentor.
    """
    return 100 * pairing_number + 10 * ordinal + who
