"""Reading a forest layer takes minutes: a thread of its own, one at a time, that a page watches and can stop.

The page may be closed meanwhile; what is read waits in the database for a person's yes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data.clock import Clock, real_now
from geo.errors import GeoError

_log = logging.getLogger(__name__)

Told = Callable[[int, int], None]


class _Stopped(Exception):  # noqa: N818 -- not an error: somebody asked for it
    """Thrown inside the work by the first report after a person has said stop."""


@dataclass(frozen=True)
class Running:
    """Work under way: `done` of `total` (0: not known yet) since `since` (real clock)."""

    name: str
    since: datetime
    phase: str = ""
    done: int = 0
    total: int = 0
    stopping: bool = False


@dataclass(frozen=True)
class Ended:
    """How the last work ended: "staged" (with its layer), "stopped", "refused" (with code), "crashed"."""

    name: str
    outcome: str
    layer_id: int | None = None
    code: str | None = None
    params: dict[str, Any] | None = None


class Desk:
    """At most one piece of work at a time in this process."""

    def __init__(self, clock: Clock = real_now) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._running: Running | None = None
        self._ended: Ended | None = None
        self._thread: threading.Thread | None = None

    def start(self, name: str, work: Callable[[Callable[[str], Told]], int]) -> bool:
        """Begin; False while something else runs.

        `work` gets a function that makes the reporter of a phase, and returns the number of the staged layer.
        """
        with self._lock:
            if self._running is not None:
                return False
            self._running, self._ended = Running(name, self._clock()), None
            self._thread = threading.Thread(target=self._run, args=(name, work), name="forest", daemon=True)
            self._thread.start()
            return True

    def _reporter(self, phase: str) -> Told:
        def told(done: int, total: int) -> None:
            with self._lock:
                if self._running is None or self._running.stopping:
                    raise _Stopped
                self._running = replace(self._running, phase=phase, done=done, total=total)

        return told

    def _run(self, name: str, work: Callable[[Callable[[str], Told]], int]) -> None:
        ended = Ended(name, "crashed")
        try:
            ended = Ended(name, "staged", layer_id=work(self._reporter))
        except _Stopped:
            ended = Ended(name, "stopped")
        except GeoError as error:
            ended = Ended(name, "refused", code=error.code, params=dict(error.params))
        except Exception:
            _log.exception("reading the forest layer %s", name)
        finally:
            with self._lock:
                self._running, self._ended = None, ended

    def stop(self) -> None:
        """Ask the work to stop; it does at its next report, and leaves nothing."""
        with self._lock:
            if self._running is not None:
                self._running = replace(self._running, stopping=True)

    def standing(self) -> Running | Ended | None:
        """What runs, else how the last work ended until somebody has taken note."""
        with self._lock:
            return self._running or self._ended

    def noted(self) -> None:
        """A person has seen how it ended."""
        with self._lock:
            self._ended = None

    def wait(self, seconds: float) -> None:
        """Until the work has ended (tests)."""
        if self._thread is not None:
            self._thread.join(seconds)


desk = Desk()
