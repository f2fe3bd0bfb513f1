"""The running log, on both engines: own entries, and what the work of the shift leaves by itself."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from docx import Document
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from data.access import LOCAL_ADMIN, Actor, Denied
from data.danger_levels import Announcement, announce
from data.danger_levels import By as LevelBy
from data.duty_shifts import By
from data.dutybook.errors import LogInvalid
from data.dutybook.own_entries import Note, entries, write_entry
from data.dutybook.papers.book import book_of
from data.dutybook.papers.sheet import book_paper
from data.dutybook.running import Line, running_log
from data.periods import between
from data.store.engine import reading, writing
from tests.data.dutybook.installed import AGENCY, AREAS, BY, DAY, HOUR, NOW, OTHER, TZ, at, filled, on

WANTED = Note(AGENCY, NOW - HOUR, "Đi kiểm tra chòi canh.\nKhông có gì.")
TODAY = NOW.astimezone(TZ).date()


@pytest.fixture
def here(engine: Engine) -> Engine:
    return filled(engine)


def _lines(engine: Engine, agency: str = AGENCY) -> list[Line]:
    with reading(engine) as conn:
        return running_log(conn, agency, NOW - DAY, NOW + DAY, names={}, areas=AREAS)


def test_an_entry_belongs_to_the_shift_of_its_moment(here: Engine) -> None:
    shift = on(here)
    with writing(here) as conn:
        write_entry(conn, WANTED, BY)
        write_entry(conn, replace(WANTED, happened_at=NOW + HOUR, text="Trời nổi gió"), at(1))
    with reading(here) as conn:
        rows = entries(conn, AGENCY, NOW - DAY, NOW + DAY)
    assert [row["shift_id"] for row in rows] == [None, shift]
    assert [(line.source, line.text) for line in _lines(here)] == [
        ("own", "Đi kiểm tra chòi canh.\nKhông có gì."),
        ("shift", "Lò Văn A vào ca"),
        ("own", "Trời nổi gió"),
    ]


def test_an_entry_is_put_right_by_another_and_never_changed(here: Engine) -> None:
    with writing(here) as conn:
        first = write_entry(conn, WANTED, BY)
        second = write_entry(conn, replace(WANTED, text="Đi kiểm tra đập nước"), at(1), corrects=first)
    with reading(here) as conn:
        rows = entries(conn, AGENCY, NOW - DAY, NOW + DAY)
    assert [(row["id"], row["corrected_by"]) for row in rows] == [(first, second), (second, None)]
    for change in ("UPDATE duty_log SET text = 'x'", "DELETE FROM duty_log"):
        with pytest.raises(DBAPIError), writing(here) as conn:
            conn.execute(text(change))
    with writing(here) as conn, pytest.raises(LogInvalid) as refused:
        write_entry(conn, WANTED, at(1), corrects=first)
    assert refused.value.params["problem"] == "log_corrected_already"


@pytest.mark.parametrize(
    ("wanted", "corrects", "problem"),
    [
        (replace(WANTED, agency_id="khong-co"), None, "shift_agency_unknown"),
        (replace(WANTED, text=" \n"), None, "log_empty"),
        (replace(WANTED, text="a" * 4001), None, "log_too_long"),
        (replace(WANTED, happened_at=NOW + timedelta(minutes=6)), None, "log_ahead"),
        (replace(WANTED, happened_at=NOW - 7 * DAY - HOUR), None, "log_too_old"),
        (WANTED, 7, "log_unknown"),
    ],
)
def test_what_is_no_entry(here: Engine, wanted: Note, corrects: int | None, problem: str) -> None:
    with writing(here) as conn, pytest.raises(LogInvalid) as refused:
        write_entry(conn, wanted, BY, corrects=corrects)
    assert refused.value.params["problem"] == problem


def test_for_the_own_agency_alone(here: Engine) -> None:
    ranger = By(Actor("lan", None, "ranger", OTHER, "192.0.2.1"), NOW)
    with writing(here) as conn, pytest.raises(Denied):
        write_entry(conn, WANTED, ranger)


def test_what_an_agency_announces_is_in_its_book_and_in_no_other(here: Engine) -> None:
    who = replace(LOCAL_ADMIN, agency_id=OTHER)
    commune = str(AREAS.communes["area_id"].iloc[-1])
    with writing(here) as conn:
        wanted = Announcement(4, "Thông báo 12", NOW, NOW + DAY)
        announce(conn, [commune], wanted, LevelBy(NOW, who), seen={commune: None})
    found = [line for line in _lines(here, OTHER) if line.source == "level"]
    assert len(found) == 1
    assert "IV (nguy hiểm)" in found[0].text
    assert "(Thông báo 12)" in found[0].text
    assert _lines(here) == []


def test_the_book_on_paper_says_what_the_log_says(here: Engine) -> None:
    on(here)
    with writing(here) as conn:
        first = write_entry(conn, WANTED, BY)
        write_entry(conn, replace(WANTED, text="Đi kiểm tra đập"), at(1), corrects=first)
        book = book_of(
            conn, AGENCY, between(TODAY, TODAY, TZ), LOCAL_ADMIN, areas=AREAS, place="Quỳnh Nhai", now=NOW,
            tz=TZ, drill=True,
        )  # fmt: skip
    paper = Document(io.BytesIO(book_paper(book)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "Lò Văn A vào ca" in cells
    assert "Đính chính: Đi kiểm tra đập" in cells
    assert "Đi kiểm tra chòi canh.\nKhông có gì. (đã đính chính bằng dòng ghi sau)" in cells
    assert "08:00 12/03/2027" in cells
    said = [paragraph.text for paragraph in paper.paragraphs]
    assert "SỔ TRỰC BAN" in said
    assert "Công an xã Mường Giôn, ngày 12/03/2027" in said
    assert "DIỄN TẬP" in [each.text for each in paper.sections[0].header.paragraphs]
    with reading(here) as conn, pytest.raises(Denied):
        book_of(
            conn, AGENCY, between(TODAY, TODAY, TZ), Actor("lan", None, "viewer", AGENCY, "192.0.2.1"),
            areas=AREAS, place="", now=NOW, tz=TZ,
        )  # fmt: skip
