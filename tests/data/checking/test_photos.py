"""Photos as cameras make them: kept as they came, shown without place, compared with what was said."""

from __future__ import annotations

import builtins
import hashlib
import io
import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational
from sqlalchemy import select

from data.access import Denied, nobody
from data.checking import photos
from data.checking.act import By
from data.checking.errors import (
    PhotoDamaged,
    PhotoInvalid,
    PhotoNeedsPackage,
    PhotoNotAnImage,
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoUnknown,
)
from data.checking.exif import Claim, compare, read_exif
from data.checking.picture import open_picture
from data.incidents import By as IncidentBy
from data.incidents import create
from data.incidents.changing import Incident
from data.store.engine import reading, writing
from data.store.tables import assignment, photo
from tests.data.checking.conftest import HERE, NOW, SETTINGS, World
from tests.data.checking.pictures import exif, jpeg, saved, scene

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
LOCAL = datetime(2027, 3, 12, 15, 40)  # noqa: DTZ001 -- a camera's clock has no zone
NOWHERE = (IFDRational(21, 0),) * 3
CLAIM = Claim(NOW - timedelta(minutes=20), *HERE, accuracy_m=10.0)


def keep(world: World, tmp_path: Path, raw: bytes, record_id: int, draft: str = "p-1", **more: Any) -> int:
    said = {"name": "ảnh.jpg", "kind": "verdict", "claim": CLAIM, "who": world.lan} | more
    with writing(world.engine) as conn:
        return photos.keep(
            tmp_path / "photos",
            raw,
            said["name"],
            draft,
            said["kind"],
            record_id,
            said["claim"],
            world.by(said["who"], more.get("minutes", 0)),
            conn,
            settings=SETTINGS,
            tz=TZ,
        )


def row_of(world: World, photo_id: int) -> dict[str, Any]:
    with reading(world.engine) as conn:
        return dict(conn.execute(select(photo).where(photo.c.id == photo_id)).one()._mapping)


def compared(raw: bytes, claim: Claim) -> list[str]:
    taken = photos.prepare(raw, "ảnh.jpg", TZ).taken
    return list(
        compare(
            taken,
            claim,
            NOW,
            photo_minutes=SETTINGS.photo_minutes,
            photo_place_m=SETTINGS.photo_place_m,
        )
    )


def test_the_original_stays_as_it_came_and_the_shown_one_tells_no_place(world: World, tmp_path: Path) -> None:
    raw = jpeg(scene(3000, 2000), exif(LOCAL, HERE, orientation=6))
    made = keep(world, tmp_path, raw, world.say().id, name="../../DCIM/IMG_1.JPG")
    row = row_of(world, made)
    assert (row["name"], row["type"], row["width"], row["height"]) == ("IMG_1.JPG", "image/jpeg", 3000, 2000)
    assert row["sha256"] == hashlib.sha256(raw).hexdigest()
    assert row["taken_at"] == datetime(2027, 3, 12, 8, 40, tzinfo=UTC)
    assert (row["latitude"], row["longitude"]) == pytest.approx(HERE, abs=1e-5)
    assert row["findings"] == []
    assert photos.original(tmp_path / "photos", row) == raw
    small = Image.open(io.BytesIO(photos.shown(tmp_path / "photos", row)))
    assert small.size == (1067, 1600)  # turned upright
    assert len(small.getexif()) == 0
    assert not {"exif", "icc_profile"} & set(small.info)
    assert b"X100" not in photos.shown(tmp_path / "photos", row)
    assert sorted(each.name for each in (tmp_path / "photos").iterdir()) == sorted(
        [row["file"], row["shown_file"]]
    )
    assert all(each.stat().st_mode & 0o077 == 0 for each in (tmp_path / "photos").iterdir())


def test_a_photo_is_kept_once_however_often_it_is_sent(world: World, tmp_path: Path) -> None:
    one, two = jpeg(meta=exif(LOCAL, HERE)), jpeg(scene(640, 480))
    own = world.say().id
    first = keep(world, tmp_path, one, own)
    assert keep(world, tmp_path, one, own, minutes=30) == first
    with pytest.raises(PhotoInvalid) as taken:
        keep(world, tmp_path, two, own)
    assert taken.value.params["problem"] == "draft_taken"
    # The same picture may be sent as two: each draft is a record.
    assert keep(world, tmp_path, one, own, "p-2") != first
    with reading(world.engine) as conn:
        assert len(photos.photos_of(conn, "verdict", own)) == 2


