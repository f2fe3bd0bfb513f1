"""The offline kit goes out and its submissions come back, as ODK Central and KoboToolbox send them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import gpxpy
import openpyxl
import pytest
import xlsxwriter
from pyxform.xls2xform import convert
from sqlalchemy import update

from data.access import Denied, nobody
from data.checking.act import By
from data.checking.assigning import claim, open_assignments, owner_of
from data.checking.errors import FormColumnsMissing, FormFileUnreadable, FormTooLarge
from data.checking.kit.archive import Kit, build
from data.checking.kit.form import FormHead, answers, questions, xlsform
from data.checking.photos import photos_of
from data.checking.saying import CHANNELS
from data.checking.submissions import Outcome, submissions, take
from data.checking.verdicts import verdict_by_id
from data.store.engine import reading, writing
from data.store.tables import VERDICTS, WINDS, fire_event
from geo.errors import UnknownArea
from tests.data.checking.conftest import HERE, NOW, World
from tests.data.checking.pictures import jpeg, scene
from tests.data.fires import areas, profile

DAY = date(2027, 3, 12)
UUID = "uuid:11111111-2222-4333-8444-555555555555"


def kit(world: World, day: date = DAY, commune: str | None = None, **more: Any) -> Kit:
    with reading(world.engine) as conn:
        return build(conn, day, commune, world.lan, NOW, profile=profile(), areas=areas(), **more)


def files(made: Kit) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def media(made: Kit) -> dict[str, Any]:
    (name,) = (each for each in files(made) if each.endswith("-media/hotspots.geojson"))
    found: dict[str, Any] = json.loads(files(made)[name])
    return found


def test_one_archive_for_a_day_and_a_commune(world: World) -> None:
    made = kit(world, commune="quynh-nhai-2025")
    stem = "canhlua_quynh_nhai_20270312_quynh_nhai_2025"
    assert made.name == f"{stem}.zip"
    assert world.fire in made.events
    inside = files(made)
    assert set(inside) == {
        "README.txt", "hotspots.gpx", "hotspots.kml", "hotspots.geojson", f"{stem}.xlsx",
        f"{stem}-media/hotspots.geojson",
    }  # fmt: skip
    again = files(kit(world, commune="quynh-nhai-2025"))
    assert [name for name in inside if again[name] != inside[name]] in ([], ["hotspots.kml"])  # its ids go on
    track = gpxpy.parse(inside["hotspots.gpx"].decode()).tracks[0]
    assert (track.type, len(track.segments) >= 1) == ("footprint", True)
    layer = json.loads(inside["hotspots.geojson"])
    kinds = [each["properties"]["kind"] for each in layer["features"]]
    assert kinds.count("footprint") == len(made.events)
    assert kinds.count("hotspot") >= 3
    assert b"NASA" in inside["README.txt"]
    assert "Không nhập thông tin bí mật nhà nước" in inside["README.txt"].decode("utf-8-sig")


def test_the_media_file_says_what_odk_asks_and_what_must_come_back(world: World) -> None:
    verdict = world.say()
    found = {each["properties"]["id"]: each for each in media(kit(world))["features"]}
    assert set(found) == {world.fire, world.other}
    one = found[world.fire]
    assert one["geometry"]["type"] == "Point"
    assert world.fire in one["properties"]["title"]
    assert one["properties"]["title"].startswith("12/03 13:34")
    assert (one["properties"]["version"], one["properties"]["last_verdict"]) == (1, verdict.id)
    assert found[world.other]["properties"]["last_verdict"] == 0


@pytest.mark.parametrize(
    ("day", "commune", "there"),
    [
        (DAY, None, 2),
        (DAY - timedelta(days=1), None, 0),
        (DAY + timedelta(days=1), None, 2),  # still watched
        (DAY, "muong-sai-2025", 0),
    ],
)
def test_what_was_watched_on_that_day_there(world: World, day: date, commune: str | None, there: int) -> None:
    made = kit(world, day, commune)
    assert len(made.events) == there
    assert len(media(made)["features"]) == there


def test_what_was_silent_before_that_day_is_left_out(world: World) -> None:
    with writing(world.engine) as conn:
        conn.execute(update(fire_event).where(fire_event.c.id == world.fire).values(closed_at=NOW))
    assert kit(world, DAY + timedelta(days=1)).events == (world.other,)
    assert len(kit(world).events) == 2


def test_a_drill_says_so_and_unknown_communes_and_people_are_refused(world: World) -> None:
    made = kit(world, drill=True)
    inside = files(made)
    assert "quynh_nhai_drill" in made.name
    assert "DIỄN TẬP".encode() in inside["hotspots.gpx"]
    assert media(made)["features"][0]["properties"]["deployment"] == "quynh_nhai-drill"
    with pytest.raises(UnknownArea):
        kit(world, commune="nowhere")
    with pytest.raises(Denied), reading(world.engine) as conn:
        build(conn, DAY, None, nobody("192.0.2.1"), NOW, profile=profile(), areas=areas())


def test_pyxform_takes_the_form(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(
        xlsform(FormHead("canhlua_x", "DIỄN TẬP / DRILL: Canh Lửa", "1", "x-drill", "2027-03-12"))
    )
    # With Java ODK's own validator reads the form too.
    made = convert(str(file), validate=shutil.which("java") is not None)
    assert [each for each in made.warnings if "max-pixels" not in each] == []
    assert 'src="jr://file/hotspots.geojson"' in made.xform
    assert 'appearance="map"' in made.xform
    assert "'x-drill'" in made.xform
    assert 'lang="English (en)"' in made.xform
    for row in questions():
        if row["name"] not in ("start", "end"):
            assert f"<{row['name']}/>" in made.xform, row["name"]


def test_the_answers_of_the_form_are_those_of_the_table() -> None:
    assert set(answers("kinds").values()) == set(VERDICTS)
    assert set(answers("winds").values()) == set(WINDS)
    assert "form" in CHANNELS


def filled(world: World, **more: Any) -> dict[str, str]:
    row = {
        "SubmissionDate": "2027-03-12T09:10:00.000Z",
        "start": "2027-03-12T15:30:00.000+07:00",
        "end": "2027-03-12T15:50:00.000+07:00",
        "deployment": "quynh_nhai",
        "kit_day": "2027-03-12",
        "event": world.fire,
        "hotspot_deployment": "quynh_nhai",
        "seen_version": "1",
        "seen_verdict": "0",
        "kind": "burning_not_allowed",
        "description": "Đốt nương, lửa lan vào rừng",
        "name": "Lò Thị Lan",
        "phone": "0912345678",
        "observed_at": "2027-03-12T15:40:00.000+07:00",
        "place-Latitude": str(HERE[0]),
        "place-Longitude": str(HERE[1]),
        "place-Altitude": "0",
        "place-Accuracy": "8",
        "searched_percent": "",
        "direction": "NE",
        "distance_km": "0,4",
        "area_m2": "1500",
        "is_out": "yes",
        "out_at": "2027-03-12T15:45:00.000+07:00",
        "photo_1": "1710000000001.jpg",
        "photo_2": "",
        "meta-instanceID": UUID,
        "KEY": UUID,
    }
    return row | more


def test_what_is_sent_back_is_what_the_form_asks(world: World) -> None:
    sent = {name.partition("-")[0] for name in filled(world)}
    assert {row["name"] for row in questions()} - sent == {"secret", "photo_3"}  # a note, and one photo more


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(*rows: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Canh Lửa")
    sheet.write_row(0, 0, list(rows[0]))
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, list(row.values()))
    book.close()
    return out.getvalue()


def as_zip(inside: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in inside.items():
            archive.writestr(name, data)
    return out.getvalue()


def upload(world: World, tmp_path: Path, data: bytes, name: str = "a.csv", **more: Any) -> list[Outcome]:
    by = world.by(more.pop("who", world.minh), more.pop("minutes", 0))
    return take(world.engine, tmp_path / "photos", data, name, by, profile=profile(), **more)


def test_a_submission_of_odk_central_with_its_photo(world: World, tmp_path: Path) -> None:
    by = world.by(world.lan)
    with writing(world.engine) as conn:
        claim(conn, world.fire, owner_of(by, "Lò Thị Lan"), NOW + timedelta(hours=1), by)
    data = as_zip(
        {
            "canhlua.csv": as_csv(filled(world)),
            "canhlua-audit.csv": b"x,y\n1,2\n",
            "media/1710000000001.jpg": jpeg(),
        }
    )
    (one,) = upload(world, tmp_path, data, "canhlua.zip")
    assert (one.line, one.result, one.event_id, one.conflict) == (2, "stored", world.fire, None)
    assert [(each.name, each.code) for each in one.photos] == [("1710000000001.jpg", None)]
    with reading(world.engine) as conn:
        assert one.verdict_id is not None
        row = verdict_by_id(conn, one.verdict_id)
        (kept,) = photos_of(conn, "verdict", one.verdict_id)
        (listed,) = submissions(conn)
        # Minh brought it in; Lan, who is named, has answered.
        assert open_assignments(conn) == []
    assert row is not None
    said = (
        "kind",
        "channel",
        "phone",
        "direction",
        "distance_km",
        "area_m2",
        "is_out",
        "seen_version",
        "actor",
    )
    assert [row[each] for each in said] == [
        "burning_not_allowed", "form", "+84912345678", "NE", 0.4, 1500.0, True, 1, "minh",
    ]  # fmt: skip
    assert (row["latitude"], row["longitude"], row["accuracy_m"]) == (*HERE, 8.0)
    assert row["observed_at"] == NOW - timedelta(minutes=20)
    assert kept["findings"] == ["no_exif"]
    assert (listed["result"], listed["verdict_id"]) == ("stored", one.verdict_id)
    assert listed["instance_id"] == UUID.removeprefix("uuid:")


def test_the_same_upload_again_stores_nothing_twice_and_brings_what_was_missing(
    world: World, tmp_path: Path
) -> None:
    (first,) = upload(world, tmp_path, as_csv(filled(world)))
    assert (first.result, first.photos[0].code) == ("stored", "form_photo_missing")
    table = as_csv(filled(world))
    data = as_zip({"a.csv": table, "media/1710000000001.jpg": jpeg(scene(640, 480))})
    (again,) = upload(world, tmp_path, data, "a.zip", minutes=5)
    assert (again.result, again.verdict_id, again.photos[0].code) == ("again", first.verdict_id, None)
    (third,) = upload(world, tmp_path, data, "a.zip", minutes=6)
    assert third.photos[0].photo_id == again.photos[0].photo_id
    with reading(world.engine) as conn:
        assert len(submissions(conn)) == 1


def kobo(world: World, **more: Any) -> dict[str, Any]:
    """KoboToolbox writes groups with a slash, points in one cell, labels where it is told to."""
    return {
        "visit/event": world.fire,
        "visit/deployment": "quynh_nhai",
        "Thấy gì?": "Không thấy cháy",
        "Mô tả": "Đã đi hết sườn phía đông",
        "visit/name": "Lò Thị Lan",
        "visit/phone": 912345678,
        "observed_at": "12/03/2027 15:40",
        "place": f"{HERE[0]} {HERE[1]} 350 12",
        "searched_percent": 62.5,
        "_id": 17,
        "_uuid": "99999999-2222-4333-8444-555555555555",
        "_submission_time": "2027-03-12T09:00:00",
    } | more


def test_a_workbook_of_kobotoolbox(world: World, tmp_path: Path) -> None:
    (one,) = upload(world, tmp_path, as_xlsx(kobo(world)), "kobo.xlsx")
    assert one.result == "stored", one
    with reading(world.engine) as conn:
        row = verdict_by_id(conn, one.verdict_id or 0)
    assert row is not None
    assert (row["kind"], row["searched_share"], row["searched_by"]) == ("nothing", 0.625, "stated")
    assert (row["phone"], row["accuracy_m"]) == ("+84912345678", 12.0)
    assert row["observed_at"] == NOW - timedelta(minutes=20)
    # The same through a semicolon, as a Vietnamese Excel saves it.
    text = {key: str(value) for key, value in kobo(world).items()}
    (again,) = upload(world, tmp_path, as_csv(text, delimiter=";"), "kobo.csv")
    assert (again.result, again.verdict_id) == ("again", one.verdict_id)


def test_another_deployments_hotspot_is_refused_and_stops_no_other_row(world: World, tmp_path: Path) -> None:
    rows = [
        filled(world, **{"meta-instanceID": "uuid:a", "KEY": "uuid:a", "photo_1": ""}) | change
        for change in (
            {"hotspot_deployment": "dien_bien"},
            {"deployment": "quynh_nhai-drill", "meta-instanceID": "uuid:b"},
            {"event": "DC-20270312-XXXXX", "meta-instanceID": "uuid:c"},
            {"kind": "smoke", "meta-instanceID": "uuid:d"},
            {"distance_km": "near", "meta-instanceID": "uuid:e"},
            {"observed_at": "yesterday", "meta-instanceID": "uuid:f"},
            {"phone": "12", "meta-instanceID": "uuid:g"},
            {"place-Latitude": str(HERE[1]), "place-Longitude": str(HERE[0]), "meta-instanceID": "uuid:h"},
            {"description": "", "meta-instanceID": "uuid:i"},
            {"meta-instanceID": "", "KEY": ""},
            {"meta-instanceID": "uuid:k"},
        )
    ]
    found = upload(world, tmp_path, as_csv(*rows))
    assert [(each.line, each.result, each.code) for each in found] == [
        (2, "refused", "form_foreign"),
        (3, "refused", "form_foreign"),
        (4, "refused", "event_unknown"),
        (5, "refused", "form_row_invalid"),
        (6, "refused", "form_row_invalid"),
        (7, "refused", "form_row_invalid"),
        (8, "refused", "phone_invalid"),
        (9, "refused", "observer_swapped"),
        (10, "refused", "verdict_invalid"),
        (11, "refused", "form_row_invalid"),
        (12, "stored", None),
    ]
    assert found[0].params == {"event_id": world.fire, "deployment": "dien_bien"}
    with reading(world.engine) as conn:
        assert len(submissions(conn)) == 11
    upload(world, tmp_path, as_csv(*rows))
    with reading(world.engine) as conn:
        assert len(submissions(conn)) == 11
    # Mended, the refused row comes in under its own id.
    (mended,) = upload(world, tmp_path, as_csv(rows[4] | {"distance_km": "1"}))
    assert mended.result == "stored"


def test_what_changed_since_the_kit_was_made_is_shown(world: World, tmp_path: Path) -> None:
    world.grow()
    other = world.say(world.lan, draft_id="online", minutes=1, searched_share=0.5, kind="nothing")
    (one,) = upload(world, tmp_path, as_csv(filled(world, photo_1="")), minutes=2)
    assert one.result == "conflict"
    assert one.conflict is not None
    assert one.conflict["fields"]["detections"] == [3, 5]
    assert [each["id"] for each in one.conflict["verdicts"]] == [other.id]


def test_a_photo_that_is_none_does_not_cost_the_verdict(world: World, tmp_path: Path) -> None:
    row = filled(world, photo_2="big.jpg", photo_3="../../etc/passwd")
    data = as_zip(
        {
            "a.csv": as_csv(row),
            "media/1710000000001.jpg": b"%PDF-1.7 not a photo",
            "media/big.jpg": b"\xff\xd8\xff" + b"\0" * (31 * 1024 * 1024),
        }
    )
    (one,) = upload(world, tmp_path, data, "a.zip")
    assert one.result == "stored"
    assert [each.code for each in one.photos] == [
        "photo_not_an_image",
        "photo_too_large",
        "form_photo_missing",
    ]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", FormFileUnreadable),
        (b"\xff\xfe\x00x", FormFileUnreadable),
        (b"PK\x03\x04 but no archive", FormFileUnreadable),
        (as_zip({"readme.txt": b"x"}), FormFileUnreadable),
        (as_zip({"a.csv": b"x,y\n" + b"1,2\n" * (6 * 1024 * 1024)}), FormTooLarge),
        (as_zip({"[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), FormFileUnreadable),
        (b"a,b\n" + b"1,2\n" * 5001, FormTooLarge),
        (b"event,kind\nx,y\n", FormColumnsMissing),
        (b"latitude,longitude,acq_date\n1,2,3\n", FormColumnsMissing),
    ],
)
def test_what_is_no_table_of_the_form(
    world: World, tmp_path: Path, data: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        upload(world, tmp_path, data)
    with reading(world.engine) as conn:
        assert submissions(conn) == []


def test_only_who_may_give_verdicts_brings_forms_in(world: World, tmp_path: Path) -> None:
    by = By(nobody("192.0.2.1"), NOW)
    with pytest.raises(Denied):
        take(world.engine, tmp_path, as_csv(filled(world)), "a.csv", by, profile=profile())


def test_the_form_opens_in_a_spreadsheet(world: World) -> None:
    inside = files(kit(world))
    (name,) = (each for each in inside if each.endswith(".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(inside[name]))
    assert book.sheetnames == ["survey", "choices", "settings"]
    head = [cell.value for cell in book["survey"][1]]
    assert head[:3] == ["type", "name", "label::Tiếng Việt (vi)"]
