"""What a person says of a staged layer after having seen it, and the way back from one that came into
force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, update

from data import journal
from data.access import Actor, signed
from data.clock import require_aware
from data.errors import ConflictError
from data.forest.errors import LayerNotBefore, LayerNotStaged
from data.forest.layers import ACTIVATE, FAMILIES, RECORD_KIND, Layer, layer, list_layers
from data.store.engine import reading, writing
from data.store.lock import serialise
from data.store.tables import forest_layer


def _change(conn: Connection, seen: Layer, expected_version: int | None, values: dict[str, Any]) -> None:
    wanted = seen.version if expected_version is None else expected_version
    done = conn.execute(
        update(forest_layer)
        .where(forest_layer.c.id == seen.id, forest_layer.c.version == wanted)
        .values(**values, version=wanted + 1)
    )
    if done.rowcount != 1:
        raise ConflictError(record_kind=RECORD_KIND, record_id=str(seen.id), seen=wanted, stored=seen.version)


def _changed(
    conn: Connection,
    seen: Layer,
    values: dict[str, Any],
    action: str,
    reason: str | None,
    expected_version: int | None = None,
) -> journal.Entry:
    before = {name: getattr(seen, name) for name in values}
    _change(conn, seen, expected_version, values)
    return journal.Entry(action, RECORD_KIND, str(seen.id), before, values, reason)


def describe(
    engine: Engine,
    layer_id: int,
    *,
    name: str,
    valid_from: datetime | None,
    expected_version: int | None = None,
) -> Layer:
    """Name a staged layer and say from when it counts; nothing else of it can be changed.

    Raises
    ------
    LayerUnknown, LayerNotStaged, ConflictError
        It does not wait for a yes, or was changed by somebody else meanwhile.
    """
    with writing(engine) as conn:
        found = layer(conn, layer_id)
        if found.state != "staged":
            raise LayerNotStaged(layer_id=layer_id, state=found.state)
        begins = None if valid_from is None else require_aware(valid_from)
        kept = " ".join(name.split()) or found.name
        if (kept, begins) != (found.name, found.valid_from):
            _change(conn, found, expected_version, {"name": kept, "valid_from": begins})
        return layer(conn, layer_id)


def _activated(conn: Connection, kind: str) -> list[Layer]:
    """The layers that took each other's place, in the order in which they came into force.

    One that was taken back has no `activated_at` any more: it is no version to go back to.
    """
    family = next(kinds for kinds in FAMILIES if kind in kinds)
    found = [each for each in list_layers(conn, states=("active", "retired")) if each.kind in family]
    return sorted(
        (each for each in found if each.activated_at is not None),
        key=lambda each: (each.activated_at, each.id),
    )


def _ends(chain: list[Layer]) -> dict[int, datetime | None]:
    """When each layer of a chain ends if its layers come into force one after the other."""
    ends: dict[int, datetime | None] = {}
    for place, new in enumerate(chain):
        ends[new.id] = None
        for old in chain[:place]:
            known, begins = ends[old.id], new.valid_from
            if begins is not None and (known is None or begins < known):
                ends[old.id] = begins if old.valid_from is None else max(begins, old.valid_from)
    return ends


def version_before(engine: Engine, layer_id: int) -> Layer | None:
    """The version whose place an active layer took; None for the first."""
    with reading(engine) as conn:
        current = layer(conn, layer_id)
        chain = _activated(conn, current.kind)
    is_last = len(chain) > 1 and current.state == "active" and chain[-1].id == layer_id
    return chain[-2] if is_last else None


def restore(
    engine: Engine,
    layer_id: int,
    *,
    now: datetime,
    actor: Actor | str,
    origin: str,
    expected_version: int | None = None,
    reason: str | None = None,
) -> Layer:
    """Let the version before the active one count again, as if the active one had never been activated.

    The active one keeps its plots and its line in the journal, but no time: hotspots since its beginning get
    the older version back. Call `data.forest.evidence.ensure_shares` afterwards, or leave that to the watch.

    Parameters
    ----------
    layer_id
        The older version.
    expected_version
        The version of the ACTIVE layer that the person saw.

    Raises
    ------
    Denied
        Whoever acts may not.
    LayerUnknown
    LayerNotBefore
        It is not the version whose place the active one took.
    ConflictError
        Somebody changed the active layer meanwhile.
    """
    now = require_aware(now)
    with writing(engine) as conn:
        serialise(conn)
        name, origin = signed(actor, ACTIVATE, origin, conn=conn)
        chain = _activated(conn, layer(conn, layer_id).kind)
        if len(chain) < 2 or chain[-2].id != layer_id or chain[-1].state != "active":
            raise LayerNotBefore(layer_id=layer_id)
        current = chain.pop()
        # The one that is taken back has no time: its end is its beginning.
        taken = {"state": "retired", "valid_to": current.valid_from or now, "activated_at": None}
        entries = [_changed(conn, current, taken, "taken_back", reason, expected_version)]
        for old in chain:
            values = {
                "state": "active" if old is chain[-1] else "retired",
                "valid_to": _ends(chain)[old.id],
            }
            if values != {name: getattr(old, name) for name in values}:
                entries.append(_changed(conn, old, values, "restored", reason))
        journal.append_all(conn, entries, at=now, actor=name, origin=origin)
        return layer(conn, layer_id)
