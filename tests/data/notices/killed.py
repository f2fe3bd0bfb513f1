"""A round of telling that dies at a step: ``python -m tests.data.notices.killed URL SMTP_URL STEP``.

The steps are the seams between the outbox's functions; the process ends as by kill −9, without any clean-up.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from data.clock import real_now
from data.ledger.telling import By
from data.notices import outbox, queueing, recording
from data.notices.office import PROGRAM
from data.store.engine import open_engine, writing
from data.store.tables import duty, notice
from tests.data.notices.scene import EMAIL, channels, office

STEPS = (
    "queue_inside",
    "queued",
    "lease_inside",
    "leased",
    "sent",
    "record_inside",
    "record_end",
    "recorded",
    "never",
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(module: Any, name: str, *, call: int = 1) -> None:
    """Die when the function is called for the `call`-th time."""
    whole, met = getattr(module, name), [0]

    def stand_in(*args: Any, **kwargs: Any) -> Any:
        met[0] += 1
        if met[0] == call:
            die()
        return whole(*args, **kwargs)

    setattr(module, name, stand_in)


def after(module: Any, name: str) -> None:
    """Die when the function has done its work."""
    whole = getattr(module, name)

    def stand_in(*args: Any, **kwargs: Any) -> Any:
        whole(*args, **kwargs)
        die()

    setattr(module, name, stand_in)


TRAPS: dict[str, Callable[[], None]] = {
    "queue_inside": lambda: after(queueing, "append"),
    "queued": lambda: before(outbox, "_give_back"),
    "lease_inside": lambda: after(outbox, "set_notice"),
    "leased": lambda: before(outbox, "hand_over"),
    "sent": lambda: after(outbox, "hand_over"),
    "record_inside": lambda: before(recording, "tell"),
    "record_end": lambda: after(recording, "tell"),
    "recorded": lambda: before(outbox, "_lease", call=2),
    "never": lambda: None,
}


def main(url: str, smtp: str, step: str) -> None:
    """Queue once what is not queued, then work the outbox."""
    TRAPS[step]()
    engine, here = open_engine(url), office(channels(CANHLUA_SMTP_URL=smtp))
    with writing(engine) as conn:
        if conn.execute(select(notice.c.id)).first() is None:
            ids = list(conn.execute(select(duty.c.id)).scalars())
            by = By(PROGRAM, real_now(), "outbox")
            queueing.queue(conn, EMAIL, ids, purpose="digest", office=here, by=by, real_now=real_now())
    outbox.send_due(engine, here, clock=real_now)
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
