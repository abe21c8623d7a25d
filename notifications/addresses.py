"""E-mail addresses as the wire wants them; strict, because yagmail's own check is not."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email


class BadAddress(ValueError):
    """An address that must not reach a relay; the message does not repeat it."""


def ascii_address(address: str) -> str:
    """Return *address* with an international domain in its ASCII form.

    Raises:
        BadAddress: not an address, or one that needs SMTPUTF8.
    """
    try:
        found = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError:
        raise BadAddress("not a deliverable e-mail address") from None
    if not found.ascii_email:
        raise BadAddress("the address needs SMTPUTF8")
    return found.ascii_email


def is_deliverable(address: str) -> bool:
    """Tell whether `ascii_address` accepts it."""
    try:
        ascii_address(address)
    except BadAddress:
        return False
    return True


def is_same_mailbox(one: str, other: str) -> bool:
    """Tell whether two addresses are the same, whatever their case or the form of the domain."""
    if not (is_deliverable(one) and is_deliverable(other)):
        return False
    return ascii_address(one).casefold() == ascii_address(other).casefold()
