"""What a patrol found and photographed is in the papers of the incident that it became."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from sqlalchemy import Engine, select

from data.access import LOCAL_ADMIN
from data.casework.documents.bundle import Folders, bundle
from data.casework.documents.case_file import CaseFile, case_file
from data.casework.documents.patrol_findings import patrol_findings_of
from data.casework.documents.report import case_report
from data.casework.documents.sheet import case_sheet
from data.checking.act import By as CheckingBy
from data.checking.exif import Claim
from data.checking.photos import keep, photos_by_record
from data.incidents import By as IncidentBy
from data.incidents import incident_by_code
from data.incidents.merging import merge
from data.patrols.act import By
from data.presence.findings import Finding, Found, take_finding
from data.store.engine import reading, writing
from data.store.tables import incident
from tests.data.checking.pictures import jpeg, scene
from tests.data.fires import NOW, areas, profile
from tests.data.presence import patrols
from tests.data.presence.patrols import LAT, LON, minutes

SEEN = minutes(60)
BY = By(LOCAL_ADMIN, NOW)


def found(engine: Engine, patrol: int, member: int | None, draft: str, outcome: str = "incident") -> Found:
    said = Finding(
        draft, patrol, outcome, "Khói ở khe suối", SEEN, member, "forest_offence", latitude=LAT, longitude=LON
    )
    return take_finding(engine, said, BY, areas=areas(), profile=profile())


def photographed(engine: Engine, folder: Path, finding: int, draft: str, width: int = 320) -> bytes:
    raw = jpeg(scene(width, 240))
    with writing(engine) as conn:
        keep(
            folder, raw, f"{draft}.jpg", draft, "finding", finding, Claim(SEEN, LAT, LON),
            CheckingBy(BY.who, NOW), conn, settings=profile().checking, tz=profile().tz,
        )  # fmt: skip
    return raw


def read(engine: Engine, code: str | None) -> CaseFile:
    with reading(engine) as conn:
        row = incident_by_code(conn, str(code))
        assert row is not None
        return case_file(conn, row["id"], areas=areas(), place="Quỳnh Nhai", now=NOW, tz=profile().tz)


def course(case: CaseFile) -> list[str]:
    paper = Document(io.BytesIO(case_report(case)))
    return [each.text for each in paper.paragraphs if each.text.startswith("- ")]


def photo_rows(case: CaseFile) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(case_sheet(case)))
    return list(book["Ảnh"].iter_rows(min_row=2, values_only=True))


@pytest.fixture
def walked(engine: Engine) -> tuple[int, dict[str, int]]:
    with writing(engine) as conn:
        patrols.agencies(conn)
        return patrols.joint_patrol(conn, status="under_way")


def test_photos_of_a_patrol_are_in_every_paper_with_patrol_person_and_time(
    engine: Engine, walked: tuple[int, dict[str, int]], tmp_path: Path
) -> None:
    own, members = walked
    one = found(engine, own, members["leader"], "f1")
    raw = photographed(engine, tmp_path, one.id, "p1")
    note = found(engine, own, members["leader"], "f2", "note")
    photographed(engine, tmp_path, note.id, "p2", 200)
    case = read(engine, one.ref)
    assert (
        "- 08:30 12/03/2027: Tuần tra TT-2027-0001 (Lò Văn An) phát hiện tại chỗ; 1 ảnh kèm theo."
        in course(case)
    )
    (row,) = photo_rows(case)
    assert (row[0], row[1], row[6], row[7]) == (None, "p1.jpg", "TT-2027-0001", "Lò Văn An")
    assert row[8].isoformat() == "2027-03-12T08:30:00"
    with reading(engine) as conn:
        made = bundle(conn, case, Folders(tmp_path, tmp_path))
        (kept,) = photos_by_record(conn, "finding", [one.id])[one.id]
    assert made.missing == []
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.read(f"photos/{kept['file']}") == raw
        assert [each for each in archive.namelist() if each.startswith("photos/")] == [
            f"photos/{kept['file']}"
        ]
        ground, chain = json.loads(archive.read("ground.json")), json.loads(archive.read("journal.json"))
    (told,) = ground["patrol_findings"]
    assert (told["patrol"], told["person"], told["id"]) == ("TT-2027-0001", "Lò Văn An", one.id)
    assert [each["name"] for each in ground["photos"]] == ["p1.jpg"]
    assert ("patrol_finding", str(one.id)) in {
        (each["record_kind"], each["record_id"]) for each in chain["entries"]
    }


def test_a_finding_without_photos_adds_no_line(engine: Engine, walked: tuple[int, dict[str, int]]) -> None:
    one = found(engine, walked[0], None, "f1")
    case = read(engine, one.ref)
    assert not any("phát hiện tại chỗ" in each for each in course(case)) and photo_rows(case) == []
    assert [(each["person"], each["photos"]) for each in case.patrol_findings] == [(None, [])]


def test_photos_follow_an_incident_that_became_part_of_another(
    engine: Engine, walked: tuple[int, dict[str, int]], tmp_path: Path
) -> None:
    own, members = walked
    first, second = (found(engine, own, members[who], who) for who in ("leader", "police"))
    photographed(engine, tmp_path, second.id, "p2")
    assert photo_rows(read(engine, first.ref)) == []
    with writing(engine) as conn:
        ids = {row.code: row.id for row in conn.execute(select(incident.c.code, incident.c.id))}
        seen = {row.id: row.version for row in conn.execute(select(incident.c.id, incident.c.version))}
        merge(conn, ids[second.ref], ids[first.ref], IncidentBy(LOCAL_ADMIN, NOW), seen=seen)
    (row,) = photo_rows(read(engine, first.ref))
    assert (row[1], row[7]) == ("p2.jpg", "Quàng Văn Bảo")
    with reading(engine) as conn:
        assert patrol_findings_of(conn, ["VV-2020-0001"]) == []
