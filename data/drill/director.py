"""Who runs the drill: plays the satellites' past and present through the ordinary watch, by the clock.

The backstory, a jump and the running minutes are one thing: what people do by a scenario time, then a round
of the watch, which asks for the files as they stood at that time. Where the drill stands is in its database
(`setting`), so that every process sees the same, and a killed director goes on where it stopped.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from sqlalchemy import Engine

from data import journal
from data.access import Actor, carrying, permit, signed
from data.clock import Clock, real_now
from data.drill import calls, forest, villages
from data.drill.adapter import SkyAdapter
from data.drill.clock import ScenarioClock
from data.drill.scene import Moment, Scene
from data.drill.standing import Standing, load_standing, save_standing
from data.drill.story import Story, deeds_of, hours_of, perform
from data.errors import DrillBackwards, NotSqlite
from data.profile import Profile
from data.store.engine import reading, sqlite_file, writing
from data.watch import Watch
from geo.areas import Areas

log = logging.getLogger(__name__)

ORIGIN = "drill"
CONTROL = "drill.control"
"""In the table of roles."""
TURN_S = 1.0
_TELL_EVERY = timedelta(seconds=10)
_LEAST_STEP = timedelta(minutes=15)
_STEPS = (  # gap wider than, step
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(hours=6), timedelta(hours=3)),
    (timedelta(0), timedelta(minutes=30)),
)
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Now:
    """What a page shows of the drill: the scenario's time, its speed (0 = paused), and where it is going."""

    time: datetime
    rate: float
    target: datetime | None
    ready: bool


