"""What a round of the watch does about messages: tell, look who does not answer, remind, and send."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from data.clock import Clock, real_now
from data.errors import LeaseLost
from data.notices.autotelling import take_back, tell_automatically
from data.notices.escalating import escalate
from data.notices.office import Office
from data.notices.outbox import BUDGET_S, Round, send_due
from data.notices.reminding import remind
from data.notices.updating import tell_changes
from data.presence.alarms import watch_patrols
from data.store.engine import writing

log = logging.getLogger(__name__)

_STEPS = (tell_automatically, tell_changes, take_back, escalate, remind, watch_patrols)
Fence = Callable[[Connection], None]


def work(
    engine: Engine,
    office: Office,
    *,
    clock: Clock,
    real: Clock = real_now,
    fence: Fence = lambda conn: None,
    budget_s: float = BUDGET_S,
) -> Round:
    """One round. Each step is a transaction of its own: a fault in one, which the log tells, stops none of
    the others, and what is queued goes out in the same round.

    Parameters
    ----------
    clock, real
        The clock of facts, and the real one.
    fence
        Called first in each transaction: raises where another worker took over.

    Raises
    ------
    data.errors.LeaseLost, sqlalchemy.exc.SQLAlchemyError
    """
    for step in _STEPS:
        try:
            with writing(engine) as conn:
                fence(conn)
                done = step(conn, office, now=clock(), real_now=real())
        except (LeaseLost, SQLAlchemyError):
            raise
        except Exception:
            log.exception("%s failed; the next round tries again", step.__name__)
            continue
        if done:
            log.info("%s: %d", step.__name__, len(done))
    return send_due(engine, office, clock=clock, real=real, budget_s=budget_s)
