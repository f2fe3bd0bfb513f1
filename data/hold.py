"""Hold a lease while working: renewed by a thread, taken over at once from a holder that is known to be dead.

A killed worker leaves its lease behind until it expires. Where the system can tell that the process is gone
(Linux, the same machine and process space) nobody has to wait for that.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from data import lease
from data.clock import Clock, real_now
from data.errors import LeaseLost
from data.store.engine import reading, writing

log = logging.getLogger(__name__)

# Long enough for a slow database, short enough that another machine takes over within two turns of polling.
TTL_S = 90.0
_SEPARATOR = " "


def _started(pid: int) -> str | None:
    """When a process of this machine began (ticks since boot); None when it is gone or nobody can tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def _machine() -> str | None:
    """This machine, this boot and this process space; None where /proc is absent."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{socket.gethostname()}/{boot}/{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return None


def this_process() -> str:
    """Who asks for a lease: machine, process, start, and the thread (a process may hold several leases)."""
    pid = os.getpid()
    parts = (_machine() or socket.gethostname(), str(pid), _started(pid) or "-", str(threading.get_ident()))
    return _SEPARATOR.join(parts)


def is_gone(holder: str) -> bool:
    """Whether the holder surely lives no more; False when that cannot be known."""
    parts = holder.split(_SEPARATOR)
    machine = _machine()
    if len(parts) != 4 or machine is None or parts[0] != machine or not parts[1].isdigit():
        return False
    return _started(int(parts[1])) != parts[2]


class Hold:
    """`with Hold(engine, name) as hold:` -- `hold.token` is None when somebody else is at work.

    Time is the real clock's, in a drill too. `fence` is for the first line of a writing transaction.
    """

    def __init__(self, engine: Engine, name: str, *, ttl_s: float = TTL_S, clock: Clock = real_now) -> None:
        self._engine, self._name, self._ttl_s, self._clock = engine, name, ttl_s, clock
        self._done = threading.Event()
        self._keeper: threading.Thread | None = None
        self.token: int | None = None
        self.holder: str | None = None

    def _acquire(self) -> int | None:
        now = self._clock()
        with writing(self._engine) as conn:
            for held in lease.live(conn, now):
                if held.name == self._name and is_gone(held.holder):
                    log.info("taking the lease %s over from a process that is gone", self._name)
                    lease.release(conn, self._name, held.token)
            return lease.acquire(conn, self._name, this_process(), self._ttl_s, now)

    def _keep(self) -> None:
        while not self._done.wait(self._ttl_s / 3):
            try:
                with writing(self._engine) as conn:
                    if not lease.renew(conn, self._name, self.token or 0, self._ttl_s, self._clock()):
                        log.error("the lease %s was taken by another", self._name)
                        return
            except SQLAlchemyError:
                log.warning("the lease %s could not be renewed; trying again", self._name, exc_info=True)

    def fence(self, conn: Connection) -> None:
        """Raise LeaseLost unless the lease is still ours; holds it for the rest of the transaction."""
        if self.token is None:
            raise LeaseLost(name=self._name, token=None)
        lease.require(conn, self._name, self.token)

    def __enter__(self) -> Hold:
        self.token = self._acquire()
        if self.token is None:
            with reading(self._engine) as conn:
                found = [held for held in lease.live(conn, self._clock()) if held.name == self._name]
            self.holder = found[0].holder if found else None
            return self
        self._done.clear()
        self._keeper = threading.Thread(target=self._keep, name=f"lease {self._name}", daemon=True)
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._keeper is not None:
            self._keeper.join()
            self._keeper = None
        if self.token is not None:
            with writing(self._engine) as conn:
                lease.release(conn, self._name, self.token)
            self.token = None
