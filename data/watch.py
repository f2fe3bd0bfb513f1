"""The background work without a web server: poll the feeds, regroup, close what is silent, and look what lies
under each hotspot.

Each round also tells by message who is owed, goes on to the next contact where nobody answers, and works the
outbox. Once a night it looks who could not be reached on the day that comes.

Everything it knows is in the database, so that it can be killed anywhere and started again, here or
elsewhere: a lease sees to it that exactly one acts. A feed's fault never stops the others; a database's fault
ends the round, and the next one tries again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import requests
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data.access import program
from data.agencies.act import Act
from data.agencies.reaching import check_due, check_nightly
from data.auditing import audit, audit_due, keep
from data.clock import Clock, real_now
from data.errors import LeaseLost
from data.events import close_silent
from data.events.regrouping import WATCH
from data.feeds.fetch import open_session
from data.feeds.history import history
from data.feeds.poll import Polled, Poller, poll
from data.feeds.polling import due
from data.feeds.registry import Endpoints, Span, active_specs, endpoints
from data.feeds.spec import FeedSpec
from data.forest.evidence import ensure_shares
from data.forest.sweeping import sweep
from data.hold import TTL_S, Hold
from data.ledger.knowing import know_events, pending_events
from data.ledger.settings import keep_settings
from data.meetings.generating import generate, pending, periods_ahead
from data.notices.office import Office, office_of
from data.notices.settings import Channels, read_channels
from data.notices.watching import work
from data.positions.keeping import forget
from data.profile import Profile
from data.store.engine import reading, writing
from data.wall.briefings import Installed, brief
from data.wall.conditions import conditions
from data.wall.keeping import keep as keep_alarms
from geo.areas import Areas, load_areas

log = logging.getLogger(__name__)

LEASE = "watch"
# How often the loop looks whether something is due, and whether the lease is free.
TURN_S = 20.0
MEETINGS_EVERY = timedelta(hours=1)
"""How often it is looked whether the plan promises meetings that are not there: they are made weeks ahead."""
AUDIT_LOGGED = 20
"""More differences than this are counted, not logged."""


@dataclass(frozen=True)
class Round:
    """One round over all feeds. `held_by`: who is at work instead (then nothing was done here)."""

    polls: tuple[Polled, ...] = ()
    closed: tuple[str, ...] = ()
    held_by: str | None = None

    @property
    def failures(self) -> tuple[Polled, ...]:
        return tuple(each for each in self.polls if each.error is not None)


class Watch:
    """The watch of one installation.

    Parameters
    ----------
    engine
        A migrated database.
    clock
        The clock of facts: what is "now" for feeds and events, in a drill the scenario's. Leases and retries
        run on the real clock all the same.
    where, session, areas, channels
        For tests and drills: other servers, another transport, loaded areas, other ways to send messages
        than those of the environment.
    drill
        Messages are marked, and go to the outbox page but for an allow-list.
    attended
        Whether somebody looks at the wall: while a drill plays its six weeks before, alarms and briefings
        would be nobody's.
    """

    def __init__(
        self,
        engine: Engine,
        profile: Profile,
        clock: Clock = real_now,
        *,
        where: Endpoints | None = None,
        session: requests.Session | None = None,
        areas: Areas | None = None,
        channels: Channels | None = None,
        drill: bool = False,
        sleep: Callable[[float], object] = time.sleep,
        ttl_s: float = TTL_S,
        attended: Callable[[], bool] = lambda: True,
    ) -> None:
        self._engine, self._profile, self._now = engine, profile, clock
        self._given_areas, self._ttl_s = areas, ttl_s
        self._channels, self._drill, self._attended = channels, drill, attended
        self._meetings_at: datetime | None = None
        self._where = where or endpoints(profile.feeds)
        self._poller = Poller(
            engine, profile, lambda: self._areas, self._where, session or open_session(), clock, sleep
        )

    @cached_property
    def _areas(self) -> Areas:
        return self._given_areas or load_areas(self._profile.areas_dir)

    def _due(self, spec: FeedSpec, now: datetime, started: datetime | None, force: bool) -> list[Span]:
        with reading(self._engine) as conn:
            facts = history(conn, spec)
        settings = self._profile.feeds.poll
        spans = due(facts, spec, now, settings, started=started)
        if force and "short" not in spans and due(facts, spec, now + settings.every, settings):
            spans.append("short")
        return spans

    def _poll_feeds(
        self, hold: Hold, started: datetime | None, force: bool, stop: threading.Event | None
    ) -> list[Polled]:
        done: list[Polled] = []
        for spec in active_specs(self._profile.feeds, self._where):
            for span in self._due(spec, self._now(), started, force):
                if stop is not None and stop.is_set():
                    return done
                done.append(poll(self._poller, spec, span, fence=hold.fence))
        return done

    def _round(
        self, hold: Hold, *, started: datetime | None, force: bool, stop: threading.Event | None
    ) -> Round:
        keep_settings(self._engine, self._profile.ledger, self._now())
        polls = self._poll_feeds(hold, started, force, stop)
        with writing(self._engine) as conn:
            hold.fence(conn)
            closed = close_silent(conn, now=self._now(), settings=self._profile.events)
        self._look_under_hotspots()
        self._settle_forest(hold)
        self._check_agencies()
        self._forget_positions(hold)
        self._make_meetings(hold)
        self._work_outbox(hold, self._now)
        self._audit(hold)
        self._keep_wall(hold, self._now)
        return Round(tuple(polls), closed)

    def _look_under_hotspots(self) -> None:
        """What the forest has to say must never keep the feeds from being read."""
        try:
            sweep(self._engine, self._now())
            ensure_shares(self._engine, settings=self._profile.forest, now=self._now())
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("what lies under the hotspots could not be computed; the next round tries again")

    def _settle_forest(self, hold: Hold) -> None:
        """What the forest has said by now, or has not, decides which rules speak of an event: an inventory
        that cannot be read silences no alarm."""
        with reading(self._engine) as conn:
            waiting = pending_events(conn)
        if waiting:
            with writing(self._engine) as conn:
                hold.fence(conn)
                know_events(conn, waiting, now=self._now(), actor=WATCH, origin="watch", settled=True)

    @cached_property
    def _office(self) -> Office:
        return office_of(self._profile, self._areas, self._channels or read_channels(drill=self._drill))

    def _work_outbox(self, hold: Hold, clock: Clock) -> None:
        """Messages out, and who does not answer. Neither a gateway nor a fault keeps the feeds waiting."""
        try:
            work(self._engine, self._office, clock=clock, fence=hold.fence)
        except (LeaseLost, SQLAlchemyError):
            raise
        except Exception:
            log.exception("messages could not be worked on; the next round tries again")

    def _keep_wall(self, hold: Hold, clock: Clock) -> None:
        """The wall's alarms, and the briefing when it is time. They must not keep feeds waiting."""
        if not self._attended():
            return
        now, installation = clock(), Installed(self._profile, self._areas, self._drill)
        try:
            with reading(self._engine) as conn:
                found = conditions(conn, self._profile, now)
            with writing(self._engine) as conn:
                hold.fence(conn)
                keep_alarms(conn, found, now)
            brief(self._engine, installation, now, fence=hold.fence)
        except (SQLAlchemyError, LeaseLost):
            raise
        except Exception:
            log.exception("the wall's alarms could not be worked out; the next round tries again")

    def tell(self, clock: Clock) -> None:
        """Work on messages and the wall's alarms, between two rounds; nothing happens while another worker is
        at it.

        Raises
        ------
        LeaseLost, sqlalchemy.exc.SQLAlchemyError
        """
        with Hold(self._engine, LEASE, ttl_s=self._ttl_s) as hold:
            if hold.token is not None:
                self._work_outbox(hold, clock)
                self._keep_wall(hold, clock)

    def _check_agencies(self) -> None:
        """Once a night: who could not be reached on the day that comes. It must not keep feeds waiting."""
        now, zone = self._now(), self._profile.tz
        try:
            with reading(self._engine) as conn:
                due_now = check_due(conn, now, zone=zone)
            if due_now:
                with writing(self._engine) as conn:
                    check_nightly(conn, now, zone=zone)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("who can be reached could not be checked; the next round tries again")

    def _forget_positions(self, hold: Hold) -> None:
        """Where people were is kept for some days, no longer, and nobody has to think of it."""
        with writing(self._engine) as conn:
            hold.fence(conn)
            gone = forget(conn, self._profile.patrols.position_days, self._now())
        if gone:
            log.info("%d positions of patrols were older than is kept", gone)

    def _make_meetings(self, hold: Hold) -> None:
        """The meetings that the plan promises for this month and quarter and the next, each once. It must not
        keep feeds waiting."""
        now, tz = self._now(), self._profile.tz
        if self._meetings_at is not None and abs(now - self._meetings_at) < MEETINGS_EVERY:
            return
        try:
            periods = periods_ahead(now.astimezone(tz).date(), tz)
            with reading(self._engine) as conn:
                waiting = [each for each in periods if pending(conn, each, self._areas)]
            for period in waiting:
                with writing(self._engine) as conn:
                    hold.fence(conn)
                    generate(conn, period, self._areas, Act(now, program("watch"), "watch"), tz)
            self._meetings_at = now
        except (LeaseLost, SQLAlchemyError):
            raise
        except Exception:
            log.exception("the meetings of the plan could not be made; the next round tries again")

    def _audit(self, hold: Hold) -> None:
        """Once an hour: is the ledger what it should be? What is found is an alarm; it must not keep feeds
        waiting."""
        try:
            with reading(self._engine) as conn:
                if not audit_due(conn, self._now()):
                    return
                now = self._now()
                findings = audit(conn, now)
            for each in findings[:AUDIT_LOGGED]:
                log.error("the ledger differs from what it should be: %s", each)
            with writing(self._engine) as conn:
                hold.fence(conn)
                keep(conn, findings, now)
        except (SQLAlchemyError, LeaseLost):
            raise
        except Exception:
            log.exception("the ledger could not be audited; the next round tries again")

    def run_once(self) -> Round:
        """One round now: the short file of every feed, the long ones where due, then close what is silent.

        Does nothing when another worker holds the lease.

        Raises
        ------
        LeaseLost
            Another worker took over in the middle; what was stored until then is complete.
        sqlalchemy.exc.SQLAlchemyError
            The database does not work.
        """
        with Hold(self._engine, LEASE, ttl_s=self._ttl_s) as hold:
            if hold.token is None:
                return Round(held_by=hold.holder or "another worker")
            return self._round(hold, started=None, force=True, stop=None)

    def _work_while_held(self, stop: threading.Event, started: datetime) -> None:
        with Hold(self._engine, LEASE, ttl_s=self._ttl_s) as hold:
            while hold.token is not None and not stop.is_set():
                self._round(hold, started=started, force=False, stop=stop)
                stop.wait(TURN_S)

    def run_forever(self, stop: threading.Event) -> None:
        """Work whenever the lease is free, until `stop` is set.

        Never raises: what fails is logged and tried again. A wait ends at once when `stop` is set.
        """
        started = self._now()
        self._poller.sleep = stop.wait
        while not stop.is_set():
            try:
                self._work_while_held(stop, started)
            except LeaseLost:
                log.warning("another worker took the lease over")
            except SQLAlchemyError:
                log.exception("the database does not work; the watch tries again in %d s", TURN_S)
            except Exception:
                log.exception("a fault in the watch; it goes on in %d s", TURN_S)
            stop.wait(TURN_S)
