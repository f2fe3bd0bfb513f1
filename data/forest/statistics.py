"""Figures of the forest: its area, and the hotspots and fire events on it, by the same divisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, get_args

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, select

from data.forest.rows import plots_by_id
from data.store.tables import STATE_GROUPS, detection, detection_forest, event_member, forest_plot

By = Literal["commune_2021", "commune_2025", "function", "state_group", "state", "owner", "owner_kind"]
DIVISIONS: tuple[By, ...] = get_args(By)
_KEYS: dict[str, str] = {
    "commune_2021": "commune_2021_id",
    "commune_2025": "commune_2025_id",
    "state": "state_code",
}
"""Columns of `forest_plot` where they are not named as the division."""
UNCOVERED = "uncovered"
"""The key of ground that lies in no plot."""


def _label(by: By) -> ColumnElement[Any]:
    if by == "state":
        return func.max(func.coalesce(forest_plot.c.state_name, forest_plot.c.state_abbreviation))
    return func.max(forest_plot.c[_KEYS.get(by, by)])


def area_by(conn: Connection, layer_id: int, by: By) -> pd.DataFrame:
    """Plots and areas of a layer.

    Returns
    -------
    DataFrame
        key (None: not given), label (of a state its name, else the key), plots, area_ha (as declared,
        geodesic where nothing is declared), geometry_ha (geodesic), forest_ha (of area_ha, the natural and
        planted forest and the tree cover); the largest first.
    """
    plot = forest_plot.c
    key = plot[_KEYS.get(by, by)]
    area = func.coalesce(plot.area_ha, plot.geometry_ha, 0.0)
    forest = plot.state_group.in_(("natural", "planted", "cover"))
    query = (
        select(
            key.label("key"),
            _label(by).label("label"),
            func.count().label("plots"),
            func.sum(area).label("area_ha"),
            func.sum(func.coalesce(plot.geometry_ha, 0.0)).label("geometry_ha"),
            func.coalesce(func.sum(area).filter(forest), 0.0).label("forest_ha"),
        )
        .where(plot.layer_id == layer_id)
        .group_by(key)
    )
    columns = ["key", "label", "plots", "area_ha", "geometry_ha", "forest_ha"]
    table = pd.DataFrame(conn.execute(query).fetchall(), columns=columns)
    table = table.astype({"key": object, "label": object, "plots": "int64"})
    table[["key", "label"]] = table[["key", "label"]].where(table[["key", "label"]].notna(), None)
    return table.sort_values("area_ha", ascending=False, kind="stable", ignore_index=True)


def _under(conn: Connection, start: datetime, end: datetime) -> pd.DataFrame:
    """Hotspots of a period that have been looked at: with their event, in_forest, shares and plots."""
    query = (
        select(
            detection.c.id.label("detection_id"),
            event_member.c.event_id,
            detection.c.footprint_ha,
            detection.c.commune_2021_id,
            detection.c.commune_2025_id,
            detection.c.commune_2021,
            detection.c.commune_2025,
            detection_forest.c.in_forest,
            detection_forest.c.plots,
            *(detection_forest.c[name] for name in (*STATE_GROUPS, "unknown", "uncovered")),
        )
        .select_from(
            detection.join(detection_forest, detection_forest.c.detection_id == detection.c.id).outerjoin(
                event_member, event_member.c.detection_id == detection.c.id
            )
        )
        .where(detection.c.superseded.is_(False), detection.c.time_utc >= start, detection.c.time_utc < end)
        .order_by(detection.c.id)
    )
    result = conn.execute(query)
    return pd.DataFrame(result.fetchall(), columns=list(result.keys()))


def _weights(conn: Connection, hotspots: pd.DataFrame, by: By) -> pd.DataFrame:
    """Row per hotspot (its position) and key: key, label, and ha of the footprint that it stands for."""
    rows: list[tuple[int, Any, Any, float]] = []
    if by in ("commune_2021", "commune_2025"):
        whole = hotspots[[f"{by}_id", by, "footprint_ha"]]
        rows = [(number, *row) for number, row in enumerate(whole.itertuples(index=False, name=None))]
    elif by == "state_group":
        for name in (*STATE_GROUPS, "unknown", UNCOVERED):
            key = None if name == "unknown" else name
            ha = hotspots[name] * hotspots["footprint_ha"]
            rows += [(number, key, key, value) for number, value in enumerate(ha) if value > 0]
    else:
        column = _KEYS.get(by, by)
        known = plots_by_id(conn, [each["plot"] for plots in hotspots["plots"] for each in plots or ()])
        facts = hotspots[["plots", "footprint_ha", UNCOVERED]].itertuples(index=False, name=None)
        for number, (plots, ha, bare) in enumerate(facts):
            if bare > 0 or not plots:
                rows.append((number, UNCOVERED, UNCOVERED, bare * ha))
            for each in plots or ():
                plot = known[each["plot"]]
                label = plot["state_name"] if by == "state" else plot[column]
                rows.append((number, plot[column], label, each["share"] * ha))
    table = pd.DataFrame(rows, columns=["number", "key", "label", "ha"])
    table["key"] = table["key"].astype(object).where(table["key"].notna(), None)
    return table


def _largest(weights: pd.DataFrame, of: pd.Series) -> pd.DataFrame:
    """For each thing that `of` maps a hotspot's number to, the key that has most of its ground."""
    told = weights.assign(thing=weights["number"].map(of), order=weights["key"].map(str))
    sums = told.groupby(["thing", "key", "order"], dropna=False, as_index=False).agg(
        {"ha": "sum", "label": "first"}
    )
    ranked = sums.sort_values(["thing", "ha", "order"], ascending=[True, False, True], kind="stable")
    return ranked.drop_duplicates("thing")


