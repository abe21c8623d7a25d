"""Every exception this project raises, and the exit code an operator sees.

A bad record is data (`mentorship.issues`); a bad system is one of these::

    MentorshipError
    ├── ConfigurationError        fix and restart, never retried              exit 10
    │   ├── MappingError            names file, line, key, nearest valid name   10
    │   ├── DriftError              the project differs from the dictionary     11
    │   ├── WrongProjectError       the token opens another project             12
    │   └── OutboxLost              the outbox forgot what REDCap remembers     13
    ├── GatewayError
    │   ├── RedcapUnavailable       timeout, refused, 5xx, no JSON: retry       20
    │   │   └── WriteUncertain        no usable answer to a write: re-read first  20
    │   ├── RedcapRejected          REDCap said no: rights, bad value           21
    │   └── WriteRefused            our fuse: not owned, too many rows          22
    ├── MailError
    │   ├── RelayDown               connect, TLS, login or sender refused       30
    │   ├── OutboxBusy              another run is sending from the outbox      31
    │   └── OutboxUnavailable       its disk is full, its server is away        32
    └── UnexpectedFault           a mistake in this program, by kind and place  70

No message carries a name, an address, a narrative or a token.
"""

from __future__ import annotations

from typing import ClassVar


class MentorshipError(Exception):
    """Base of everything this project raises on purpose."""

    exit_code: ClassVar[int] = 1


class ConfigurationError(MentorshipError):
    """Something a person must set right before another run makes sense."""

    exit_code = 10


class MappingError(ConfigurationError):
    """A department's YAML is wrong; the message names file, line, key and the nearest name."""


class DriftError(ConfigurationError):
    """The live project differs from what this version needs; raised before any write."""

    exit_code = 11


class WrongProjectError(ConfigurationError):
    """The token opens another project than the department's file names."""

    exit_code = 12


class OutboxLost(ConfigurationError):
    """REDCap remembers notices that the outbox does not: sending now would double mail."""

    exit_code = 13


class GatewayError(MentorshipError):
    """Talking to REDCap failed."""

    exit_code = 20


class RedcapUnavailable(GatewayError):
    """No usable answer: timeout, refused connection, 5xx, a page where JSON was due. Retry."""


class WriteUncertain(RedcapUnavailable):
    """A write got no usable answer: REDCap may have taken it. Re-read before writing again."""


class RedcapRejected(GatewayError):
    """REDCap understood and said no: rights, a bad value, a locked record. Do not retry."""

    exit_code = 21


class WriteRefused(GatewayError):
    """Our own fuse: a row that is not ours to write, too many rows, or a wrong count."""

    exit_code = 22


class MailError(MentorshipError):
    """Mail could not be handed over."""

    exit_code = 30


class RelayDown(MailError):
    """Run-scope fault (connect, TLS, login, sender): stop sending, blame no recipient."""


class OutboxBusy(MailError):
    """Another sender holds this outbox; only one may send at a time."""

    exit_code = 31


class OutboxUnavailable(MailError):
    """The memory of mail cannot be read or written, so nothing may be sent."""

    exit_code = 32


class UnexpectedFault(MentorshipError):
    """A mistake in this program, told by kind and place only: its own text may quote a person."""

    exit_code = 70
