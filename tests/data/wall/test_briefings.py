"""Briefings: when they are due, what is frozen, who signs, what each reader may read of them."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image
from sqlalchemy import Engine, insert, update
from sqlalchemy.exc import DBAPIError

from data.access import Actor, Denied
from data.casework.documents.case_file import Letterhead
from data.store.engine import reading, writing
from data.store.tables import briefing, duty_shift
from data.wall import briefings
from data.wall.acting import By
from data.wall.briefings import Installed
from data.wall.conditions import RULES
from data.wall.errors import BriefingRefused, BriefingUnknown
from data.wall.papers import telling, words
from data.wall.papers.sheet import briefing_paper
from data.wall.papers.telling import Told
from data.wall.redaction import redact
from tests.data.fires import NEAR, NOW, areas, profile, put

ZONE = profile().tz
HERE = Installed(profile(), areas(), drill=False)
DAY = date(2027, 3, 12)
EVENING = NOW + timedelta(hours=1, minutes=2)  # 17:02 in Quỳnh Nhai
OFFICER = Actor("lan", None, "duty_officer", "hat-kiem-lam-khu-vuc", "192.0.2.1")


def local(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pictures of a few pixels, in a folder of the test's own."""
    monkeypatch.setattr(briefings, "folder", lambda *, drill: tmp_path / f"briefings-{drill}")
    painted = briefings.picture_of
    monkeypatch.setattr(
        briefings, "picture_of", lambda engine, here, now: painted(engine, here, now, (320, 400))
    )


def told(engine: Engine, own: int, profile_name: str = "full") -> Told:
    with reading(engine) as conn:
        row = briefings.briefing_of(conn, own)
    return Told(row, redact(row["content"], profile_name), ZONE)


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        (local(6, 59), None),
        (local(7), "morning"),
        (local(9, 59), "morning"),
        (local(10), None),
        (local(16, 59), None),
        (local(17), "evening"),
        (local(20), None),
    ],
)
def test_when_one_is_due(engine: Engine, at: datetime, kind: str | None) -> None:
    with reading(engine) as conn:
        assert briefings.due(conn, at, ZONE) == ((DAY, kind) if kind else None)


@pytest.mark.parametrize(
    ("at", "since"),
    [
        (local(17, 2), local(7)),
        (local(7, 1), local(17, day=date(2027, 3, 11))),
        (local(17, 40), local(17)),
        (local(3), local(17, day=date(2027, 3, 11))),
    ],
)
def test_what_it_tells_of(at: datetime, since: datetime) -> None:
    assert briefings.period_from(at, ZONE) == since


def test_the_watch_takes_one_and_only_one(engine: Engine) -> None:
    put(engine, NEAR)
    own = briefings.brief(engine, HERE, EVENING)
    assert own is not None and briefings.brief(engine, HERE, EVENING + timedelta(minutes=1)) is None
    with reading(engine) as conn:
        (row,) = briefings.latest(conn)
    assert (row["id"], row["day"], row["kind"], row["taken_at"]) == (own, DAY, "evening", EVENING)
    picture = briefings.picture_bytes(row, drill=False)
    assert picture is not None and Image.open(io.BytesIO(picture)).size == (320, 400)
    period = row["content"]["period"]
    assert (period["hotspots"], period["events"], period["incidents"]) == (3, 1, 0)


def test_what_is_frozen_does_not_move_with_what_comes_later(engine: Engine) -> None:
    put(engine, NEAR[:1])
    own = briefings.brief(engine, HERE, EVENING)
    assert own is not None
    before = telling.figures(told(engine, own))
    put(engine, NEAR, now=EVENING + timedelta(hours=1))
    assert telling.figures(told(engine, own)) == before
    assert ("Trong ngày", "1 điểm cháy, 1 đám cháy mới") in before
    with pytest.raises(DBAPIError), writing(engine) as conn:
        conn.execute(update(briefing).values(actor="x"))


