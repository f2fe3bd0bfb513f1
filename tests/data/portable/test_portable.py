"""Settings out and in again, on both engines: nothing is lost, nothing is stored unseen."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from shapely.geometry import box
from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN, Actor, Denied
from data.agencies import load
from data.agencies.act import Act
from data.agencies.editing import FocalPoint, add_focal_point, edit_agency
from data.agencies.reading import agencies_at
from data.errors import ConflictError
from data.ledger.rule_loading import load_rules
from data.ledger.rules import current_rules
from data.places import Place as NamedPlace
from data.places import add as add_place
from data.places import list_places
from data.places.editing import Act as PlaceAct
from data.plan import load_plans
from data.plan.reading import list_plans
from data.portable import Difference, ImportRefused, apply, differences, pack, unpack
from data.portable.applying import export
from data.portable.parts import Place
from data.portable.texts import AGENCIES
from data.profile import load_profile
from data.store.engine import migrate, open_engine, reading, writing
from data.store.tables import journal
from data.zones.act import By as ZoneBy
from data.zones.changing import Zone, create
from data.zones.changing import edit as edit_zone
from data.zones.ground import ground_of
from data.zones.reading import list_zones
from geo.areas import load_areas

NOW = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)
PROFILE = load_profile()
AREAS = load_areas(PROFILE.areas_dir)
WHERE = Place(date(2027, 3, 12), AREAS, ground_of(AREAS, PROFILE))
ACT = Act(NOW, LOCAL_ADMIN, "screen:settings")
OWN = "cong-an-xa-muong-gion"


def _fill(engine: Engine) -> Engine:
    load(engine, PROFILE.directory, lambda: NOW)
    load_plans(engine, PROFILE.directory, lambda: NOW)
    load_rules(engine, PROFILE.directory, lambda: NOW)
    return engine


@pytest.fixture
def here(engine: Engine) -> Engine:
    _fill(engine)
    hours = [{"days": [1, 2], "from": "07:30", "to": "17:00"}]
    point = FocalPoint(OWN, "commune", "Lò Văn A", phones=["0912 345 678"], duty_hours=hours)
    with writing(engine) as conn:
        add_focal_point(conn, point, ACT, focal_point_id="an")
        village = NamedPlace("=Bản Giôn", "bản", "village", 21.7, 103.7, valid_from=date(2025, 7, 1))
        add_place(conn, village, PlaceAct(NOW, AREAS, LOCAL_ADMIN, outside=True))
        shape = box(103.70, 21.70, 103.71, 21.71)
        create(conn, Zone("Núi Giôn", shape), ZoneBy(LOCAL_ADMIN, NOW), WHERE.ground, accepted=("outside",))
    return engine


@pytest.fixture
def elsewhere(tmp_path: Any) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    migrate(engine)
    return engine


def _pack(engine: Engine) -> bytes:
    with reading(engine) as conn:
        return pack(conn, WHERE)


def _differences(engine: Engine, data: bytes) -> list[Difference]:
    with reading(engine) as conn:
        return differences(conn, unpack(data), WHERE)


def _changed(data: bytes, file: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, change(body) if name == file else body)
    return out.getvalue()


def test_what_was_taken_out_changes_nothing_here(here: Engine) -> None:
    data = _pack(here)
    assert _differences(here, data) == []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        told = tomllib.loads(archive.read("agencies/focal_points.toml").decode())
        places = archive.read("places.csv").decode("utf-8-sig").splitlines()
    assert told["focal_point"][0]["phones"] == ["+84912345678"]
    assert places[1].split(",")[1] == "'=Bản Giôn"  # no table program runs it


def test_it_fills_an_empty_installation(here: Engine, elsewhere: Engine) -> None:
    data = _pack(here)
    seen = _differences(elsewhere, data)
    assert all(each.new for each in seen)
    with writing(elsewhere) as conn:
        count = apply(conn, data, [each.key for each in seen], ACT, WHERE, seen=seen)
    assert count == len(seen)
    assert _differences(elsewhere, data) == []
    for read in (
        lambda conn: {row["agency_id"] for row in agencies_at(conn, WHERE.day)},
        lambda conn: [row["clauses"] for row in list_plans(conn)],
        lambda conn: [row["receivers"] for row in current_rules(conn)],
        lambda conn: [row["place_id"] for row in list_places(conn).to_dict("records")],
        lambda conn: [(row["code"], row["shape"]) for row in list_zones(conn)],
    ):
        with reading(here) as one, reading(elsewhere) as other:
            assert read(one) == read(other)
    with reading(elsewhere) as conn:
        assert all(row["valid_from"] is None for row in current_rules(conn))  # drafts: they bind nobody
        last = conn.execute(select(journal).order_by(journal.c.id.desc()).limit(1)).one()
    assert (last.action, last.record_kind, len(last.after["records"])) == ("imported", "profile", count)


def _take_in(engine: Engine, data: bytes) -> list[Difference]:
    """Everything that is new or other; returns what that was."""
    seen = _differences(engine, data)
    if seen:
        with writing(engine) as conn:
            apply(conn, data, [each.key for each in seen], ACT, WHERE, seen=seen)
    return seen


def _draw(engine: Engine, name: str, west: float, now: datetime = NOW, **more: Any) -> None:
    wanted = Zone(name, box(west, 21.70, west + 0.01, 21.71), **more)
    with writing(engine) as conn:
        create(conn, wanted, ZoneBy(LOCAL_ADMIN, now), WHERE.ground, accepted=("zone_outside",))


def _zones(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as conn:
        return sorted((row["code"], row["name"]) for row in list_zones(conn))


def test_zones_that_came_in_are_known_again_whatever_their_numbers(here: Engine, elsewhere: Engine) -> None:
    # Its own zone has the number that the other's first one has; the more urgent one comes in first.
    _draw(elsewhere, "Của riêng nơi này", 103.74, NOW - timedelta(seconds=1))
    _draw(here, "Gấp hơn", 103.76, priority=1)
    data = _pack(here)
    taken = [(each.name, each.new) for each in _take_in(elsewhere, data) if each.kind == "zone"]
    assert taken == [("Gấp hơn", True), ("Núi Giôn", True)]
    assert _zones(elsewhere) == [
        ("KV-0001", "Của riêng nơi này"),
        ("KV-0002", "Gấp hơn"),
        ("KV-0003", "Núi Giôn"),
    ]
    assert _differences(elsewhere, data) == []
    assert _differences(here, data) == []
    # And back: what was drawn here is the same zone, what was drawn there is new.
    back = _pack(elsewhere)
    assert [(each.name, each.new) for each in _take_in(here, back)] == [("Của riêng nơi này", True)]
    assert _differences(here, back) == []
    assert _zones(here)[-1] == ("KV-0003", "Của riêng nơi này")


def test_a_zone_that_came_in_follows_its_changes(here: Engine, elsewhere: Engine) -> None:
    _take_in(elsewhere, _pack(here))
    with writing(here) as conn:
        (row,) = list_zones(conn)
        wanted = Zone("Núi Giôn cao", row["shape"])
        edit_zone(conn, row["id"], wanted, ZoneBy(LOCAL_ADMIN, NOW), WHERE.ground, seen_version=1)
    (seen,) = _take_in(elsewhere, _pack(here))
    assert seen.fields == (("name", "Núi Giôn", "Núi Giôn cao"),)
    assert _zones(elsewhere) == [("KV-0001", "Núi Giôn cao")]


def test_a_zone_outside_of_the_area_comes_in_as_it_was_accepted(here: Engine, elsewhere: Engine) -> None:
    _draw(here, "Bên kia ranh giới", 103.88)
    _take_in(elsewhere, _pack(here))
    assert "Bên kia ranh giới" in [name for _code, name in _zones(elsewhere)]


def test_a_file_that_tells_numbers_alone_means_those_of_here(here: Engine) -> None:
    def without_origin(body: bytes) -> bytes:
        told = json.loads(body)
        for each in told["features"]:
            del each["properties"]["origin"]
        return json.dumps(told).encode()

    assert _differences(here, _changed(_pack(here), "zones.geojson", without_origin)) == []


def test_only_what_was_chosen_is_changed(here: Engine) -> None:
    data = _pack(here)
    data = _changed(data, AGENCIES.file, lambda body: body.replace("Công an xã".encode(), "CA xã".encode()))
    seen = _differences(here, data)
    assert len(seen) == 4
    assert {(each.new, each.fields[0][0]) for each in seen} == {(False, "name")}
    chosen = next(each for each in seen if each.id == OWN)
    assert chosen.fields == (("name", "Công an xã Mường Giôn", "CA xã Mường Giôn"),)
    with writing(here) as conn:
        assert apply(conn, data, [chosen.key], ACT, WHERE, seen=seen) == 1
    assert [each.id for each in _differences(here, data)] == [each.id for each in seen if each != chosen]


def test_what_somebody_changed_meanwhile_is_looked_at_again(here: Engine) -> None:
    data = _changed(
        _pack(here), AGENCIES.file, lambda body: body.replace("Công an xã".encode(), "CA xã".encode())
    )
    seen = _differences(here, data)
    with writing(here) as conn:
        held = AGENCIES.now(conn, WHERE)[OWN]
        edit_agency(
            conn, held.row["id"], replace(held.wanted, note="mới"), ACT, seen_version=held.row["version"]
        )
    with writing(here) as conn, pytest.raises(ConflictError):
        apply(conn, data, [each.key for each in seen], ACT, WHERE, seen=seen)


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "problem"),
    [
        (
            "agencies/agencies.toml",
            'kind = "commune_police"',
            "kind = 5",
            "agency[4].kind",
            "should be a text",
        ),
        ("agencies/agencies.toml", "[[agency]]", "[[agency", "1", "is not TOML"),
        ("agencies/agencies.toml", "kind =", "kínd =", "1", "is not TOML"),
        ("plans.toml", "period_to = 2025-12-31", "period_to = 5", "plan[1].period_to", "should be a date"),
        ("duty_rules.toml", "deadline_minutes", "deadline", "rule[1].deadline_minutes", "is missing"),
        ("places.csv", "latitude", "lat", "1", "import_columns"),
        ("places.csv", "103.7", "một trăm", "2", "import_value"),
        ("places.csv", "2025-07-01", "01/07/2025", "2", "import_value"),
        ("zones.geojson", '"Polygon"', '"Quả cầu"', "1", "import_feature"),
        ("zones.geojson", "{", "(", "1", "import_not_geojson"),
    ],
)
def test_bad_input_is_refused_with_its_place(
    here: Engine, file: str, old: str, new: str, place: str, problem: str
) -> None:
    data = _changed(_pack(here), file, lambda body: body.replace(old.encode(), new.encode(), 1))
    with pytest.raises(ImportRefused) as refused:
        unpack(data)
    told = refused.value.params
    assert (told["file"].rpartition("/")[2], told["place"]) == (file.rpartition("/")[2], place)
    assert str(told["problem"]).startswith(problem)


def test_what_is_no_archive() -> None:
    def archive(**files: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name, body in files.items():
                made.writestr(name, body)
        return out.getvalue()

    for data, problem in (
        (b"PK", "import_not_zip"),
        (archive(), "import_empty"),
        (archive(**{"../places.csv": ""}), "import_file_unknown"),
    ):
        with pytest.raises(ImportRefused) as refused:
            unpack(data)
        assert refused.value.params["problem"] == problem


def test_a_record_that_its_editor_refuses_stops_everything(here: Engine, elsewhere: Engine) -> None:
    _fill(elsewhere)
    data = _changed(
        _pack(here),
        AGENCIES.file,
        lambda body: body.replace(b'parent = "cong-an-tinh', b'parent = "khong-co'),
    )
    seen = _differences(elsewhere, data)
    with pytest.raises(ImportRefused) as refused, writing(elsewhere) as conn:
        apply(conn, data, [each.key for each in seen], ACT, WHERE, seen=seen)
    assert refused.value.params["file"] == AGENCIES.file
    assert refused.value.params["problem"] == "parent_unknown"
    assert _differences(elsewhere, data) == seen


def test_for_administrators_alone(here: Engine) -> None:
    commander = Act(NOW, Actor("lan", None, "commander", OWN, "192.0.2.1"), "screen:settings")
    data = _pack(here)
    with writing(here) as conn, pytest.raises(Denied):
        export(conn, commander, WHERE)
    with writing(here) as conn, pytest.raises(Denied):
        apply(conn, data, [], commander, WHERE, seen=[])
    with writing(here) as conn:
        assert export(conn, ACT, WHERE)
        last = conn.execute(select(journal.c.action).order_by(journal.c.id.desc()).limit(1)).scalar()
    assert last == "exported"
