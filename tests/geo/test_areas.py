"""The shipped communes, their crosswalk, and folders of areas that cannot be used."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo.areas import Areas, load_areas
from geo.errors import AreaError, AreaFolderUnreadable, NoEraForDay, UnknownArea, UnknownAreaCode, UnknownEra

FOLDER = Path(__file__).parents[2] / "data" / "profiles" / "quynh_nhai" / "areas"
LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def areas() -> Areas:
    return load_areas(FOLDER)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "areas"))


def test_eleven_became_four(areas: Areas) -> None:
    assert areas.eras == ("2021", "2025")
    assert areas.present_era == "2025"
    assert len(areas.of_era("2021")) == 11
    assert areas.of_era("2025")["name"].tolist() == ["Mường Chiên", "Mường Giôn", "Quỳnh Nhai", "Mường Sại"]
    assert areas.communes.crs.to_epsg() == 4326
    assert areas.bounds == pytest.approx((103.48, 21.524, 103.821, 22.03))


@pytest.mark.parametrize(
    ("area_id", "km2"),
    [
        ("muong-chien-2025", 382.5),
        ("muong-gion-2025", 289.6),
        ("muong-sai-2025", 122.7),
        ("quynh-nhai-2025", 244.8),
    ],
)
def test_size(areas: Areas, area_id: str, km2: float) -> None:
    rows = areas.communes[areas.communes["area_id"] == area_id].to_crs(areas.crs_metres)
    assert rows.area.iloc[0] / 1e6 == pytest.approx(km2, abs=0.05)


def test_the_four_are_exactly_the_eleven(areas: Areas) -> None:
    for successor, group in areas.crosswalk.groupby("area_id"):
        parts = [areas.by_id(one).geometry for one in group["former_id"]]
        assert areas.by_id(successor).geometry.equals(shapely.union_all(parts))


@pytest.mark.parametrize(
    ("code", "former", "present"),
    [
        ("03688", "Chiềng Khay", "Mường Chiên"),
        ("03712", "Nặm Ét", "Mường Sại"),
        ("03703", "Mường Giàng", "Quỳnh Nhai"),
        ("03694", "Mường Giôn", "Mường Giôn"),
    ],
)
def test_a_code_means_something_only_on_a_day(areas: Areas, code: str, former: str, present: str) -> None:
    assert areas.by_code(code, LAST_DAY).name == former
    assert areas.by_code(code, FIRST_DAY).name == present


def test_a_code_that_ended(areas: Areas) -> None:
    assert areas.by_code("03682", LAST_DAY).name == "Mường Chiên"
    with pytest.raises(UnknownAreaCode) as caught:
        areas.by_code("03682", FIRST_DAY)
    assert isinstance(caught.value, AreaError)
    assert str(caught.value) == (
        "No commune carries the code 03682 on 2025-07-01; codes known on that day: 03688, 03694, 03703, 03712"
    )
    assert caught.value.params["area_code"] == "03682"


def test_the_crosswalk(areas: Areas) -> None:
    became = dict(zip(areas.crosswalk["former_name"], areas.crosswalk["name"], strict=True))
    assert became == {
        "Mường Giàng": "Quỳnh Nhai", "Chiềng Bằng": "Quỳnh Nhai", "Chiềng Khoang": "Quỳnh Nhai",
        "Chiềng Ơn": "Quỳnh Nhai", "Mường Chiên": "Mường Chiên", "Cà Nàng": "Mường Chiên",
        "Chiềng Khay": "Mường Chiên", "Mường Giôn": "Mường Giôn", "Pá Ma Pha Khinh": "Mường Giôn",
        "Mường Sại": "Mường Sại", "Nặm Ét": "Mường Sại",
    }  # fmt: skip
    assert areas.crosswalk.set_index("former_name").loc["Cà Nàng", "former_code"] == "03685"


def test_muong_giang_was_a_xa_in_2021(areas: Areas) -> None:
    assert areas.kind_on("muong-giang-2021", date(2021, 3, 11)) == "xã"
    assert areas.kind_on("muong-giang-2021", LAST_DAY) == "thị trấn"
    assert areas.kind_on("nam-et-2021", date(2021, 3, 11)) == "xã"
    assert areas.by_code("03703", date(2021, 3, 11)).area_id == "muong-giang-2021"


@pytest.mark.parametrize(
    ("text", "era", "names"),
    [
        ("muong gion", "2025", ["Mường Giôn"]),
        ("MƯỜNG GIÔN", "2021", ["Mường Giôn"]),
        ("nậm ét", None, ["Nặm Ét"]),
        ("Nặm Ét", None, ["Nặm Ét"]),
        ("thi tran", None, ["Mường Giàng"]),
        ("khay", None, ["Chiềng Khay"]),
        ("03688", None, ["Chiềng Khay", "Mường Chiên"]),
        ("muong", "2025", ["Mường Chiên", "Mường Giôn", "Mường Sại"]),
        ("", None, []),
        ("paris", None, []),
    ],
)
def test_search(areas: Areas, text: str, era: str | None, names: list[str]) -> None:
    assert areas.search(text, era)["name"].tolist() == names


def test_open_ends_are_none_not_nan(areas: Areas) -> None:
    assert areas.by_id("nam-et-2021").valid_from is None
    assert areas.by_id("quynh-nhai-2025").valid_to is None
    assert areas.by_id("quynh-nhai-2025").successor_id is None


def test_questions_that_have_no_answer(areas: Areas) -> None:
    with pytest.raises(UnknownArea, match="nowhere"):
        areas.by_id("nowhere")
    with pytest.raises(UnknownEra, match="known eras: 2021, 2025"):
        areas.of_era("1999")


def test_a_day_before_all_maps(copy: Path) -> None:
    text = (copy / "areas.toml").read_text(encoding="utf-8")
    (copy / "areas.toml").write_text(
        text.replace('id = "2021"\n', 'id = "2021"\nvalid_from = 2011-02-21\n'), encoding="utf-8"
    )
    with pytest.raises(NoEraForDay, match="2010-01-01"):
        load_areas(copy).era_for(date(2010, 1, 1))


def _edit(copy: Path, old: str, new: str) -> None:
    text = (copy / "areas.toml").read_text(encoding="utf-8")
    assert old in text
    (copy / "areas.toml").write_text(text.replace(old, new), encoding="utf-8")


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(AreaFolderUnreadable, match=r"no readable file areas\.toml"):
        load_areas(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[eras]]", "[[eras", "malformed"),
        ('crs_metres = "EPSG:9206"', "", "lacks 'crs_metres'"),
        ('code = "03682"', 'code = "99999"', "no outline for Mường Chiên (99999)"),
        ('area_id = "ca-nang-2021"', 'area_id = "nam-et-2021"', "an area_id twice"),
        ('successor_id = "muong-sai-2025"', 'successor_id = "nobody"', "unknown successor nobody"),
        ('present_era = "2025"', 'present_era = "2030"', "present_era 2030"),
        ('file = "communes_2025.geojson"', 'file = "gone.geojson"', "gone.geojson"),
        ('fields = { code = "code" }', 'fields = { code = "maxa" }', "no field maxa"),
    ],
)
def test_folders_that_contradict_themselves(copy: Path, old: str, new: str, said: str) -> None:
    _edit(copy, old, new)
    with pytest.raises(AreaFolderUnreadable) as caught:
        load_areas(copy)
    assert said in str(caught.value)


def test_an_outline_that_crosses_itself(copy: Path) -> None:
    path = copy / "communes_2025.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["features"][0]["geometry"]["coordinates"] = [
        [[103.5, 21.5], [103.6, 21.6], [103.6, 21.5], [103.5, 21.6], [103.5, 21.5]]
    ]
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(AreaFolderUnreadable, match=r"Mường Chiên .* is invalid: Self-intersection"):
        load_areas(copy)
