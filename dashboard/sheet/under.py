"""Read what is stored about the ground under a hotspot or a fire event."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from dashboard.sheet.forest import Reached, Under
from dashboard.sheet.model import Record, given
from data.forest import evidence
from data.forest.layers import Layer, active_layer, layer
from data.forest.rows import plots_by_id
from data.forest.settings import ForestSettings
from data.store.engine import reading


def of_hotspot(engine: Engine, record: Record) -> Under:
    """What lies under a row of `queries.hotspots`."""
    seen: datetime = pd.Timestamp(record["time_utc"]).to_pydatetime()
    with reading(engine) as conn:
        table = evidence.load(conn, [str(record["detection_id"])])
        if table.empty:
            return Under(active_layer(conn, seen))
        facts = {str(name): value for name, value in table.iloc[0].to_dict().items()}
        # A pixel that the layer does not reach: the row of the screen says so by saying nothing.
        if "in_forest" in record:
            facts["in_forest"] = given(record, "in_forest")
        plots = plots_by_id(conn, [each["plot"] for each in facts["plots"]])
        return Under(layer(conn, int(facts["layer_id"])), facts, plots)


@st.cache_resource(max_entries=32, show_spinner=False)
def _growth(
    key: str, _engine: Engine, _members: pd.DataFrame, _settings: ForestSettings
) -> tuple[pd.DataFrame, Layer] | None:
    return evidence.growth(_engine, _members, settings=_settings)


def of_event(engine: Engine, members: pd.DataFrame, settings: ForestSettings) -> Reached:
    """What the hotspots of an event, rows of `queries.hotspots`, have reached."""
    if members.empty:
        return Reached(None)
    ids = members["detection_id"].tolist()
    with reading(engine) as conn:
        chosen = active_layer(conn, members["time_utc"].min().to_pydatetime())
        if chosen is None:
            return Reached(None)
        stored = evidence.load(conn, ids)
    counts: Counter[str] = Counter()
    for names, share in zip(stored["owners"], 1 - stored["uncovered"], strict=True):
        for name in names:
            counts[name] += max(float(share), 0.0)  # type: ignore[assignment]
    state = (str(engine.url), chosen.id, chosen.created_at, settings, ids, members["latitude"].sum())
    key = hashlib.sha256(repr(state).encode()).hexdigest()
    grown = _growth(key, engine, members, settings)
    owners = [name for name, _weight in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    return Reached(chosen, None if grown is None else grown[0], owners)