def test_the_same_photo_under_another_record_is_marked(world: World, tmp_path: Path) -> None:
    raw = jpeg(meta=exif(LOCAL, HERE))
    keep(world, tmp_path, raw, world.say().id)
    again = keep(world, tmp_path, raw, world.say(draft_id="d2").id, "p-2")
    assert row_of(world, again)["findings"] == ["used_before"]


@pytest.mark.parametrize(
    ("meta", "findings"),
    [
        (None, ["no_exif"]),
        (exif(), ["no_time", "no_place"]),
        (exif(LOCAL), ["no_place"]),
        (exif(LOCAL, HERE, offset="+07:00"), []),
        (exif(LOCAL, HERE, offset="+00:00"), ["time_differs", "time_ahead"]),  # 15:40 UTC is 22:40 here
        (exif(LOCAL - timedelta(days=1), HERE), ["time_differs"]),
        (exif(LOCAL - timedelta(hours=2, minutes=-1), HERE), []),
        (exif(LOCAL, (21.70, 103.70)), ["place_differs"]),
        (exif(LOCAL, (0.0, 0.0)), ["no_place"]),  # a receiver without a fix
        (exif(None, HERE, gps={29: "2027:03:12", 7: (8, 40, 0)}), []),
        (exif(None, HERE, gps={29: "2027:03:10", 7: (8, 40, 0)}), ["time_differs"]),
        (
            exif(LOCAL, gps={2: (IFDRational(21, 0),) * 3, 4: (IFDRational(1, 0),) * 3}),
            ["exif_broken", "no_place"],
        ),
        (exif(LOCAL, gps={2: NOWHERE[:1], 4: NOWHERE[:1]}), ["exif_broken", "no_place"]),
        (b"Exif\0\0garbage that is no TIFF", ["exif_broken"]),
        (b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40, ["exif_broken"]),
    ],
)
def test_what_the_camera_wrote_is_compared_with_what_was_said(meta: Any, findings: list[str]) -> None:
    assert compared(jpeg(meta=meta), CLAIM) == findings


def test_without_a_claimed_place_there_is_nothing_to_differ_from() -> None:
    assert compared(jpeg(meta=exif(LOCAL, (21.70, 103.70))), Claim(CLAIM.observed_at)) == []


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_no_exif_however_broken_stops_a_photo(junk: bytes, headed: bool) -> None:
    meta = b"Exif\0\0" + (b"II*\0\x08\0\0\0" if headed else b"") + junk
    picture = open_picture(jpeg(scene(64, 48), meta), "a.jpg")
    assert set(read_exif(picture.image, TZ).findings) <= {"exif_broken", "no_exif", "no_time", "no_place"}


@pytest.mark.parametrize("form", ["PNG", "WEBP", "JPEG"])
def test_other_formats_by_their_content(world: World, tmp_path: Path, form: str) -> None:
    made = keep(world, tmp_path, saved(form, scene(2000, 1000)), world.say().id, name="a.txt")
    row = row_of(world, made)
    assert row["type"] == f"image/{form.lower()}"
    assert Image.open(io.BytesIO(photos.shown(tmp_path / "photos", row))).size == (1600, 800)


def test_a_see_through_picture_stands_on_white(world: World, tmp_path: Path) -> None:
    made = keep(world, tmp_path, saved("PNG", Image.new("RGBA", (20, 20), (0, 0, 0, 0))), world.say().id)
    small = Image.open(io.BytesIO(photos.shown(tmp_path / "photos", row_of(world, made))))
    assert small.getpixel((5, 5)) == (255, 255, 255)


def heic() -> bytes:
    pillow_heif.register_heif_opener()
    return saved("HEIF", scene(900, 600), quality=60, exif=exif(LOCAL, HERE).tobytes())


def test_heic_is_read_where_the_package_is(world: World, tmp_path: Path) -> None:
    made = keep(world, tmp_path, heic(), world.say().id, name="IMG_1.HEIC")
    row = row_of(world, made)
    assert (row["type"], row["findings"]) == ("image/heic", [])
    assert (row["latitude"], row["longitude"]) == pytest.approx(HERE, abs=1e-5)
    assert Image.open(io.BytesIO(photos.shown(tmp_path / "photos", row))).format == "JPEG"


def test_heic_without_the_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    raw, plain = heic(), builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name == "pillow_heif":
            raise ImportError(name)
        return plain(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PhotoNeedsPackage) as refused:
        open_picture(raw, "IMG_1.HEIC")
    assert refused.value.params == {"name": "IMG_1.HEIC", "package": "pillow-heif"}