class Director:
    """One drill on one database.

    Parameters
    ----------
    engine
        The drill's own migrated database.
    story
        What people do in it.
    real
        The real clock; tests give their own.
    """

    def __init__(
        self,
        engine: Engine,
        profile: Profile,
        scene: Scene,
        areas: Areas,
        *,
        story: Story | None = None,
        real: Clock = real_now,
    ) -> None:
        self._engine, self._scene, self._real = engine, scene, real
        self._profile, self._areas = profile, areas
        self._deeds = deeds_of(story or Story(), profile, areas)
        self._hours = hours_of(story or Story(), profile, scene.opens, scene.ends)
        self._story_time = scene.backstory_from
        self._told_until = real()
        session = _session(scene, self._at)
        self._watch = Watch(
            engine,
            profile,
            self._at,
            session=session,
            areas=areas,
            drill=True,
            sleep=lambda _: None,
            attended=self._is_open,
        )

    def _at(self) -> datetime:
        return self._story_time

    def _is_open(self) -> bool:
        standing = self.standing()
        return standing is not None and standing.ready

    def standing(self) -> Standing | None:
        """Where the drill stands; None before its first round."""
        with reading(self._engine) as conn:
            return load_standing(conn)

    def now(self) -> Now:
        """What the scenario's clock shows."""
        standing = self.standing()
        if standing is None:
            return Now(self._scene.backstory_from, 0.0, self._scene.opens, ready=False)
        clock, target = standing.clock, standing.target
        return Now(clock.at(self._real()), clock.rate, target, standing.ready)

    @property
    def begins(self) -> datetime:
        """Where the backstory begins."""
        return self._scene.backstory_from

    @property
    def moments(self) -> tuple[Moment, ...]:
        """Times of the story worth jumping to."""
        return self._scene.moments

    def open_session(self) -> requests.Session:
        """A session that every address answers from the scene, as it stands at the scenario's time."""
        return _session(self._scene, self.time)

    def time(self) -> datetime:
        """The scenario's time, aware UTC: the clock of facts in a drill."""
        return self.now().time

    def set_rate(self, rate: float, actor: Actor | str) -> None:
        """Run at `rate` scenario seconds a second; 0 pauses."""
        self._change(actor, "speed", lambda s: s.with_clock(s.clock.with_rate(rate, self._real())))

    def jump(self, to: datetime, actor: Actor | str) -> None:
        """Go forward to a moment; what the satellites saw in between is played first.

        Raises
        ------
        DrillBackwards
            `to` lies in the scenario's past: restart instead.
        """
        now = self.time()
        if to <= now:
            raise DrillBackwards(now=now.isoformat(), to=to.isoformat())
        self._change(actor, "jump", lambda s: s.with_target(to))

    def restart(self, actor: Actor | str) -> None:
        """Put the database back to where the clock stood at the opening, and note who asked for it.

        Raises
        ------
        Denied
            Whoever acts may not.
        NotSqlite
            A drill on a database server has no opening snapshot.
        """
        live = sqlite_file(str(self._engine.url))
        if live is None:
            raise NotSqlite(tool="a fresh database")
        with reading(self._engine) as conn:
            permit(actor, CONTROL, conn=conn)
            people = carrying.taken(conn)
        _copy(_opening(live), live)
        with writing(self._engine) as conn:
            carrying.put_back(conn, people)
        self._change(
            actor, "restart", lambda s: s.with_clock(s.clock.set_to(self._scene.opens, self._real()))
        )

    def play(self, *, progress: Progress = lambda _: None, stop: threading.Event | None = None) -> None:
        """Play every round that is due by the clock or on the way to a target."""
        self._prepare()
        standing = self.standing() or self._begin()
        began = standing.played
        while stop is None or not stop.is_set():
            goal = standing.target or standing.clock.at(self._real())
            exact = standing.target is not None
            moment = next_round(standing.played, goal, exact=exact, hours=self._hours)
            if moment is None:
                break
            self._story_time = moment
            self._carry_clock(moment)
            perform(self._engine, self._deeds, moment)
            if self._watch.run_once().held_by is not None:
                return
            calls.ring(self._engine, self._profile, self._scene, self._areas, now=moment)
            standing = self._played(moment)
            progress((moment - began) / max(goal - began, timedelta(seconds=1)))
        if not standing.ready and standing.target is None:
            self._open()

    def run_forever(self, stop: threading.Event) -> None:
        """Play until `stop` is set. Never raises: a fault is logged and tried again."""
        while not stop.is_set():
            try:
                self.play(stop=stop)
                self._go_on()
                self._tell()
            except Exception:
                log.exception("a fault in the drill; it goes on")
                stop.wait(10 * TURN_S)
            stop.wait(TURN_S)

    def _go_on(self) -> None:
        """What people do does not wait for the next round either: they move on the map."""
        standing = self.standing()
        if standing is not None and standing.ready and standing.target is None:
            perform(self._engine, self._deeds, standing.clock.at(self._real()))

    def _tell(self) -> None:
        """Messages do not wait for the next round of the sky: whoever trains sees them at once."""
        standing, real = self.standing(), self._real()
        if standing is None or not standing.ready or real < self._told_until:
            return
        self._told_until = real + _TELL_EVERY
        self._watch.tell(self.time)

    def _prepare(self) -> None:
        """The ground of the story, where it is not laid yet: before the first round, or in an older drill."""
        scene, areas = self._scene, self._areas
        forest.plant(self._engine, self._profile, scene, areas, now=scene.backstory_from)
        villages.settle(self._engine, scene, areas, now=scene.backstory_from)

    def _begin(self) -> Standing:
        start, real = self._scene.backstory_from, self._real()
        standing = Standing(ScenarioClock(real, start, 0.0), start, self._scene.opens, ready=False)
        with writing(self._engine) as conn:
            save_standing(conn, standing)
        return standing

    def _carry_clock(self, moment: datetime) -> None:
        """On the way to a target the clock goes along, before the round: no page sees its future."""
        self._update(
            lambda s: s.with_clock(s.clock.set_to(moment, self._real())) if s.target is not None else s
        )

    def _played(self, moment: datetime) -> Standing:
        """The round of `moment` is done; a target that is reached is forgotten."""

        def after(standing: Standing) -> Standing:
            reached = standing.target is not None and moment >= standing.target
            return standing.with_played(moment).with_target(None if reached else standing.target)

        return self._update(after)

    def _update(self, change: Callable[[Standing], Standing]) -> Standing:
        with writing(self._engine) as conn:
            standing = load_standing(conn)
            if standing is None:
                raise RuntimeError("the drill's standing vanished during a round")
            standing = change(standing)
            save_standing(conn, standing)
        return standing

    def _open(self) -> None:
        """The backstory is played: keep this state for restarts, and let the clock run at real speed."""
        live = sqlite_file(str(self._engine.url))
        with writing(self._engine) as conn:
            standing = load_standing(conn)
            if standing is None:
                return
            # Who jumped while the backstory was played is there already: no clock shows less than has been.
            clock = ScenarioClock(self._real(), max(self._scene.opens, standing.played), 1.0)
            save_standing(conn, Standing(clock, standing.played, None, ready=True))
        if live is not None:
            _copy(live, _opening(live))

    def _change(self, actor: Actor | str, what: str, change: Callable[[Standing], Standing]) -> None:
        with writing(self._engine) as conn:
            name, origin = signed(actor, CONTROL, ORIGIN, conn=conn)
            standing = load_standing(conn) or self._begin()
            after = change(standing)
            save_standing(conn, after)
            journal.append(
                conn,
                at=self._real().astimezone(UTC),
                actor=name,
                origin=origin,
                action=what,
                record_kind="drill",
                record_id="clock",
                before=standing.as_json(),
                after=after.as_json(),
            )


def _session(scene: Scene, at: Clock) -> requests.Session:
    session = requests.Session()
    session.mount("https://", SkyAdapter(scene, at))
    session.mount("http://", SkyAdapter(scene, at))
    return session


def next_round(
    played: datetime, goal: datetime, *, exact: bool = False, hours: Sequence[datetime] = ()
) -> datetime | None:
    """The scenario time of the next round on the way to `goal`; None when nothing is due.

    The wider the gap, the wider the steps: six weeks are played in a minute, an hour as it was. A running
    clock is followed every quarter of an hour; with `exact` (a jump's target) the goal itself is played. No
    step goes past one of the `hours`.
    """
    gap = goal - played
    if gap <= timedelta(0) or (gap < _LEAST_STEP and not exact):
        return None
    step = played + next(step for least, step in _STEPS if gap > least)
    return min(goal, step, *(each for each in hours if each > played))


def _opening(live: Path) -> Path:
    return live.with_name(f"{live.stem}-opening{live.suffix}")


def _copy(source: Path, target: Path) -> None:
    """Copy one SQLite database over another, in one transaction that running readers survive."""
    with sqlite3.connect(source) as a, sqlite3.connect(target, timeout=30) as b:
        a.backup(b)
    a.close()
    b.close()
