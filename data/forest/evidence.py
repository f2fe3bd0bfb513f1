"""What lies under each hotspot: computed once for the layer that counts at its time, and kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, case, delete, func, null, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from data.clock import require_aware
from data.forest.index import forest_index
from data.forest.layers import Layer, in_force
from data.forest.rows import plots_by_id
from data.forest.settings import ForestSettings
from data.store.engine import reading, writing
from data.store.tables import SHARES, detection, detection_forest, feed_run, setting
from geo.forest.growth import event_growth
from geo.forest.shares import shares

log = logging.getLogger(__name__)

MOST_PLOTS = 12
"""So many plots are kept for a hotspot, those with the largest shares; a pixel of 1 km may touch hundreds."""
COLUMNS = (
    "detection_id",
    "layer_id",
    *SHARES,
    "forest",
    "in_forest",
    "forest_distance_m",
    "plots",
    "owners",
    "computed_at",
)
_SETTING = "forest_evidence"
_AT_A_TIME = 5000
_IDS_AT_A_TIME = 10_000
_done: WeakKeyDictionary[Engine, tuple[Any, ...]] = WeakKeyDictionary()


def _expected(layers: Sequence[Layer]) -> ColumnElement[Any]:
    """The layer that counts at a detection's time, as SQL; NULL where none does."""
    branches = []
    for each in layers:
        limits: list[ColumnElement[bool]] = [detection.c.id.is_not(None)]
        if each.valid_from is not None:
            limits.append(detection.c.time_utc >= each.valid_from)
        if each.valid_to is not None:
            limits.append(detection.c.time_utc < each.valid_to)
        branches.append((and_(*limits), each.id))
    return case(*branches, else_=null()) if branches else null()


def _lacking(layers: Sequence[Layer], limit: int) -> Select[Any]:
    expected = _expected(layers)
    return (
        select(
            detection.c.id,
            detection.c.latitude,
            detection.c.longitude,
            detection.c.scan_km,
            detection.c.track_km,
            detection.c.stored_at,
            expected.label("layer_id"),
        )
        .select_from(detection.outerjoin(detection_forest, detection_forest.c.detection_id == detection.c.id))
        .where(
            expected.is_not(None),
            or_(
                detection_forest.c.layer_id.is_(None),
                detection_forest.c.layer_id != expected,
                # A better version of a detection may have another pixel.
                detection_forest.c.computed_at < detection.c.stored_at,
            ),
        )
        .order_by(detection.c.time_utc.desc(), detection.c.id)
        .limit(limit)
    )


def _owners(plots: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(plot["owner"] for plot in plots if plot["owner"]))


def _facts(summary: pd.DataFrame) -> list[dict[str, Any]]:
    away = summary["forest_distance_m"]
    known = away.notna() & (away < float("inf"))
    plain = summary.assign(forest_distance_m=away.astype(object).where(known, None))
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def _rows(
    engine: Engine, wanted: pd.DataFrame, settings: ForestSettings, now: datetime
) -> list[dict[str, Any]]:
    """What lies under some detections of one layer, as the table `detection_forest` takes it."""
    layer_id = int(wanted["layer_id"].iloc[0])
    summary, touched = shares(
        wanted.reset_index(drop=True),
        forest_index(engine, layer_id),
        near_m=settings.near_m,
        forest_groups=settings.counts_as_forest,
    )
    kept = touched.groupby("detection", sort=False).head(MOST_PLOTS)
    with reading(engine) as conn:
        known = plots_by_id(conn, touched["key"].unique().tolist())
    owners = {
        number: _owners(known[key] for key in keys)
        for number, keys in touched.groupby("detection", sort=False)["key"]
    }
    plots: dict[Any, list[dict[str, Any]]] = {}
    for number, key, share in kept[["detection", "key", "share"]].itertuples(index=False):
        plots.setdefault(number, []).append({"plot": int(key), "share": round(float(share), 6)})
    summary["forest_distance_m"] = (
        summary["forest_distance_m"]
        .astype(object)
        .where(summary["forest_distance_m"].notna() & (summary["forest_distance_m"] < float("inf")), None)
    )
    return [
        {
            **facts,
            "detection_id": detection_id,
            "layer_id": layer_id,
            "plots": plots.get(number, []),
            "owners": owners.get(number, []),
            # A page's clock may be ahead of this round's; what was computed later is never older.
            "computed_at": max(now, stored_at),
        }
        for number, (detection_id, stored_at, facts) in enumerate(
            zip(wanted["id"], wanted["stored_at"], _facts(summary), strict=True)
        )
    ]


def _keep(conn: Connection, rows: list[dict[str, Any]]) -> None:
    dialect: Any = postgresql if conn.dialect.name == "postgresql" else sqlite
    put = dialect.insert(detection_forest)
    better = {name: put.excluded[name] for name in COLUMNS if name != "detection_id"}
    conn.execute(put.on_conflict_do_update(index_elements=["detection_id"], set_=better), rows)


