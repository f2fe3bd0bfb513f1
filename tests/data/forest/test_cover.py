"""Tree cover into the database: kept on disk, labelled, and never at the price of the layer that is there."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, func, select

from data.forest.activating import activate
from data.forest.cover import LABEL_VI, stage_cover
from data.forest.cover_command import fill_with_cover
from data.forest.cover_settings import LandCoverSettings
from data.forest.layers import active_layer, list_layers
from data.profile import SHIPPED, Profile, ProfileError, load_profile
from data.store.engine import reading
from data.store.tables import forest_layer, forest_plot
from geo.areas import Areas, load_areas
from geo.errors import GeoError, PackageMissing, Unreachable
from geo.landcover.errors import (
    LandCoverEmpty,
    LandCoverNotATiff,
    LandCoverServerFailed,
    LandCoverTimedOut,
    LandCoverUnreachable,
)
from geo.landcover.ranges import Limits
from geo.openstreetmap.errors import OverpassBusy, OverpassUnreachable
from tests.geo.landcover.tiles import write_tile
from tests.servers.cog import Bucket, bucket
from tests.servers.overpass import Elements, Overpass, overpass, square

NOW = datetime(2027, 3, 12, 3, tzinfo=UTC)
PIXELS = 3000  # 0.001°, about 110 m: 1.15 ha a pixel
QUICK = Limits(connect_s=2, read_s=2, total_s=5, attempts=1)


@pytest.fixture(scope="session")
def areas() -> Areas:
    return load_areas(SHIPPED / "areas")


@pytest.fixture(scope="module")
def tile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trees in the western half of the shipped box, with a clearing; fields east of 103.625°."""
    classes = np.full((PIXELS, PIXELS), 40, dtype=np.uint8)
    classes[:, :1625] = 10
    classes[2200:2220, 1500:1530] = 40
    return write_tile(tmp_path_factory.mktemp("tile"), "N21E102", classes)


@pytest.fixture
def served(tile: Path) -> Iterator[Bucket]:
    with bucket(tile.parent) as standing:
        yield standing


@pytest.fixture
def osm() -> Iterator[Overpass]:
    pytest.importorskip("osmnx", reason="osmnx is an optional package")
    made = Elements()
    made.way(square(103.60, 21.60, 0.05), landuse="forest")
    made.way(square(103.70, 21.70, 0.0005), natural="wood")  # a third of a hectare: too small
    with overpass(made.all) as standing:
        yield standing


@pytest.fixture
def profile() -> Profile:
    return load_profile(SHIPPED)


def _at(profile: Profile, **landcover: object) -> Profile:
    return replace(profile, landcover=LandCoverSettings(limits=QUICK, **landcover))  # type: ignore[arg-type]


def _stage(source: str, engine: Engine, profile: Profile, areas: Areas, folder: Path, **more: object) -> int:
    more.setdefault("now", NOW)
    return stage_cover(source, engine, profile, areas=areas, actor="lan", folder=folder, **more)  # type: ignore[arg-type]


