"""Which files of a feed are due: decided from the run rows alone, so that any process can resume."""

from __future__ import annotations

from datetime import datetime, timedelta

from data.feeds.history import History
from data.feeds.registry import Span
from data.feeds.spec import FeedSpec, PollSettings

# Late rows of an ended satellite still arrive for as long as the 7 d file shows them.
AFTER_THE_END = timedelta(days=7)


def _older(moment: datetime | None, now: datetime, age: timedelta) -> bool:
    return moment is None or now - moment >= age


def due(
    facts: History, spec: FeedSpec, now: datetime, poll: PollSettings, *, started: datetime | None = None
) -> list[Span]:
    """Files to ask for now, in this order.

    The short file is due every `poll.every`. The long one is due when it was never read, after an outage (no
    good answer for `poll.outage`), every `poll.long_every`, and once after the process `started`; but
    nothing is asked for more often than every `poll.every`, not even after a failure. The long file comes
    first, so that the feed's last run is always that of the short one.

    Parameters
    ----------
    started
        When the long-running process began; None for a single round.
    """
    if now < spec.first or (spec.last is not None and now >= spec.last + AFTER_THE_END):
        return []
    answered = facts.answered.get("long")
    wanted = (
        _older(answered, now, poll.long_every)
        or _older(facts.last_good_at, now, poll.outage)
        or (started is not None and answered is not None and answered < started)
    )
    spans: list[Span] = []
    if wanted and _older(facts.tried.get("long"), now, poll.every):
        spans.append("long")
    if _older(facts.tried.get("short"), now, poll.every):
        spans.append("short")
    return spans