def bomb(width: int, height: int) -> bytes:
    """A PNG that announces a huge picture in a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    tail = chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + tail


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (jpeg() + b"\0" * (30 * 1024 * 1024), PhotoTooLarge),
        (bomb(12_001, 10_000), PhotoTooManyPixels),
        (bomb(60_000, 60_000), PhotoTooManyPixels),
        (b"%PDF-1.7\n1 0 obj", PhotoNotAnImage),
        (b"<!DOCTYPE html><html>", PhotoNotAnImage),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PhotoNotAnImage),
        (b"GIF89a" + b"\0" * 40, PhotoNotAnImage),
        (b"PK\x03\x04" + b"\0" * 40, PhotoNotAnImage),
        (b"xin chao", PhotoNotAnImage),
        (b"", PhotoDamaged),
        (jpeg()[:3000], PhotoDamaged),
        (b"\xff\xd8\xff\xe0" + b"\0" * 200, PhotoDamaged),
        (bomb(10, 10), PhotoDamaged),
    ],
)
def test_what_is_no_photo_is_refused(raw: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        photos.prepare(raw, "ảnh.jpg", TZ)


def test_of_a_refused_photo_nothing_is_left(world: World, tmp_path: Path) -> None:
    own = world.say().id
    with pytest.raises(PhotoDamaged):
        keep(world, tmp_path, jpeg()[:3000], own)
    with reading(world.engine) as conn:
        assert photos.photos_of(conn, "verdict", own) == []
    assert not (tmp_path / "photos").exists()


def test_a_pdf_that_is_called_a_photo_is_told_as_one() -> None:
    with pytest.raises(PhotoNotAnImage) as refused:
        open_picture(b"%PDF-1.7\n", "biên bản.jpg")
    assert refused.value.params == {"name": "biên bản.jpg", "kind": "PDF"}


def test_photos_belong_to_a_record(world: World, tmp_path: Path) -> None:
    for kind, own, draft, problem in (
        ("verdict", 99, "p", "record_unknown"),
        ("incident", 99, "p", "record_unknown"),
        ("patrol", 1, "p", "choice_unknown"),
        ("verdict", 99, " ", "draft_missing"),
    ):
        with pytest.raises(PhotoInvalid) as refused:
            keep(world, tmp_path, jpeg(), own, draft, kind=kind)
        assert refused.value.params["problem"] == problem
    place = {"commune_2021_id": None, "commune_2025_id": None, "facts": None}
    wanted = Incident("forest_fire", "forest", "Cháy", NOW - timedelta(hours=1), NOW - timedelta(minutes=30))
    with writing(world.engine) as conn:
        incident = create(conn, wanted, place, IncidentBy(world.lan, NOW), TZ)
    assert row_of(world, keep(world, tmp_path, jpeg(), incident, kind="incident"))["record_id"] == incident


def test_a_photo_is_a_word_of_the_owner(world: World, tmp_path: Path) -> None:
    from data.checking.assigning import claim, owner_of

    own = world.say(world.minh).id
    by = world.by(world.lan)
    with writing(world.engine) as conn:
        claim(conn, world.fire, owner_of(by), NOW + timedelta(hours=3), by)
    keep(world, tmp_path, jpeg(), own, minutes=50)
    with reading(world.engine) as conn:
        assert conn.execute(select(assignment.c.last_word_at)).scalar_one() == NOW + timedelta(minutes=50)


def test_who_may_see_what(world: World, tmp_path: Path) -> None:
    made = keep(world, tmp_path, jpeg(), world.say().id)
    with writing(world.engine) as conn:
        assert photos.permitted(conn, made, world.minh)["id"] == made
        assert photos.permitted(conn, made, world.chief, original=True)["id"] == made
        assert photos.permitted(conn, made, world.lan, original=True)["id"] == made
        for who, original in ((world.minh, True), (nobody("192.0.2.1"), False)):
            with pytest.raises(Denied):
                photos.permitted(conn, made, who, original=original)
        with pytest.raises(PhotoUnknown):
            photos.permitted(conn, 99, world.lan)
        with pytest.raises(PhotoUnknown):
            photos.shown(tmp_path / "elsewhere", photos.permitted(conn, made, world.lan))
    with pytest.raises(Denied), writing(world.engine) as conn:
        by = By(nobody("192.0.2.1"), NOW)
        photos.keep(tmp_path, jpeg(), "a", "x", "verdict", 1, CLAIM, by, conn, settings=SETTINGS, tz=TZ)