def _settle(engine: Engine, layers: Sequence[Layer], settings: ForestSettings) -> None:
    """Forget what was computed by other settings, and what no layer counts for any more."""
    said = {"near_m": settings.near_m, "counts_as_forest": sorted(settings.counts_as_forest)}
    with writing(engine) as conn:
        before = conn.execute(select(setting.c.value).where(setting.c.key == _SETTING)).scalar()
        if before != said:
            conn.execute(delete(detection_forest))
            conn.execute(delete(setting).where(setting.c.key == _SETTING))
            conn.execute(setting.insert(), {"key": _SETTING, "value": said})
        else:
            idle = select(detection.c.id).where(_expected(layers).is_(None))
            conn.execute(delete(detection_forest).where(detection_forest.c.detection_id.in_(idle)))


def _state_of(engine: Engine, settings: ForestSettings) -> tuple[list[Layer], tuple[Any, ...]]:
    with reading(engine) as conn:
        layers = in_force(conn)
        newest = conn.execute(select(func.max(feed_run.c.id))).scalar()
    periods = tuple((each.id, each.created_at, each.valid_from, each.valid_to) for each in layers)
    return layers, (periods, newest, settings)


def ensure_shares(
    engine: Engine, *, settings: ForestSettings, now: datetime, limit: int | None = None
) -> int:
    """Compute what lies under every hotspot that lacks it; return for how many.

    Lacking are those never looked at, those whose layer is no longer the one that counts at their
    acquisition, and those of which a better version came. The newest go first. Done twice, it does nothing
    the second time; killed anywhere, the rest is done the next time; two at once write the same.

    Parameters
    ----------
    settings
        `Profile.forest`. When they change, everything is computed again.
    now
        Aware, the clock of facts.
    limit
        At most so many.
    """
    now = require_aware(now)
    layers, state = _state_of(engine, settings)
    if _done.get(engine) == state:
        return 0
    _settle(engine, layers, settings)
    count, more = 0, bool(layers)
    while more and (limit is None or count < limit):
        most = _AT_A_TIME if limit is None else min(_AT_A_TIME, limit - count)
        with reading(engine) as conn:
            found = pd.DataFrame(conn.execute(_lacking(layers, most)).mappings().all())
        more = not found.empty
        for _, wanted in found.groupby("layer_id") if more else ():
            rows = _rows(engine, wanted, settings, now)
            with writing(engine) as conn:
                _keep(conn, rows)
        count += len(found)
    if not more:
        _done[engine] = state
    return count


def ensure_shares_quietly(engine: Engine, *, settings: ForestSettings, now: datetime) -> int:
    """The same where it must not stand in the way: a fault is logged, and the next round tries again."""
    try:
        return ensure_shares(engine, settings=settings, now=now)
    except Exception:
        log.exception("what lies under the hotspots could not be computed")
        return 0


def load(
    conn: Connection,
    detection_ids: Sequence[str] | None = None,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
) -> pd.DataFrame:
    """What lies under some hotspots, or those of a period (acquisition: start ≤ time < end).

    Returns
    -------
    DataFrame
        `COLUMNS`, one row per hotspot that has been looked at, by detection_id. plots: list of {plot, share},
        the largest first, at most `MOST_PLOTS`; owners: list of names. A hotspot at whose time no layer
        counts has no row.
    """
    columns = [detection_forest.c[name] for name in COLUMNS]
    query = select(*columns).order_by(detection_forest.c.detection_id)
    if start is not None or end is not None:
        query = query.join(detection, detection.c.id == detection_forest.c.detection_id)
        if start is not None:
            query = query.where(detection.c.time_utc >= start)
        if end is not None:
            query = query.where(detection.c.time_utc < end)
    if detection_ids is None:
        rows = conn.execute(query).fetchall()
    else:
        wanted, rows = sorted(set(detection_ids)), []
        for begin in range(0, len(wanted), _IDS_AT_A_TIME):
            some = wanted[begin : begin + _IDS_AT_A_TIME]
            rows += conn.execute(query.where(detection_forest.c.detection_id.in_(some))).fetchall()
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = dict.fromkeys((*SHARES, "forest", "forest_distance_m"), "float64")
    table["computed_at"] = pd.to_datetime(table["computed_at"], utc=True).astype("datetime64[us, UTC]")
    return table.astype({**numbers, "layer_id": "int64"})


def growth(
    engine: Engine, detections: pd.DataFrame, *, settings: ForestSettings
) -> tuple[pd.DataFrame, Layer] | None:
    """How much forest an event has reached, pass by pass (`geo.forest.growth.event_growth`).

    Parameters
    ----------
    detections
        Its members, as `data.events.detections_of` gives them.

    Returns
    -------
    The table and the layer that counts at the event's first hotspot; None when none does.
    """
    if detections.empty:
        return None
    first = detections["time_utc"].min().to_pydatetime()
    with reading(engine) as conn:
        chosen = next((each for each in in_force(conn) if each.counts_at(first)), None)
    if chosen is None:
        return None
    index = forest_index(engine, chosen.id)
    return event_growth(detections, index, forest_groups=settings.counts_as_forest), chosen