def test_worldcover(engine: Engine, profile: Profile, areas: Areas, served: Bucket, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    there = _at(profile, worldcover_url=served.template)
    number = _stage("worldcover", engine, there, areas, tmp_path, progress=lambda *step: told.append(step))
    with reading(engine) as conn:
        assert active_layer(conn, NOW) is None, "it waits for a yes"
    layer = activate(engine, number, now=NOW, actor="lan", origin="test")
    assert layer.kind == "worldcover"
    assert layer.name == f"ESA WorldCover 2021: {LABEL_VI}"
    assert "CC BY 4.0" in (layer.attribution or "")
    assert layer.source_name.endswith("/N21E102.tif")
    assert (layer.plots, layer.refused, layer.source_epsg) == (layer.features_read, 0, 4326)
    # 0.275° × 0.6° of trees without 600 pixels
    pixels = 275 * 600 - 20 * 30
    assert layer.area_ha == pytest.approx(pixels * 1.1474, rel=0.01)
    with reading(engine) as conn:
        mine = forest_plot.c.layer_id == number
        groups = set(conn.execute(select(forest_plot.c.state_group).where(mine)).scalars())
        communes = set(conn.execute(select(forest_plot.c.commune_2025_id).where(mine)).scalars())
        found = active_layer(conn, NOW)
    assert groups == {"cover"}
    assert communes == {*areas.of_era("2025")["area_id"], None} - {"muong-sai-2025"}, "that lies east of it"
    assert found is not None
    assert found.id == number
    assert [step for step, *_ in told if step == "outline"]
    assert told[-1][1] == told[-1][2]


def test_the_second_time_needs_no_network(
    sqlite_engine: Engine, profile: Profile, areas: Areas, served: Bucket, tmp_path: Path
) -> None:
    there = _at(profile, worldcover_url=served.template)
    first = _stage("worldcover", sqlite_engine, there, areas, tmp_path)
    asked = len(served.asked)
    served.fault = "500"
    second = _stage("worldcover", sqlite_engine, there, areas, tmp_path, now=NOW + timedelta(days=400))
    assert len(served.asked) == asked
    with reading(sqlite_engine) as conn:
        one, two = (next(each for each in list_layers(conn) if each.id == n) for n in (first, second))
        assert (one.sha256, one.plots, one.area_ha) == (two.sha256, two.plots, two.area_ha)
    with pytest.raises(LandCoverServerFailed):
        _stage("worldcover", sqlite_engine, there, areas, tmp_path, refresh=True)
    assert [one.suffix for one in tmp_path.glob("worldcover*")] == [".tif"], "the kept one stays"


def test_a_damaged_copy_on_disk_is_fetched_again(
    sqlite_engine: Engine, profile: Profile, areas: Areas, served: Bucket, tmp_path: Path
) -> None:
    there = _at(profile, worldcover_url=served.template)
    _stage("worldcover", sqlite_engine, there, areas, tmp_path)
    (kept,) = tmp_path.glob("worldcover*")
    kept.write_bytes(kept.read_bytes()[:1000])
    asked = len(served.asked)
    _stage("worldcover", sqlite_engine, there, areas, tmp_path)
    assert len(served.asked) > asked


def test_another_box_is_another_question(
    sqlite_engine: Engine, profile: Profile, areas: Areas, served: Bucket, tmp_path: Path
) -> None:
    there = _at(profile, worldcover_url=served.template)
    _stage("worldcover", sqlite_engine, there, areas, tmp_path)
    _stage("worldcover", sqlite_engine, replace(there, bbox=(103.4, 21.5, 103.6, 21.7)), areas, tmp_path)
    assert len(list(tmp_path.glob("worldcover*"))) == 2


def test_a_tile_carried_here_on_a_disk(
    sqlite_engine: Engine, profile: Profile, areas: Areas, tile: Path, tmp_path: Path
) -> None:
    there = _at(profile, worldcover_url=str(tile.parent / "{tile}.tif"))
    number = _stage("worldcover", sqlite_engine, there, areas, tmp_path)
    assert activate(sqlite_engine, number, now=NOW, actor="lan", origin="test").plots > 0


def _layers(engine: Engine) -> list[tuple[int, str, int]]:
    with reading(engine) as conn:
        layers = conn.execute(select(forest_layer.c.id, forest_layer.c.state)).all()
        return [
            (
                number,
                state,
                conn.execute(
                    select(func.count()).select_from(forest_plot).where(forest_plot.c.layer_id == number)
                ).scalar_one(),
            )
            for number, state in layers
        ]


FAULTS = [
    ("worldcover", "500", LandCoverServerFailed),
    ("worldcover", "html", LandCoverNotATiff),
    ("worldcover", "silent", LandCoverTimedOut),
    ("worldcover", "away", LandCoverUnreachable),
    ("osm", "429", OverpassBusy),
    ("osm", "remark", OverpassBusy),
    ("osm", "away", OverpassUnreachable),
]


@pytest.mark.parametrize(("source", "fault", "error"), FAULTS, ids=[f"{a}-{b}" for a, b, _ in FAULTS])
def test_a_failure_leaves_the_layer_in_force(
    sqlite_engine: Engine,
    profile: Profile,
    areas: Areas,
    served: Bucket,
    osm: Overpass,
    tmp_path: Path,
    source: str,
    fault: str,
    error: type[GeoError],
) -> None:
    there = _at(profile, worldcover_url=served.template, overpass_url=osm.url)
    number = _stage("worldcover", sqlite_engine, there, areas, tmp_path / "first")
    activate(sqlite_engine, number, now=NOW, actor="lan", origin="test")
    before = _layers(sqlite_engine)
    if fault == "away":
        nowhere = "http://127.0.0.1:9/{tile}.tif"
        there = _at(profile, worldcover_url=nowhere, overpass_url="http://127.0.0.1:9/api")
    served.fault = osm.fault = fault
    with pytest.raises(error) as caught:
        _stage(source, sqlite_engine, there, areas, tmp_path / "second")
    assert "stays as it is" in str(caught.value)
    assert _layers(sqlite_engine) == before
    with reading(sqlite_engine) as conn:
        found = active_layer(conn, NOW)
    assert found is not None
    assert found.id == number
    assert not list((tmp_path / "second").glob("*"))


def test_trees_too_few_to_be_forest(
    sqlite_engine: Engine, profile: Profile, areas: Areas, tmp_path: Path
) -> None:
    """Found only when the outlines are made: the layer that was begun is taken away again."""
    classes = np.full((300, 300), 40, dtype=np.uint8)
    classes[200, 150] = 10
    write_tile(tmp_path, "N21E102", classes)
    huge = replace(profile.forest, smallest_patch_ha=1e6)
    there = replace(_at(profile, worldcover_url=str(tmp_path / "{tile}.tif")), forest=huge)
    with pytest.raises(LandCoverEmpty):
        _stage("worldcover", sqlite_engine, there, areas, tmp_path / "kept")
    assert _layers(sqlite_engine) == []


def test_openstreetmap(engine: Engine, profile: Profile, areas: Areas, osm: Overpass, tmp_path: Path) -> None:
    there = _at(profile, overpass_url=osm.url)
    number = _stage("osm", engine, there, areas, tmp_path)
    layer = activate(engine, number, now=NOW, actor="lan", origin="test")
    assert layer.kind == "osm"
    assert layer.name == f"OpenStreetMap: {LABEL_VI}"
    assert "ODbL" in (layer.attribution or "")
    assert layer.plots > 1, "in squares"
    # 0.05° square at 21.6° N: 5.177 km × 5.537 km
    assert layer.area_ha == pytest.approx(2866, rel=2e-3)
    asked = len(osm.asked)
    _stage("osm", engine, there, areas, tmp_path, now=NOW + timedelta(days=6))
    assert len(osm.asked) == asked, "kept for a week"
    _stage("osm", engine, there, areas, tmp_path, now=NOW + timedelta(days=8))
    assert len(osm.asked) > asked


def test_without_osmnx(
    sqlite_engine: Engine, profile: Profile, areas: Areas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "osmnx", None)
    with pytest.raises(PackageMissing, match="pip install osmnx"):
        _stage("osm", sqlite_engine, profile, areas, tmp_path)


def test_a_source_that_is_none(sqlite_engine: Engine, profile: Profile, areas: Areas, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="google"):
        _stage("google", sqlite_engine, profile, areas, tmp_path)


def test_the_command_says_what_it_did(
    sqlite_engine: Engine,
    profile: Profile,
    served: Bucket,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("data.forest.cover.FOLDER", tmp_path)
    said: list[str] = []
    there = _at(profile, worldcover_url=served.template)
    layer = fill_with_cover("worldcover", sqlite_engine, there, now=NOW, actor="lan", say=said.append)
    assert layer.state == "active"
    assert any(line.startswith("download: 100 %") for line in said)
    assert len(said) < 30
    assert LABEL_VI in said[-2]
    assert "CC BY 4.0" in said[-1]
    served.fault = "503"
    with pytest.raises(Unreachable):
        fill_with_cover(
            "worldcover", sqlite_engine, there, now=NOW, actor="lan", say=said.append, refresh=True
        )


# Settings


def _settings(tmp_path: Path, text: str) -> LandCoverSettings:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "profile"))
    with (folder / "profile.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + text)
    return load_profile(folder).landcover


def test_the_shipped_profile_asks_the_public_bucket(profile: Profile) -> None:
    assert profile.landcover == LandCoverSettings()
    assert profile.landcover.worldcover_url.startswith("https://esa-worldcover.s3.")


def test_settings_of_a_profile(tmp_path: Path) -> None:
    found = _settings(
        tmp_path,
        '[landcover]\nworldcover_url = "tiles/{tile}.tif"\noverpass_url = "http://osm.lan/api"\n'
        "read_s = 5\nmax_megabytes = 2",
    )
    assert found.worldcover_url == str(tmp_path / "profile" / "tiles" / "{tile}.tif")
    assert found.overpass_url == "http://osm.lan/api"
    assert (found.limits.read_s, found.limits.max_bytes) == (5, 2 * 1024 * 1024)
    assert found.limits.connect_s == Limits().connect_s


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('worldcover_url = "https://a.example/x.tif"', "landcover.worldcover_url: .*tile"),
        ('worldcover_url = "ftp://a.example/{tile}"', "landcover.worldcover_url"),
        ('overpass_url = "osm.lan"', "landcover.overpass_url"),
        ("read_s = 0", "landcover.read_s"),
        ("speed = 3", "landcover.speed"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        _settings(tmp_path, f"[landcover]\n{text}")
