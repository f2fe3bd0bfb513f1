import math
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import requests

from data.drill import slope
from data.drill.adapter import SkyAdapter
from data.drill.feed import VIIRS_HEADER, empty_modis_file, viirs_file
from data.drill.pixels import _burned_before, fields_of
from data.drill.scene import load_scene

PROFILE = Path(__file__).parents[3] / "data" / "profiles" / "quynh_nhai"
HOST = "https://firms.example"
NOAA20 = f"{HOST}/data/active_fire/noaa-20-viirs-c2/csv/J1_VIIRS_C2_SouthEast_Asia_24h.csv"


@pytest.fixture(scope="module")
def scene():
    return load_scene(PROFILE / "drill" / "scenario.toml")


def session_at(scene, moment):
    session = requests.Session()
    session.mount(HOST, SkyAdapter(scene, lambda: moment))
    return session


def test_the_fire_is_in_the_file_only_after_it_was_published(scene):
    seen = scene.opens.replace(hour=6, minute=36)
    before, after = (
        viirs_file(scene, "NOAA-20", seen + timedelta(minutes=m), hours=24).decode() for m in (100, 175)
    )
    assert "2027-03-16,0636" not in before
    assert "2027-03-16,0636" in after


def test_late_rows_stay_in_the_longer_file_byte_for_byte(scene):
    day = viirs_file(scene, "NOAA-21", scene.opens, hours=24).decode().splitlines()
    week = viirs_file(scene, "NOAA-21", scene.opens, hours=168).decode().splitlines()
    assert day[0] == VIIRS_HEADER
    assert len(day) > 10
    assert set(day) <= set(week)


def test_the_afternoon_of_two_hundred(scene):
    after = scene.opens.replace(month=3, day=20, hour=12)
    rows = [
        row
        for satellite in ("NOAA-20", "NOAA-21")
        for row in viirs_file(scene, satellite, after, hours=12).decode().splitlines()[1:]
        if 21.3 < float(row.split(",")[0]) < 22.2 and 103.3 < float(row.split(",")[1]) < 104.0
    ]
    assert 200 <= len(rows) <= 220


def test_conditional_request_and_outage(scene):
    first = session_at(scene, scene.opens).get(NOAA20, timeout=5)
    assert first.status_code == 200
    assert first.content.startswith(b"latitude,")
    again = session_at(scene, scene.opens).get(
        NOAA20, headers={"If-None-Match": first.headers["ETag"]}, timeout=5
    )
    assert (again.status_code, again.content) == (304, b"")
    out = session_at(scene, scene.outages[0].start).get(NOAA20, timeout=5)
    assert out.status_code == 503


def test_other_files_are_a_valid_zero_and_unknown_ones_are_not_found(scene):
    session = session_at(scene, scene.opens)
    modis = session.get(
        f"{HOST}/data/active_fire/modis-c6.1/csv/MODIS_C6_1_SouthEast_Asia_24h.csv", timeout=5
    )
    assert modis.content == empty_modis_file()
    assert session.get(f"{HOST}/anything", timeout=5).status_code == 404


def test_fields_are_strewn_over_tilled_ground_and_each_burns_once(scene):
    fields = fields_of(scene)
    assert max(_burned_before(scene).values()) <= len(fields)
    height = slope.height_at(scene, fields[:, 0], fields[:, 1])
    assert ((height >= slope.FIELD) & (height < slope.PLANTED)).all()
    metres = fields * 111_320 * (1, math.cos(math.radians(21.78)))
    nearest = np.sort(np.linalg.norm(metres[:, None] - metres[None], axis=2), axis=1)[:, 1]
    assert nearest.min() >= 1190
    # On a grid a few rows hold them all; strewn, they have as many latitudes as there are fields.
    assert len(np.unique(np.round(fields[:, 0], 3))) > 200
    fields_of.cache_clear()
    assert np.array_equal(fields, fields_of(scene)), "the same scene has the same fields"
