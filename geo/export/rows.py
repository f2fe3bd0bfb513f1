"""What one exported hotspot or event says: the same words, order and values in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

#: The acknowledgement that NASA asks for.
FIRMS_ATTRIBUTION = (
    "We acknowledge the use of data from NASA's Fire Information for Resource Management System (FIRMS), "
    "part of NASA's Earth Science Data and Information System (ESDIS)."
)
_BEFORE = ("time_utc", "satellite", "instrument", "confidence", "frp_mw", "footprint_ha")
_AFTER = ("nearest_commune", "distance_m", "location")
#: What a stored forest layer and a list of named places add; absent where neither was asked.
_FOREST = ("in_forest", "forest_share", "forest_distance_m")
_NEAREST = ("nearest_place", "nearest_place_distance_m", "nearest_place_bearing")
#: Decimals of what is measured; more would promise what a pixel of 14–62 ha cannot keep.
_DECIMALS = {
    "frp_mw": 2,
    "footprint_ha": 2,
    "distance_m": 1,
    "max_frp_mw": 2,
    "forest_share": 3,
    "forest_distance_m": 0,
    "nearest_place_distance_m": 0,
}
EVENT_PROPERTIES = (
    "id",
    "first_seen",
    "last_seen",
    "detections",
    "satellites",
    "passes",
    "max_frp_mw",
    "strength",
    "communes",
)


def iso_z(times: pd.Series) -> pd.Series:
    """Times as ISO 8601 in UTC, whole seconds: 2027-03-12T06:34:00Z."""
    return times.dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype(object)


def _plain(values: pd.Series, name: str) -> pd.Series:
    """Python values, None where there is none."""
    if name in _DECIMALS:
        values = values.astype("float64").round(_DECIMALS[name])
    plain = values.astype(object)
    return plain.where(values.notna(), None)


def commune_columns(located: pd.DataFrame) -> list[str]:
    """The columns that hold a commune's name: one per era of the areas, in order."""
    names = [str(name) for name in located]
    return sorted(name for name in names if name.startswith("commune_") and not name.endswith("_id"))


def added_columns(rows: pd.DataFrame) -> list[str]:
    """The columns about forest and named places that a table has, in the order of the files."""
    return [name for name in (*_FOREST, "forest_owners", *_NEAREST) if name in rows]


def current(located: pd.DataFrame) -> pd.DataFrame:
    """Without the rows that standard processing replaced: they are the same look of the same satellite."""
    if "superseded" not in located:
        return located
    return located.loc[~located["superseded"].to_numpy(dtype=bool)]


def hotspot_rows(located: pd.DataFrame) -> pd.DataFrame:
    """Properties of each current hotspot (DESIGN.md, "Contracts"), as Python values.

    Parameters
    ----------
    located : DataFrame
        Detections with the columns of `locate`; those of `added_columns` where they are there.
    """
    rows = current(located)
    names = [*_BEFORE, *commune_columns(rows), *_AFTER, *added_columns(rows), "source"]
    return pd.DataFrame(
        {name: iso_z(rows[name]) if name == "time_utc" else _plain(rows[name], name) for name in names},
        index=rows.index,
    )


def event_rows(events: pd.DataFrame, communes: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Properties of each event (DESIGN.md, "Contracts"); satellites, communes and owners are lists."""
    rows: dict[str, Any] = {
        "id": events["event_id"].astype(object),
        "first_seen": iso_z(events["first_seen"]),
        "last_seen": iso_z(events["last_seen"]),
        "detections": events["detections"].astype(object),
        "satellites": events["satellites"].map(list),
        "passes": events["passes"].astype(object),
        "max_frp_mw": _plain(events["max_frp_mw"], "max_frp_mw"),
        "strength": events["strength"].astype(object),
        "communes": pd.Series(
            [list(communes.get(each, ())) for each in events["event_id"]], index=events.index, dtype=object
        ),
    }
    more = added_columns(events)
    rows |= {name: _plain(events[name], name) for name in more}
    return pd.DataFrame(rows, index=events.index, columns=[*EVENT_PROPERTIES, *more])


def coordinates(rows: pd.DataFrame) -> list[list[float]]:
    """[longitude, latitude] of each row, 5 decimals (about 1 m)."""
    found: list[list[float]] = np.round(rows[["longitude", "latitude"]].to_numpy(np.float64), 5).tolist()
    return found
