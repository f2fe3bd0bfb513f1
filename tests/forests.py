"""Small forest layers for tests, stored by the program's own services."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from dashboard.services import Services
from data.forest.activating import activate
from data.forest.staging import stage_batches

WEST, SOUTH = 103.60, 21.74
SIDE = 0.005  # about 520 × 550 m
HOSTILE = "<img src=x onerror=window.hurt=1> & Lò Văn Đôi"

# column, row, lot, state group, state name, function, species, year, owner, declared hectares
PLOTS: tuple[tuple[Any, ...], ...] = (
    (
        0,
        0,
        "1",
        "natural",
        "Rừng gỗ tự nhiên núi đất LRTX phục hồi",
        "protection",
        None,
        None,
        "UBND xã Mường Giôn",
        28.61,
    ),
    (1, 0, "2", "planted", "Rừng gỗ trồng núi đất", "production", "Thông, keo lai", 2014, HOSTILE, 28.6),
    (
        2,
        0,
        "2a",
        "not_yet",
        "Đất trống có cây gỗ tái sinh núi đất",
        "production",
        None,
        None,
        "Cộng đồng bản Huổi Ngà",
        None,
    ),
    (0, 1, "3", "farmland", "Đất nông nghiệp núi đất", "outside", None, None, None, 28.5),
    (
        1,
        1,
        "4",
        "natural",
        "Rừng gỗ tự nhiên núi đất LRTX trung bình",
        "special_use",
        None,
        None,
        "Hạt Kiểm lâm",
        28.5,
    ),
    (2, 1, "5", "water", "Mặt nước", "outside", None, None, None, 28.5),
    (1, 2, "6", None, None, "protection", None, None, None, 28.5),
)


def middle(column: float, row: float) -> tuple[float, float]:
    """Latitude and longitude of the middle of a plot."""
    return SOUTH + (row + 0.5) * SIDE, WEST + (column + 0.5) * SIDE


def table(plots: tuple[tuple[Any, ...], ...] = PLOTS) -> gpd.GeoDataFrame:
    """The plots as a table of `geo.forest.plots.PLOT_COLUMNS`."""
    rows = [
        {
            "feature": feature,
            "commune_2025_id": "muong-gion-2025",
            "compartment": "123",
            "subcompartment": "7",
            "lot": lot,
            "state_group": group,
            "state_name": state,
            "function": function,
            "species": species,
            "planted_year": year,
            "owner": owner,
            "area_ha": area,
            "geometry_ha": 28.6,
            "geometry": shapely.box(
                WEST + column * SIDE, SOUTH + row * SIDE, WEST + (column + 1) * SIDE, SOUTH + (row + 1) * SIDE
            ),
        }
        for feature, (column, row, lot, group, state, function, species, year, owner, area) in enumerate(
            plots
        )
    ]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326).astype({"planted_year": "Int64"})


def stage(here: Services, plots: gpd.GeoDataFrame | None = None, *, kind: str = "inventory") -> int:
    """A staged layer; returns its number."""
    nothing = pd.DataFrame(
        {
            "feature": pd.Series(dtype="int64"),
            "kind": pd.Series(dtype=object),
            "params": pd.Series(dtype=object),
        }
    )
    return stage_batches(
        here.engine,
        [(table() if plots is None else plots, nothing)],
        kind=kind,
        name="Kiểm kê thử",
        source_name="thu.zip",
        now=here.now(),
        actor="test",
        origin="test",
    )


def plant(here: Services, plots: gpd.GeoDataFrame | None = None, *, kind: str = "inventory") -> int:
    """A layer in force since ever; returns its number."""
    number = stage(here, plots, kind=kind)
    activate(here.engine, number, now=here.now(), actor="test", origin="test")
    return number
