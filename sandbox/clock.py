"""A clock that stands still until somebody moves it: rehearsals live in their own time."""

from datetime import datetime


class ManualClock:
    """Call it for the time; assign `now` to move it. Times are the server's local time."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The present moment."""
        return self.now
