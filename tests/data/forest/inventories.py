"""Small inventories as files, and their way into the store."""

from datetime import UTC, datetime
from pathlib import Path

from data.forest.activating import activate
from data.forest.importing import Choices, stage
from geo.forest.columns import recognise
from geo.forest.layer_file import open_layers
from tests.data.fires import areas, profile
from tests.geo.forest.layers import inventory, write

NOW = datetime(2027, 3, 12, 3, tzinfo=UTC)
SIGNED = {"actor": "Lò Thị Ánh", "origin": "screen"}


def choices(info, **changes):
    given = {
        "mapping": recognise(info.columns).mapping,
        "epsg": info.epsg,
        "encoding": "unicode",
        "area_unit": "ha",
        "name": "Kiểm kê rừng",
        "accept_outside": False,
    }
    return Choices(**{**given, **changes})


def file_of(folder: Path, table=None, name="rung.gpkg", **options) -> Path:
    return write(inventory() if table is None else table, folder / name, **options)


def staged(engine, file: Path, *, now=NOW, progress=None, kind="inventory", **changes):
    info = open_layers(file)[0]
    return stage(
        engine,
        info,
        choices(info, **changes),
        areas=areas(),
        profile=profile(),
        now=now,
        progress=progress,
        kind=kind,
        **SIGNED,
    )


def in_force(engine, file: Path, *, now=NOW, **changes):
    return activate(engine, staged(engine, file, now=now, **changes), now=now, **SIGNED)
