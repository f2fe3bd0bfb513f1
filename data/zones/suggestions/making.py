"""Make a run: score the ground by what is known now, and keep the run with everything that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, insert

from data.access import permit
from data.clock import require_aware
from data.forest.settings import ForestSettings
from data.journal import append
from data.store.lock import serialise
from data.store.tables import suggestion_run, zone_suggestion
from data.zones.act import ACTION, By
from data.zones.suggestions.gathering import gather
from geo.communes import Areas
from geo.suggesting import Rules, Scored, Suggested, score, suggest
from geo.suggesting.explaining import columns, explain

RECORD_KIND = "suggestion_run"
GROUND = ("fires", "forest")
"""Without one of these nothing is proposed: where people live and when somebody was last there does not say
that anything burns."""
NOTHING_BURNS, FLAT, TAKEN = "nothing_burns", "flat", "taken"
"""Why a run proposes nothing: neither fires nor forest are known; no ground stands out; all that stands out
is a zone already or was refused."""


@dataclass(frozen=True)
class Proposal:
    """A run that is not stored yet. `why_none`: of `NOTHING_BURNS`, `FLAT`, `TAKEN`; None with zones."""

    rules: Rules
    scored: Scored
    zones: tuple[Suggested, ...]
    ground: dict[str, Any]
    why_none: str | None


def propose(
    engine: Engine, areas: Areas, rules: Rules, forest: ForestSettings, now: datetime, tz: tzinfo
) -> Proposal:
    """Score the ground and draw zones; nothing is stored.

    Parameters
    ----------
    rules
        `Profile.suggesting`, perhaps with other weights.
    forest
        `Profile.forest`.
    now
        Aware, the clock of facts.
    """
    now = require_aware(now)
    gathered = gather(engine, areas, rules, forest, now, tz)
    scored = score(gathered.grid, gathered.known, rules, now, tz)
    ground = gathered.ground | {
        "scored_cells": int((~np.isnan(scored.score)).sum()),
        "full_fires": None if scored.past is None else round(scored.past.full, 2),
    }
    if all(part in scored.left_out for part in GROUND):
        return Proposal(rules, scored, (), ground, NOTHING_BURNS)
    zones = tuple(suggest(gathered.grid, scored.score, rules, gathered.allowed))
    why = None
    if not zones:
        why = TAKEN if suggest(gathered.grid, scored.score, rules) else FLAT
    return Proposal(rules, scored, zones, ground, why)


def _rules(rules: Rules) -> dict[str, Any]:
    plain = {name: getattr(rules, name) for name in rules.__dataclass_fields__}
    return plain | {"weights": dict(rules.weights), "verdicts": dict(rules.verdicts)}


def keep(conn: Connection, proposal: Proposal, by: By) -> int:
    """Store a run and its suggestions; return its number.

    Raises
    ------
    data.access.Denied
    """
    serialise(conn)
    permit(by.who, ACTION, {}, conn=conn)
    row = {
        "made_at": by.now,
        "rules": _rules(proposal.rules),
        "left_out": dict(proposal.scored.left_out),
        "ground": proposal.ground | {"why_none": proposal.why_none},
        "cells": columns(proposal.scored),
        "actor": by.who.name,
    }
    run = int(conn.execute(insert(suggestion_run).returning(suggestion_run.c.id), row).scalar_one())
    for each in proposal.zones:
        conn.execute(
            insert(zone_suggestion),
            {
                "run_id": run,
                "shape": each.shape,
                "score": round(each.score, 4),
                "parts": explain(proposal.scored, each.cells, proposal.rules),
                "cells": each.cells.tolist(),
                "state": "open",
                "actor": by.who.name,
            },
        )
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action="created",
        record_kind=RECORD_KIND,
        record_id=str(run),
        after={"suggestions": len(proposal.zones), "weights": dict(proposal.rules.weights)},
    )
    return run
