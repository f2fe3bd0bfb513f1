"""A staged layer comes into force, or is thrown away: a person's decision, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update

from data import journal
from data.access import Actor, signed
from data.clock import require_aware
from data.errors import ConflictError, refuse_stale
from data.forest.errors import LayerNotStaged, PlotsLost
from data.forest.layers import ACTIVATE, FAMILIES, IMPORT, RECORD_KIND, Layer, layer, list_layers
from data.forest.rows import remove_layer
from data.store.engine import writing
from data.store.lock import serialise
from data.store.tables import forest_layer, forest_plot


def _as_seen(conn: Connection, layer_id: int, expected_version: int | None) -> Layer:
    found = layer(conn, layer_id)
    if found.state != "staged":
        raise LayerNotStaged(layer_id=layer_id, state=found.state)
    refuse_stale(RECORD_KIND, str(layer_id), expected_version, found.version)
    return found


def _refuse_losses(conn: Connection, new: Layer) -> None:
    query = select(func.count()).select_from(forest_plot).where(forest_plot.c.layer_id == new.id)
    stored = int(conn.execute(query).scalar_one())
    if new.features_read != stored + new.refused or stored != new.plots:
        raise PlotsLost(read=new.features_read, plots=stored, refused=new.refused)


def _begins(new: Layer, relatives: list[Layer], now: datetime) -> datetime | None:
    """From when a layer counts: as said; else since ever for the first of its family, now for later ones."""
    if new.valid_from is not None or not relatives:
        return new.valid_from
    return now


def _ends(old: Layer, begins: datetime) -> datetime:
    """The end of an older layer once a newer one begins; it may never have counted then."""
    end = begins if old.valid_to is None else min(old.valid_to, begins)
    return end if old.valid_from is None else max(end, old.valid_from)


def _change(conn: Connection, old: Layer, values: dict[str, Any]) -> None:
    done = conn.execute(
        update(forest_layer)
        .where(forest_layer.c.id == old.id, forest_layer.c.version == old.version)
        .values(**values, version=old.version + 1)
    )
    if done.rowcount != 1:
        raise ConflictError(record_kind=RECORD_KIND, record_id=str(old.id), seen=old.version, stored=None)


def activate(
    engine: Engine,
    layer_id: int,
    *,
    now: datetime,
    actor: Actor | str,
    origin: str,
    expected_version: int | None = None,
    reason: str | None = None,
) -> Layer:
    """Bring a staged layer into force; what it replaces ends where it begins, and stays for older hotspots.

    A layer without a beginning counts since ever when it is the first of its family
    (`data.forest.layers.FAMILIES`), else from `now`. Call `data.forest.evidence.ensure_shares` afterwards, or
    leave that to the next round of the watch.

    Raises
    ------
    Denied
        Whoever acts may not.
    LayerUnknown, LayerNotStaged
        There is no such layer waiting.
    ConflictError
        It is not the version that the person saw.
    PlotsLost
        Plots and refused features do not add up to the features read.
    """
    now = require_aware(now)
    with writing(engine) as conn:
        serialise(conn)
        name, origin = signed(actor, ACTIVATE, origin, conn=conn)
        new = _as_seen(conn, layer_id, expected_version)
        _refuse_losses(conn, new)
        family = FAMILIES[new.family]
        relatives = [each for each in list_layers(conn, states=("active", "retired")) if each.kind in family]
        begins = _begins(new, relatives, now)
        entries = []
        for old in relatives:
            before = {"state": old.state, "valid_to": old.valid_to}
            after = {"state": "retired", "valid_to": _ends(old, begins or now)}
            if after != before:
                _change(conn, old, after)
                entries.append(journal.Entry("retired", RECORD_KIND, str(old.id), before, after, reason))
        values = {"state": "active", "valid_from": begins, "activated_at": now}
        _change(conn, new, values)
        facts = {"kind": new.kind, "name": new.name, "source_name": new.source_name, "plots": new.plots}
        counts = {"features_read": new.features_read, "refused": new.refused, "area_ha": new.area_ha}
        entries.append(
            journal.Entry(
                "activated",
                RECORD_KIND,
                str(layer_id),
                {"state": "staged", "valid_from": new.valid_from},
                {**values, **facts, **counts, "sha256": new.sha256, "findings": dict(new.findings)},
                reason,
            )
        )
        journal.append_all(conn, entries, at=now, actor=name, origin=origin)
        return layer(conn, layer_id)


def discard(
    engine: Engine,
    layer_id: int,
    *,
    now: datetime,
    actor: Actor | str,
    origin: str,
    expected_version: int | None = None,
    reason: str | None = None,
) -> None:
    """Throw a staged layer away.

    Raises
    ------
    LayerUnknown, LayerNotStaged, ConflictError
        As `activate`.
    """
    with writing(engine) as conn:
        serialise(conn)
        name, origin = signed(actor, IMPORT, origin, conn=conn)
        found = _as_seen(conn, layer_id, expected_version)
        remove_layer(conn, layer_id)
        journal.append(
            conn,
            at=require_aware(now),
            actor=name,
            origin=origin,
            action="discarded",
            record_kind=RECORD_KIND,
            record_id=str(layer_id),
            reason=reason,
            before={"kind": found.kind, "name": found.name, "source_name": found.source_name},
        )