def _counted(largest: pd.DataFrame, facts: pd.Series, name: str) -> pd.DataFrame:
    """Count things by key; `facts`: in_forest of each thing."""
    joined = largest.assign(how=largest["thing"].map(facts))
    joined = joined.assign(**{which: joined["how"] == which for which in ("inside", "near")})
    grouped = joined.groupby("key", dropna=False, as_index=False).agg(
        label=("label", "first"), **{name: ("thing", "size")}, inside=("inside", "sum"), near=("near", "sum")
    )
    grouped[["key", "label"]] = grouped[["key", "label"]].astype(object)
    grouped[["key", "label"]] = grouped[["key", "label"]].where(grouped[["key", "label"]].notna(), None)
    return grouped.sort_values(name, ascending=False, kind="stable", ignore_index=True)


def _nothing(name: str) -> pd.DataFrame:
    words = pd.DataFrame(columns=["key", "label"], dtype=object)
    return words.assign(**{each: pd.Series(dtype="int64") for each in (name, "inside", "near")})


def hotspots_by(conn: Connection, start: datetime, end: datetime, by: By) -> pd.DataFrame:
    """Hotspots of a period (start ≤ acquisition < end, aware) by what lies under them.

    Each counts once: where most of its footprint lies. Those on no plot have the key `UNCOVERED`.

    Returns
    -------
    DataFrame
        key (None: not given), label, hotspots, inside (of them in forest), near (of them near it); the most
        first.
    """
    found = _under(conn, start, end)
    if found.empty:
        return _nothing("hotspots")
    largest = _largest(_weights(conn, found, by), pd.Series(range(len(found))))
    return _counted(largest, found["in_forest"], "hotspots")


def events_by(conn: Connection, start: datetime, end: datetime, by: By) -> pd.DataFrame:
    """Fire events with hotspots in a period, as `hotspots_by`.

    Each counts once: where most of the ground under its hotspots of the period lies. inside: at least one of
    them is in forest; near: none is, and at least one is near it.
    """
    found = _under(conn, start, end)
    found = found.loc[found["event_id"].notna()].reset_index(drop=True)
    if found.empty:
        return _nothing("events")
    rank = found["in_forest"].map({"inside": 0, "near": 1, "outside": 2})
    nearest = rank.groupby(found["event_id"]).min().map({0: "inside", 1: "near", 2: "outside"})
    return _counted(_largest(_weights(conn, found, by), found["event_id"]), nearest, "events")
