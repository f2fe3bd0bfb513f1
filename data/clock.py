"""The clocks of `data`.

Everything that decides takes ``now`` as an argument; only processes (the server, the watch, a command) own
a clock and ask it. Leases, retries and liveness always run on the real one.
"""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def require_aware(moment: datetime, name: str = "now") -> datetime:
    """Return `moment` in UTC.

    Raises
    ------
    ValueError
        `moment` carries no time zone: it could mean two moments seven hours apart.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"'{name}' should be an aware datetime, got naive {moment!r}")
    return moment.astimezone(UTC)


def real_now() -> datetime:
    """Return the real time, aware, in UTC."""
    return datetime.now(UTC)
