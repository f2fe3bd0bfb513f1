"""The drill's forest: invented plots in the columns of a real inventory, through the importer of real work.

They stand on the drill's slope (`data.drill.slope`): the escaped burn begins in fields below the first forest
and runs uphill. Owners are plainly invented.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from sqlalchemy import Engine

from data.drill import slope
from data.drill.scene import Scene
from data.drill.slope import EPSG
from data.forest.activating import activate
from data.forest.importing import Choices, stage
from data.forest.layers import list_layers
from data.profile import Profile
from data.store.engine import reading
from geo.areas import Areas
from geo.forest.columns import recognise
from geo.forest.layer_file import open_layers
from geo.forest.text import encode

NAME = "RỪNG GIẢ ĐỊNH – DIỄN TẬP"
ACTOR, ORIGIN = "system:drill", "drill"
_CLOSE_M, _CLOSE_STEP_M, _WIDE_STEP_M = 3500.0, 380.0, 1700.0
# Height on the slope from which on: abbreviation and number of the state (geo/forest/states.csv).
_STATES = (
    (slope.WATER, "MN", 92),
    (slope.FIELD, "NN", 88),
    (slope.YOUNG, "DT2", 78),
    (slope.PLANTED, "RTG", 60),
    (slope.NATURAL, "TXN", 16),
    (slope.RICH, "TXB", 15),
)
_SPECIES = {60: "Thông mã vĩ, keo lai", 78: "Nứa tép", 88: "Ngô, sắn"}


def plant(engine: Engine, profile: Profile, scene: Scene, areas: Areas, *, now: datetime) -> bool:
    """Bring the drill's forest into force; False where it is there already.

    `now` is aware, on the scenario's clock.
    """
    with reading(engine) as conn:
        if any(each.kind == "drill" for each in list_layers(conn, states=("active",))):
            return False
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder), scene, areas)
        info = open_layers(file)[0]
        choices = Choices(
            mapping=recognise(info.columns).mapping,
            epsg=EPSG,
            encoding="tcvn3",
            area_unit="ha",
            name=NAME,
        )
        number = stage(
            engine,
            info,
            choices,
            areas=areas,
            profile=profile,
            now=now,
            actor=ACTOR,
            origin=ORIGIN,
            kind="drill",
        )
    activate(engine, number, now=now, actor=ACTOR, origin=ORIGIN)
    return True


def write(folder: Path, scene: Scene, areas: Areas) -> Path:
    """A zipped Shapefile as rangers keep theirs: VN-2000 (EPSG:9206), FRMS columns, text in TCVN3.

    The same scene gives the same plots on every machine.
    """
    target = folder / "rung_gia_dinh_dien_tap.zip"
    layer = folder / "LoRung_gia_dinh.shp"
    pyogrio.write_dataframe(inventory(scene, areas), layer, driver="ESRI Shapefile", encoding="ISO-8859-1")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.glob(f"{layer.stem}.*")):
            if file.suffix != ".cpg":
                archive.write(file, file.name)
    return target


def inventory(scene: Scene, areas: Areas) -> gpd.GeoDataFrame:
    """The plots, EPSG:9206, in FRMS columns; text as bytes of TCVN3, each a letter of Latin-1."""
    draw = np.random.default_rng(scene.seed)
    communes = areas.of_era(areas.eras[0]).to_crs(EPSG)
    start = slope.start_of(scene)
    shapes = _shapes(draw, start, communes.geometry.union_all())
    middles = shapely.point_on_surface(shapes)
    owner = communes.geometry.sindex.nearest(middles, return_all=False)[1]
    height = slope.height(shapely.get_x(middles) - start[0], shapely.get_y(middles) - start[1])
    which = np.searchsorted([least for least, _name, _code in _STATES], height, side="right") - 1
    state = np.array([code for _least, _name, code in _STATES])[which]
    forest = np.isin(state, (15, 16, 60, 78))
    count = len(shapes)
    return gpd.GeoDataFrame(
        {
            "tt": np.arange(1, count + 1),
            "maxa": communes["code"].astype(int).to_numpy()[owner],
            "tk": [str(900 + n // 60) for n in range(count)],
            "khoanh": [str(1 + n % 60 // 10) for n in range(count)],
            "lo": [str(1 + n % 10) for n in range(count)],
            "ddanh": [_raw(f"Vùng giả định {1 + n // 60}") for n in range(count)],
            "dtich": np.round(shapely.area(shapes) / 1e4, 2),
            "ldlr": [_STATES[n][1] for n in which],
            "maldlr": state,
            "sldlr": [_raw(_SPECIES.get(int(code), "")) for code in state],
            "namtr": np.where(state == 60, draw.integers(2006, 2024, count), 0),
            "malr3": np.select(
                [~forest, state == 15, (state == 16) & (draw.random(count) < 0.3)], [0, 1, 2], 3
            ),
            "churung": [_raw(_owner(int(code), n)) for n, code in enumerate(state)],
        },
        geometry=shapes,
        crs=EPSG,
    )


def _shapes(draw: np.random.Generator, start: tuple[float, float], area: shapely.Geometry) -> np.ndarray:
    """Irregular cells around the start of the burn, small near it, cut off at the area's border."""
    close = _grid(draw, (-_CLOSE_M, -_CLOSE_M, _CLOSE_M, _CLOSE_M), _CLOSE_STEP_M)
    box = np.array(area.bounds) - np.tile(start, 2)
    wide = _grid(draw, box, _WIDE_STEP_M)
    wide = wide[np.abs(wide).max(axis=1) > _CLOSE_M + _WIDE_STEP_M / 2]
    seeds = shapely.multipoints(np.vstack([close, wide]) + start)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=area.envelope))
    cut = shapely.intersection(cells, area)
    cut = cut[shapely.area(cut) > 10_000.0]
    return np.array(
        cut[np.lexsort((shapely.get_x(shapely.centroid(cut)), shapely.get_y(shapely.centroid(cut))))]
    )


def _grid(draw: np.random.Generator, box: Sequence[float], step: float) -> np.ndarray:
    """Points about `step` metres apart in a box, shaken so that no border is straight."""
    west, south, east, north = box
    columns, rows = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    points = np.column_stack([columns.ravel(), rows.ravel()])
    return points + draw.uniform(-0.35, 0.35, points.shape) * step


def _owner(state: int, number: int) -> str:
    if state in (15, 16):
        return f"Cộng đồng giả định {1 + number % 7}"
    if state in (60, 78):
        return f"Hộ giả định {1 + number % 40}"
    return ""


def _raw(text: str) -> str:
    return encode(text, "tcvn3").decode("latin-1")
