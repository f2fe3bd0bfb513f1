"""*Lấy ngay*: ask one feed at a person's wish, in a thread of its own and never two at once.

The page only starts it and reads how it stands; leaving the page does not stop it. A lease of its own keeps
two processes from doing this at once. It is not the watch's lease, which its worker holds all day: storing is
one serialised, repeatable transaction, so a poll beside the watch's own doubles nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.services import Services
from data.access import Actor, permit
from data.clock import Clock, real_now
from data.feeds.poll import Poller as FeedPoller
from data.feeds.poll import poll
from data.feeds.registry import active_specs, endpoints
from data.hold import Hold
from data.store.engine import reading

LEASE = "poll_now"
ACTION = "feeds.poll"
#: A file is refreshed about hourly; asking again within a minute only burdens its server.
LEAST_WAIT = timedelta(seconds=60)
#: How long the page tells how a poll ended.
NEWS = timedelta(minutes=2)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asking:
    """A poll that is under way; `since` on the real clock."""

    feed_id: str
    since: datetime


@dataclass(frozen=True)
class Asked:
    """How the last poll ended: `outcome` is "done", "busy" (somebody else polls) or "crashed"; real clock."""

    feed_id: str
    outcome: str
    at: datetime


class Poller:
    """At most one poll at a time in this process."""

    def __init__(self, clock: Clock = real_now) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._asking: Asking | None = None
        self._asked: Asked | None = None
        self._thread: threading.Thread | None = None

    def start(self, feed_id: str, work: Callable[[], bool]) -> bool:
        """Begin a poll; False when one is under way. `work` returns False when another process is polling."""
        with self._lock:
            if self._asking is not None:
                return False
            self._asking = Asking(feed_id, self._clock())
            self._thread = threading.Thread(
                target=self._run, args=(feed_id, work), name=f"poll-{feed_id}", daemon=True
            )
            self._thread.start()
            return True

    def _run(self, feed_id: str, work: Callable[[], bool]) -> None:
        outcome = "crashed"
        try:
            outcome = "done" if work() else "busy"
        except Exception:
            _log.exception("poll of %s at a person's wish", feed_id)
        finally:
            with self._lock:
                self._asking, self._asked = None, Asked(feed_id, outcome, self._clock())

    def standing(self) -> Asking | Asked | None:
        """The poll under way, else how the last one ended while that is news, else None."""
        with self._lock:
            if self._asking is None and self._asked is not None and self._clock() - self._asked.at >= NEWS:
                return None
            return self._asking or self._asked

    def wait(self, seconds: float) -> None:
        """Until the poll under way has ended."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)


def ask(here: Services, feed_id: str, person: Actor) -> bool:
    """Ask a feed for its short file and store what it says; False while another process does such a thing.

    What is wrong with the feed becomes a failed run, as in the watch.

    Raises
    ------
    Denied
        The person may not.
    KeyError
        No feed of this installation is called so.
    sqlalchemy.exc.SQLAlchemyError
        The database does not work.
    """
    with reading(here.engine) as conn:
        permit(person, ACTION, conn=conn)
    where = endpoints(here.profile.feeds)
    spec = {each.id: each for each in active_specs(here.profile.feeds, where)}[feed_id]
    with Hold(here.engine, LEASE) as hold:
        if hold.token is None:
            return False
        session = here.open_session()
        shared = FeedPoller(here.engine, here.profile, lambda: here.areas, where, session, here.now)
        poll(shared, spec, "short", fence=hold.fence)
    return True


poller = Poller()
