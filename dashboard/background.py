"""The background watch inside the server: one thread, started and stopped with it."""

from __future__ import annotations

import logging
import os
import threading

from dashboard.services import Services
from data.watch import Watch

OFF_VARIABLE = "CANHLUA_WATCH"  # "off" where `python -m data watch` runs beside the server, and in tests
STOP_SECONDS = 10.0

_log = logging.getLogger(__name__)
_thread: threading.Thread | None = None
_stop = threading.Event()


def start(here: Services) -> None:
    """Start the watch, unless it is switched off or running already."""
    global _thread
    if os.environ.get(OFF_VARIABLE, "").lower() == "off" or (_thread is not None and _thread.is_alive()):
        return
    _stop.clear()
    work = here.director or Watch(here.engine, here.profile, here.now)
    _thread = threading.Thread(target=work.run_forever, args=(_stop,), name="watch", daemon=True)
    _thread.start()


def stop() -> None:
    """Ask the watch to end and wait a little; what it leaves unfinished is resumed at the next start."""
    _stop.set()
    if _thread is not None:
        _thread.join(STOP_SECONDS)
        if _thread.is_alive():
            _log.warning("the watch is still busy; leaving it behind")


def state() -> str:
    """``running``, ``off`` (switched off, or not started here) or ``dead``."""
    if _thread is None:
        return "off"
    return "running" if _thread.is_alive() else "dead"
