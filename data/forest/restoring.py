"""What a person says of a staged layer after having seen it, and the way back from one that came into
force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, update

from data import journal
from data.clock import require_aware
from data.errors import ConflictError
from data.forest.errors import LayerNotBefore, LayerNotStaged
from data.forest.layers import FAMILIES, RECORD_KIND, Layer, layer, list_layers
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
        raise ConflictError(
            record_kind=RECORD_KIND, record_id=str(seen.id), seen=wanted, stored=seen.version
        )


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


def _relatives(conn: Connection, kind: str) -> list[Layer]:
    """The layers that took each other's place, the last activated first."""
    family = next(kinds for kinds in FAMILIES if kind in kinds)
    found = [each for each in list_layers(conn, states=("active", "retired")) if each.kind in family]
    return sorted(found, key=lambda each: (each.activated_at is not None, each.activated_at, each.id))[::-1]


def _before(conn: Connection, current: Layer) -> Layer | None:
    older = [
        each
        for each in _relatives(conn, current.kind)
        if each.id != current.id
        and each.activated_at is not None
        and current.activated_at is not None
        and (each.activated_at, each.id) < (current.activated_at, current.id)
    ]
    # One that was itself taken back has never counted: it is no version to go back to.
    return next((each for each in older if each.valid_to is None or _counted(each, current)), None)


def _counted(old: Layer, current: Layer) -> bool:
    """Whether a layer was in force when the current one took its place."""
    return old.valid_to is not None and (old.is_in_force or old.valid_to == old.valid_from == current.valid_from)


def version_before(engine: Engine, layer_id: int) -> Layer | None:
    """The version whose place an active layer took; None for the first."""
    with reading(engine) as conn:
        current = layer(conn, layer_id)
        return _before(conn, current) if current.state == "active" else None


def restore(
    engine: Engine,
    layer_id: int,
    *,
    now: datetime,
    actor: str,
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
    LayerUnknown
    LayerNotBefore
        It is not the version whose place the active one took.
    ConflictError
        Somebody changed the active layer meanwhile.
    """
    now = require_aware(now)
    with writing(engine) as conn:
        serialise(conn)
        old = layer(conn, layer_id)
        current = next((each for each in _relatives(conn, old.kind) if each.state == "active"), None)
        if current is None or (before := _before(conn, current)) is None or before.id != old.id:
            raise LayerNotBefore(layer_id=layer_id)
        taken = {"state": "retired", "valid_to": current.valid_from or now}
        given = {"state": "active", "valid_to": None}
        _change(conn, current, expected_version, taken)
        _change(conn, old, None, given)
        entries = [
            journal.Entry(
                "taken_back",
                RECORD_KIND,
                str(current.id),
                {"state": current.state, "valid_to": current.valid_to},
                taken,
                reason,
            ),
            journal.Entry(
                "restored",
                RECORD_KIND,
                str(old.id),
                {"state": old.state, "valid_to": old.valid_to},
                given,
                reason,
            ),
        ]
        journal.append_all(conn, entries, at=now, actor=actor, origin=origin)
        return layer(conn, layer_id)