def test_a_map_that_cannot_be_painted_keeps_no_figures_back(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise ValueError("no font")

    monkeypatch.setattr(briefings, "picture_of", broken)
    own = briefings.brief(engine, HERE, EVENING)
    assert own is not None
    found = told(engine, own)
    assert found.row["picture"] is None and briefings.picture_bytes(found.row, drill=False) is None
    assert "Không có bản đồ" in _text(_paper(found, None))


def test_a_picture_that_was_changed_is_not_shown(engine: Engine) -> None:
    own = briefings.brief(engine, HERE, EVENING)
    assert own is not None
    row = told(engine, own).row
    (briefings.folder(drill=False) / row["picture"]).write_bytes(b"another")
    assert briefings.picture_bytes(row, drill=False) is None


def test_signed_once_by_each(engine: Engine) -> None:
    own = briefings.ask(engine, HERE, By(OFFICER, NOW))
    with writing(engine) as conn:
        briefings.sign(conn, own, " Giao ca đủ ", By(OFFICER, EVENING))
    with pytest.raises(BriefingRefused) as refused, writing(engine) as conn:
        briefings.sign(conn, own, "", By(OFFICER, EVENING))
    assert refused.value.params["problem"] == "briefing_signed_already"
    with pytest.raises(BriefingUnknown), writing(engine) as conn:
        briefings.sign(conn, own + 1, "", By(OFFICER, EVENING))
    assert telling.signed(told(engine, own)) == ["Lan ký trên hệ thống lúc 17:02 12/03/2027. Giao ca đủ"]


@pytest.mark.parametrize(
    ("role", "may"),
    [("viewer", False), ("ranger", False), ("planner", False), ("duty_officer", True), ("commander", True)],
)
def test_who_may_ask_and_sign(engine: Engine, role: str, may: bool) -> None:
    somebody = By(Actor("x", None, role, None, "192.0.2.1"), NOW)
    if may:
        assert briefings.ask(engine, HERE, somebody)
        return
    with pytest.raises(Denied):
        briefings.ask(engine, HERE, somebody)
    with pytest.raises(Denied), writing(engine) as conn:
        briefings.sign(conn, 1, "", somebody)


def test_one_that_nobody_took_is_told(engine: Engine) -> None:
    with reading(engine) as conn:
        assert briefings.missed(conn, EVENING, ZONE) == []  # a new installation owes none
    briefings.brief(engine, HERE, local(7, 5))
    with reading(engine) as conn:
        assert briefings.missed(conn, local(19, 59), ZONE) == []
        assert briefings.missed(conn, local(20), ZONE) == [(DAY, "evening")]
        tomorrow = date(2027, 3, 13)
        assert briefings.missed(conn, local(10, day=tomorrow), ZONE) == [
            (tomorrow, "morning"),
            (DAY, "evening"),
        ]


def _text(paper: Any) -> str:
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def _paper(found: Told, picture: bytes | None) -> Any:
    head = Letterhead("CHI CỤC KIỂM LÂM", "HẠT KIỂM LÂM", "Quỳnh Nhai", "Hạt trưởng")
    return Document(io.BytesIO(briefing_paper(found, head, picture, drill=True)))


def test_names_of_people_only_where_they_may_be_read(engine: Engine) -> None:
    shift = {"agency_id": "hat-kiem-lam-khu-vuc", "name": "Lò Văn Giả Định", "phone": "+84912345678",
             "started_at": NOW, "until": EVENING, "actor": "x", "version": 1}  # fmt: skip
    with writing(engine) as conn:
        there = {column.name for column in duty_shift.c}
        conn.execute(insert(duty_shift), {name: value for name, value in shift.items() if name in there})
    own = briefings.brief(engine, HERE, EVENING)
    assert own is not None
    rows = {name: telling.duty_rows(told(engine, own, name)) for name in ("full", "visitors", "public")}
    assert [row[1:] for row in rows["full"]] == [["Lò Văn Giả Định", "0912\u00a0345\u00a0678"]]
    assert [row[1:] for row in rows["visitors"]] == [["–", "–"]]
    assert rows["public"] == []
    assert "Giả Định" in _text(_paper(told(engine, own), None))
    assert "Giả Định" not in _text(_paper(told(engine, own, "visitors"), None))


def test_a_fire_that_waits_for_two_reasons_is_one_line() -> None:
    def decision(kind: str, reason: str, urgency: str, ref: str) -> dict[str, Any]:
        return {"id": f"{kind}:{ref}", "kind": kind, "reason": reason, "urgency": urgency, "ref": ref,
                "state": "new", "since": NOW.isoformat(), "due_at": None, "facts": {"code": ref}}  # fmt: skip

    rows = [
        decision("event", "strong_in_forest", "critical", "DC-1"),
        decision("unverified", "forest_unverified", "high", "DC-2"),
        decision("unverified", "forest_unverified", "high", "DC-1"),
    ]
    found = telling.decision_rows(Told({}, {"decisions": rows}, ZONE))
    assert [line[0] for line in found] == [
        "Cháy mạnh trong rừng (rất gấp) DC-1; chưa ai xác minh, ở rừng",
        "Chưa ai xác minh, ở rừng (gấp) DC-2",
    ]
    visitors = [{name: value for name, value in each.items() if name != "ref"} for each in rows]
    assert len(telling.decision_rows(Told({}, {"decisions": visitors}, ZONE))) == 3


def test_every_reason_has_its_words_on_paper_and_on_screen() -> None:
    from dashboard.wall import phrases

    assert {reason for _kind, reason in RULES} == set(words.REASONS)
    assert phrases.TITLES == words.REASONS
