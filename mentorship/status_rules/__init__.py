"""Tonight's status rows, computed from what REDCap holds and never from events."""
