"""Importing an inventory of 100,000 plots (VN-2000, TCVN3, FRMS columns), against reading and validating it.

The limit is "no less than half of `pyogrio.read_dataframe`'s speed plus validity check". What the import
calls validity is two things: each outline's own (`is_valid`), and that of the layer (overlaps and gaps), for
which shapely's check is `coverage_is_valid`. So the limit is held against read_dataframe + is_valid +
coverage_is_valid of the same Shapefile. The stricter reading, without the layer's validity, is in the table
too, and so are both by CPU seconds, which other programs on the machine disturb less.

Beyond its reference the import moves to WGS84, decodes, recognises states and communes, measures, names every
overlap, gap and lot used twice, and writes everything to SQLite. It and its reference run in turn in the same
process; the figures are medians of the ratios. The database is made before the clock runs.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from sqlalchemy import Engine

from data.forest.importing import Choices, stage
from data.profile import load_profile
from data.store.engine import migrate, open_engine
from geo.areas import load_areas
from geo.forest.columns import recognise
from geo.forest.layer_file import open_layers
from geo.forest.states import states
from geo.forest.text import encode
from geo.locate import locate
from geo.vn2000 import to_vn2000
from tests.benchmarks._plots import polygons

COUNT = 100_000
LIMIT = 2.0
REPEATS = 3
NOW = datetime(2027, 3, 12, tzinfo=UTC)
_OWNERS = ("Lò Văn Định", "Quàng Thị Ướng", "Cà Văn Kẻo", "UBND xã Mường Giôn", "Cộng đồng bản Phiêng Mựt")
_PLACES = ("Bản Pá Uôn", "Bản Huổi Ngà", "Bản Lọng Ố", "Phiêng Bay", "Pom Sinh")


def _tcvn3(words: tuple[str, ...], which: np.ndarray) -> np.ndarray:
    return np.array([encode(word, "tcvn3").decode("latin-1") for word in words], dtype=object)[which]


def _in_communes() -> tuple[np.ndarray, np.ndarray]:
    """Plots of the former communes with their codes; the invented ones fill a box three times as large."""
    areas = load_areas(load_profile().areas_dir)
    shapes = polygons(int(COUNT * 3.5))
    middle = shapely.point_on_surface(shapes)
    ids = locate(shapely.get_y(middle), shapely.get_x(middle), areas)["commune_2021_id"]
    inside = ids.notna().to_numpy().nonzero()[0][:COUNT]
    return shapes[inside], np.array([areas.by_id(ids[each]).code for each in inside], dtype=object)


def inventory() -> gpd.GeoDataFrame:
    """The invented plots with the columns of FRMS, text as TCVN3 bytes seen as Latin-1, in EPSG:9206."""
    shapes, codes = _in_communes()
    count, random = len(shapes), np.random.default_rng(5)
    known = [state for state in states().values() if state.abbreviation]
    state = random.integers(0, len(known), count)
    hectares = shapely.area(shapes) * 111_320**2 * np.cos(np.radians(21.75)) / 10_000
    metres = shapely.transform(shapes, lambda at: np.column_stack(to_vn2000(at[:, 0], at[:, 1])))
    number = np.arange(count)
    columns: dict[str, Any] = {
        "tt": number + 1,
        "id": number + 1,
        "matinh": 14,
        "mahuyen": 118,
        "maxa": codes,
        "xa": _tcvn3(("Mường Chiên", "Cà Nàng", "Chiềng Khay"), random.integers(0, 3, count)),
        "tk": (number // 2000 + 100).astype(str).astype(object),
        "khoanh": (number // 200 % 10 + 1).astype(str).astype(object),
        "lo": (number % 200 + 1).astype(str).astype(object),
        "thuad": number % 977,
        "tobando": number % 31,
        "ddanh": _tcvn3(_PLACES, random.integers(0, len(_PLACES), count)),
        "dtich": hectares.round(2),
        "nggocr": random.integers(1, 4, count),
        "ldlr": np.array([one.abbreviation for one in known], dtype=object)[state],
        "maldlr": np.array([one.code for one in known])[state],
        "sldlr": "",
        "namtr": np.where(random.random(count) < 0.3, random.integers(1990, 2024, count), 0),
        "captuoi": random.integers(0, 6, count),
        "ktan": random.integers(0, 2, count),
        "nggocrt": 0,
        "thanhrung": random.integers(0, 2, count),
        "mgo": random.uniform(0, 200, count).round(1),
        "mtn": 0.0,
        "mgolo": random.uniform(0, 900, count).round(1),
        "mtnlo": 0.0,
        "lapdia": 1,
        "malr3": random.integers(0, 4, count),
        "mdsd": "",
        "mamdsd": 0,
        "dtuong": random.integers(1, 10, count),
        "churung": _tcvn3(_OWNERS, random.integers(0, len(_OWNERS), count)),
        "machur": random.integers(1, 5000, count),
        "trchap": 0,
        "quyensd": random.integers(0, 3, count),
        "thoihansd": 50,
        "khoan": 0,
        "nqh": 0,
        "nguoink": _tcvn3(("Hà Văn Đức",), np.zeros(count, dtype=int)),
        "nguoitrch": _tcvn3(("Bùi Thị Hạnh",), np.zeros(count, dtype=int)),
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=range(count)), geometry=metres, crs=9206)


def _read(file: Path) -> gpd.GeoDataFrame:
    table = pyogrio.read_dataframe(file)
    assert len(table) == len(table.geometry.is_valid)
    return table


def _database(folder: Path) -> Engine:
    """An empty one, as it stands when a person comes to import."""
    engine = open_engine(f"sqlite:///{folder / f'{time.monotonic_ns()}.db'}")
    migrate(engine)
    return engine


def _import(file: Path, engine: Engine) -> None:
    profile = load_profile()
    info = open_layers(file)[0]
    mapping = recognise(info.columns).mapping
    choices = Choices(mapping, 9206, "tcvn3", "ha", "measured")
    areas = load_areas(profile.areas_dir)
    stage(engine, info, choices, areas=areas, profile=profile, now=NOW, actor="benchmark", origin="benchmark")


def _seconds(do: Callable[[], Any]) -> np.ndarray:
    """Seconds by the clock, and of CPU."""
    start, spent = time.perf_counter(), time.process_time()
    do()
    return np.array([time.perf_counter() - start, time.process_time() - spent])


def _ratios(file: Path, folder: Path) -> np.ndarray:
    """Of one round: import ÷ reference, without and with the layer's validity, by the clock and by CPU."""
    shapes = _read(file).geometry.to_numpy()
    read = _seconds(lambda: _read(file))
    checked = read + _seconds(lambda: shapely.coverage_is_valid(shapes))
    engine = _database(folder)
    ours = _seconds(lambda: _import(file, engine))
    engine.dispose()
    return np.concatenate([ours / checked, ours / read])


def run() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "rung.shp"
        pyogrio.write_dataframe(inventory(), file, encoding="ISO-8859-1")
        ratios = np.median([_ratios(file, folder) for _ in range(REPEATS)], axis=0)
    whole = f"import of {COUNT:,} plots / read_dataframe + is_valid + coverage_is_valid"
    strict = f"import of {COUNT:,} plots / read_dataframe + is_valid alone (stricter)"
    names = (whole, f"{whole}, CPU", strict, f"{strict}, CPU")
    return [
        {"name": name, "ratio": round(float(ratio), 2), "limit": LIMIT if name == whole else None}
        for name, ratio in zip(names, ratios, strict=True)
    ]
