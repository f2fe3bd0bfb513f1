"""The state of each feed: one table that the screen, /health, the log and the tests read.

A late feed, an empty answer and an error are three different things: a header alone is a good answer, so it
never makes a feed fail; a failing feed keeps the date of its last file; silence is what the files themselves
show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from data.feeds.history import History, history
from data.feeds.registry import active_specs, endpoints
from data.feeds.spec import FeedSpec
from data.profile import Profile
from geo.passes import next_pass

State = Literal["ended", "never", "failing", "fresh", "late", "silent"]

# A feed that answers is asked every quarter of an hour; without an answer for this many turns the last file
# is no longer "now", however new its detections are.
TURNS_WITHOUT_ANSWER = 4


@dataclass(frozen=True)
class FeedState:
    """One feed as it stands now.

    since
        Beginning of the state: first failed run, moment the limit was passed, end of the satellite; for a
        fresh feed its newest detection; None for never.
    last_file_at
        When the last good answer came (an unchanged file is one).
    newest_detection
        Over the whole file, before clipping to the watched box.
    next_pass
        Start of the next window in which one of its satellites may look at the area; earlier than now while a
        window is open. None once ended.
    pass_end, later_pass
        Where a window is open: when the last satellite in it is through, and when the next window opens.
    age_s
        Seconds since `last_file_at`.
    """

    id: str
    name: str
    satellites: tuple[str, ...]
    state: State
    since: datetime | None
    last_file_at: datetime | None
    newest_detection: datetime | None
    next_pass: datetime | None
    age_s: float | None
    error_code: str | None = None
    error_params: dict[str, Any] = field(default_factory=dict)
    pass_end: datetime | None = None
    later_pass: datetime | None = None

    @property
    def satellite(self) -> str:
        return ", ".join(self.satellites)


def judge(
    facts: History,
    spec: FeedSpec,
    now: datetime,
    *,
    every: timedelta,
    expected_end: datetime | None = None,
) -> tuple[State, datetime | None]:
    """State and its beginning: the first line that holds.

    ========  ==================================================================================
    ended     the satellite's known end is past, or it is silent past its announced end
    failing   the last run failed
    never     no run yet
    silent    newest detection older than `spec.silent`
    late      newest detection older than `spec.fresh`, or no good answer for 4 turns of polling
    fresh     otherwise
    ========  ==================================================================================

    A feed whose good answers never held a detection is judged by the age of its first good answer.
    """
    if spec.last is not None and now >= spec.last:
        return "ended", spec.last
    reference = facts.newest_detection or facts.first_good_at
    silent = reference is not None and now - reference > spec.silent
    if silent and expected_end is not None and now >= expected_end:
        return "ended", expected_end
    if facts.failing_since is not None:
        return "failing", facts.failing_since
    if reference is None or facts.last_good_at is None:
        return "never", None
    if silent:
        return "silent", reference + spec.silent
    unanswered = facts.last_good_at + TURNS_WITHOUT_ANSWER * every
    limit = min(reference + spec.fresh, unanswered)
    return ("late", limit) if now > limit else ("fresh", reference)


def _expected_end(spec: FeedSpec, profile: Profile) -> datetime | None:
    """When the last satellite of a feed is announced to end; None while one has no announced end."""
    ends = [profile.feeds.expected_end.get(satellite) for satellite in spec.satellites]
    return None if None in ends else max(end for end in ends if end is not None)


def _passes(spec: FeedSpec, profile: Profile, now: datetime) -> dict[str, datetime | None]:
    """The fields `next_pass`, `pass_end` and `later_pass` of a feed that flies."""
    windows = {satellite: profile.feeds.pass_windows[satellite] for satellite in spec.satellites}
    coming = next_pass(windows, now, profile.tz)
    if not coming or coming[0].start > now:
        return {"next_pass": coming[0].start if coming else None}
    end = coming[0].end
    for _ in range(2 * len(windows) + 2):  # windows of two satellites that touch are one; never without end
        later = next_pass(windows, end, profile.tz)[0]
        if later.start > end:
            return {"next_pass": coming[0].start, "pass_end": end, "later_pass": later.start}
        end = later.end
    return {"next_pass": coming[0].start}


def feed_states(conn: Connection, profile: Profile, now: datetime) -> list[FeedState]:
    """The state of every feed of this installation, in the order of the registry.

    Parameters
    ----------
    now
        Aware. The clock of facts: in a drill the scenario's.
    """
    now = now.astimezone(UTC)
    found = []
    for spec in active_specs(profile.feeds, endpoints(profile.feeds)):
        facts = history(conn, spec)
        state, since = judge(
            facts, spec, now, every=profile.feeds.poll.every, expected_end=_expected_end(spec, profile)
        )
        failing = state == "failing"
        passes: dict[str, Any] = {"next_pass": None} if state == "ended" else _passes(spec, profile, now)
        found.append(
            FeedState(
                id=spec.id,
                name=spec.name,
                satellites=spec.satellites,
                state=state,
                since=since,
                last_file_at=facts.last_good_at,
                newest_detection=facts.newest_detection,
                age_s=None if facts.last_good_at is None else (now - facts.last_good_at).total_seconds(),
                error_code=facts.error_code if failing else None,
                error_params=facts.error_params if failing else {},
                **passes,
            )
        )
    return found
