"""VN-2000 with its datum, never without; never a guess."""

import numpy as np
import pytest
import shapely
from pyproj import CRS

from geo.forest.crs import CANDIDATES, identify, placements, to_wgs84
from geo.forest.errors import LayerCrsUnknown
from geo.vn2000 import to_vn2000
from tests.geo.forest.layers import AREAS, VECTORS

ESRI = (
    'PROJCS["VN_2000_UTM_zone_48N",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,'
    '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{meridian}],'
    'PARAMETER["Scale_Factor",{scale}],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
BOUND = "+proj=tmerc +lat_0=0 +lon_0=104 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m +type=crs"
SHIFT = "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"


@pytest.mark.parametrize("epsg", [9206, 3405, 5897, 32648, 4326, 4756, 3857])
@pytest.mark.parametrize("form", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
def test_what_a_file_says(epsg: int, form: str) -> None:
    text = CRS.from_epsg(epsg).to_wkt(form)
    assert (identify(text).epsg, identify(text).alternatives) == (epsg, ())


@pytest.mark.parametrize(
    ("meridian", "scale", "epsg"), [(105, 0.9996, 3405), (104, 0.9999, 9206), (105, 0.9999, 5897)]
)
def test_a_prj_of_arcgis(meridian: int, scale: float, epsg: int) -> None:
    assert identify(ESRI.format(meridian=meridian, scale=scale)).epsg == epsg


def test_the_shift_of_vn2000_makes_it_vn2000() -> None:
    assert identify(f"{BOUND} +towgs84={SHIFT}").epsg == 9206


def test_vn2000_without_its_datum_is_asked_about() -> None:
    """The same plane on WGS84: what `to_proj4()` and GDAL's MapInfo writer leave of VN-2000."""
    for text in (BOUND, BOUND.replace("ellps", "datum")):
        stated = identify(text)
        assert (stated.epsg, stated.alternatives) == (None, (9206,))


def test_utm_in_a_format_that_loses_the_datum_is_asked_about() -> None:
    assert identify("EPSG:32648").alternatives == ()
    stated = identify("EPSG:32648", loses_datum=True)
    assert (stated.epsg, stated.alternatives) == (32648, (3405,))


@pytest.mark.parametrize("text", [None, "", "rubbish", "EPSG:0"])
def test_nothing_is_nothing(text: str | None) -> None:
    assert identify(text).epsg is None


@pytest.mark.parametrize(("lon", "lat", "easting", "northing"), VECTORS)
def test_the_vectors(lon: float, lat: float, easting: float, northing: float) -> None:
    (point,) = to_wgs84([shapely.Point(easting, northing, 5.0)], 9206)
    back = to_vn2000([point.x], [point.y])
    assert abs(back.easting[0] - easting) < 0.01 and abs(back.northing[0] - northing) < 0.01
    there = to_vn2000([lon], [lat])
    assert np.hypot(there.easting[0] - easting, there.northing[0] - northing) < 1.0
    assert (point.x, point.y) == pytest.approx((lon, lat), abs=1e-5)
    assert not point.has_z


def test_a_system_without_a_way() -> None:
    for epsg in (999999, 5711):
        with pytest.raises(LayerCrsUnknown):
            to_wgs84([shapely.Point(1, 1)], epsg)


def test_every_candidate_is_placed_and_none_chosen() -> None:
    shapes = np.array(
        [shapely.box(e, n, e + 100, n + 100) for _, _, e, n in VECTORS] + [None, shapely.Polygon()]
    )
    found = {one.epsg: one for one in placements(shapes, AREAS)}
    assert list(found) == [9206, 3405, 5897]  # metres are no degrees
    assert set(found) < set(CANDIDATES)
    assert found[9206].inside_share == 1.0
    assert found[9206].points == pytest.approx(np.array([v[:2] for v in VECTORS]), abs=1e-3)
    assert found[5897].inside_share == 0.0
    west, south, _, north = found[9206].bounds_wgs84
    assert (west, south, north) == pytest.approx((103.596, 21.594, 21.914), abs=1e-3)


def test_wgs84_and_vn2000_both_inside_are_both_shown() -> None:
    shapes = [shapely.Point(lon, lat) for lon, lat, _, _ in VECTORS]
    assert [one.epsg for one in placements(shapes, AREAS, (4326, 4756))] == [4326, 4756]
    assert [one.inside_share for one in placements(shapes, AREAS, (4326, 4756))] == [1.0, 1.0]


def test_nothing_to_place() -> None:
    assert placements([], AREAS) == []
    assert placements([None, shapely.Polygon()], AREAS) == []
