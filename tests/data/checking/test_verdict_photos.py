"""Photos of what a patrol found stand at the verdict that it became: on the sheet and in the papers."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from data.casework.documents.bundle import Folders, bundle
from data.casework.documents.case_file import case_file
from data.casework.documents.checks import checks_of
from data.casework.documents.sheet import case_sheet
from data.checking.act import By as CheckingBy
from data.checking.dossier import dossier
from data.checking.exif import Claim
from data.checking.photos import keep
from data.checking.verdict_photos import photos_of_verdicts
from data.patrols.act import By
from data.presence.findings import Finding, Found, take_finding
from data.store.engine import reading, writing
from tests.data.checking.conftest import NOW, SETTINGS, World
from tests.data.checking.pictures import jpeg, scene
from tests.data.fires import areas, profile
from tests.data.presence import patrols

TZ = profile().tz


@pytest.fixture
def walked(world: World) -> World:
    with writing(world.engine) as conn:
        patrols.agencies(conn)
        patrols.joint_patrol(conn, status="under_way")
    return world


def _found(world: World, draft: str, outcome: str = "verdict") -> Found:
    kind = "forest_offence" if outcome == "incident" else "forest_fire"
    said = Finding(draft, 1, outcome, "Cháy thực bì", NOW, None, kind, world.fire, "0912 345 678")
    return take_finding(world.engine, said, By(world.admin, NOW), areas=areas(), profile=profile())


def _photo(world: World, folder: Path, kind: str, record: int, name: str, width: int) -> bytes:
    raw = jpeg(scene(width, 240))
    with writing(world.engine) as conn:
        keep(
            folder, raw, name, name, kind, record, Claim(NOW), CheckingBy(world.admin, NOW), conn,
            settings=SETTINGS, tz=TZ,
        )  # fmt: skip
    return raw


def test_photos_of_a_finding_stand_at_its_verdict_beside_its_own(walked: World, tmp_path: Path) -> None:
    one, other, case = _found(walked, "f1"), _found(walked, "f2"), _found(walked, "f3", "incident")
    first, second = int(str(one.ref)), int(str(other.ref))
    _photo(walked, tmp_path, "finding", one.id, "a.jpg", 320)
    _photo(walked, tmp_path, "verdict", first, "b.jpg", 330)
    _photo(walked, tmp_path, "finding", case.id, "c.jpg", 340)  # what became an incident is shown there
    with reading(walked.engine) as conn:
        found = photos_of_verdicts(conn, [first, second])
        sheet = dossier(conn, walked.fire, walked.admin, NOW, settings=SETTINGS, tz=TZ, areas=areas())
        checks = {row["id"]: row["photos"] for row in checks_of(conn, [walked.fire])}
    wanted = [("a.jpg", "TT-2027-0001"), ("b.jpg", None)]
    assert [(row["name"], row["patrol"]) for row in found[first]] == wanted
    assert found[second] == []
    shown = {row["id"]: row["photos"] for row in sheet["verdicts"]}
    assert [(row["name"], row["patrol"]) for row in shown[first]] == wanted
    assert shown[second] == []
    assert [(row["name"], row["patrol"]) for row in checks[first]] == wanted


def test_they_are_in_the_papers_of_the_incident_of_that_fire(walked: World, tmp_path: Path) -> None:
    one, case = _found(walked, "f1"), _found(walked, "f2", "incident")
    raw = _photo(walked, tmp_path, "finding", one.id, "a.jpg", 320)
    with reading(walked.engine) as conn:
        read = case_file(conn, 1, areas=areas(), place="Quỳnh Nhai", now=NOW, tz=TZ)
        made = bundle(conn, read, Folders(tmp_path, tmp_path))
    assert read.incident["code"] == case.ref
    (row,) = openpyxl.load_workbook(io.BytesIO(case_sheet(read)))["Ảnh"].iter_rows(
        min_row=2, values_only=True
    )
    assert (row[0], row[1], row[6]) == (int(str(one.ref)), "a.jpg", "TT-2027-0001")
    assert made.missing == []
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        (file,) = (each for each in archive.namelist() if each.startswith("photos/"))
        assert archive.read(file) == raw
        ground = json.loads(archive.read("ground.json"))
    assert [each["name"] for each in ground["photos"]] == ["a.jpg"]
