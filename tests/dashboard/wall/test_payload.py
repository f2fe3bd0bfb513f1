"""What a wall gets: small, in one language, and its times as numbers."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard import words
from dashboard.map.columns import unpack
from dashboard.services import Services, replaced
from dashboard.wall import frame, kept, payload, phrases
from dashboard.wall.phrases import Names
from data.store.engine import reading
from data.store.tables import WALL_URGENCIES
from data.wall.conditions import RULES
from data.wall.redaction import redact
from data.wall.situation import whole
from tests.data.fires import NEAR, NOW, Pixel, areas, profile, put

NAMES = Names({"muong-gion-2025": "Mường Giôn"}, {"kl": "Hạt Kiểm lâm"})
MOST_BYTES = 60_000


def row(**other: Any) -> dict[str, Any]:
    given = {
        "id": "event:DC-1", "kind": "event", "urgency": "critical", "state": "new",
        "reason": "strong_in_forest", "since": (NOW - timedelta(hours=2)).isoformat(), "due_at": None,
        "owner": None, "lat": 21.7, "lon": 103.6,
        "facts": {"communes": ["muong-gion-2025"], "detections": 3, "nearest": {
            "name": "Phiêng Bay", "unit": "bản", "kind": "village", "bearing": "NE", "distance_m": 2310}},
    }  # fmt: skip
    return given | other


def test_every_reason_has_its_words() -> None:
    assert {reason for _kind, reason in RULES} == set(phrases.TITLES)


def test_a_decision_in_words() -> None:
    (found,) = payload.decisions([row()], NAMES, NOW)["rows"]
    assert (found["title"], found["where"]) == ("Cháy mạnh trong rừng", "Mường Giôn")
    assert found["text"] == "2,3 km đông bắc bản Phiêng Bay · 3 điểm"
    assert found["owner"] == "chưa ai nhận"
    assert found["since"] == int((NOW - timedelta(hours=2)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"state": "new"}, ""),
        ({"state": "acknowledged", "acknowledged_by": "person:7", "acknowledged_at": NOW.isoformat()},
         "đã nhận: person:7 · 16:00"),
        ({"state": "acknowledged", "acknowledged_at": NOW.isoformat()}, "đã nhận: 16:00"),
        ({"state": "acknowledged"}, "đã nhận"),
        ({"state": "shelved", "shelved_until": (NOW + timedelta(hours=4)).isoformat()},
         "tạm gác đến 20:00"),
        ({"state": "shelved"}, "tạm gác"),
        ({"state": "returned"}, "đã hết, chưa ai nhận"),
    ],
)  # fmt: skip
def test_what_became_of_an_alarm(other: dict[str, Any], said: str) -> None:
    (found,) = payload.decisions([row(**other)], NAMES, NOW)["rows"]
    assert found["standing"] == said


def test_who_has_taken_a_fire_does_not_read_that_nobody_has() -> None:
    (found,) = payload.decisions([row(state="acknowledged")], NAMES, NOW)["rows"]
    assert (found["owner"], found["standing"]) == ("", "đã nhận")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ban Chỉ huy quân sự xã Mường Chiên", "Ban CHQS xã Mường Chiên"),
        ("Hạt Kiểm lâm (chưa nhập tên)", "Hạt Kiểm lâm"),
        ("Công an xã Mường Sại", "Công an xã Mường Sại"),
    ],
)
def test_a_desk_is_told_by_name_number_and_a_short_agency(name: str, said: str) -> None:
    rows = [{"agency": "a", "name": "Lò Thị Giả Ánh", "phone": "+84000000232"}]
    (line,) = payload._on_duty(rows, phrases.Names({}, {"a": name}))
    assert line.split(" · ")[0::2] == ["Lò Thị Giả Ánh", said]


def test_one_fire_that_is_late_too_is_one_line() -> None:
    late = row(
        id="unverified:DC-1",
        kind="unverified",
        urgency="high",
        reason="forest_unverified",
        due_at=NOW.isoformat(),
    )
    found = payload.decisions([row(state="acknowledged"), late], NAMES, NOW)
    assert found["total"] == 1 and found["by"] == dict.fromkeys(WALL_URGENCIES, 0) | {"critical": 1}
    (line,) = found["rows"]
    assert line["id"] == "event:DC-1" and line["due"] == int(NOW.timestamp() * 1000)
    assert line["state"] == "new"  # one of both has not been acknowledged
    assert line["owner"] == "chưa ai nhận · chưa ai xác minh, ở rừng"


def test_the_list_ends_with_a_number() -> None:
    many = [row(id=f"feed:{n}", kind="feed", reason="feed_down", lat=None, urgency="high",
                facts={"name": f"F{n}", "satellites": ["Aqua"]}) for n in range(30)]  # fmt: skip
    found = payload.decisions(many, NAMES, NOW)
    assert len(found["rows"]) == payload.SHOWN and found["total"] == 30
    assert found["rows"][0]["title"] == "Mất nguồn vệ tinh F0 từ 14:00"


def feeds(*cut: tuple[str, int | None], running: int = 3, never: int = 0, since: int = 3) -> dict[str, Any]:
    """Feeds of which some bring nothing: name and hours since the last file (None: there never was one)."""
    hours = [(name, None if ago is None else (NOW - timedelta(hours=ago)).isoformat()) for name, ago in cut]
    missing = (NOW - timedelta(hours=since)).isoformat() if cut else None
    return {
        "running": running, "never": never, "missing_since": missing, "worst_file": NOW.isoformat(),
        "cut": [{"name": name, "last_file": at, "since": missing} for name, at in hours],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "head", "ground", "figure", "names"),
    [
        (feeds(), "", "", "Đang nhận tệp", None),
        (feeds(("VIIRS NOAA-20", 3)), "thiếu 1/3 nguồn từ 13:00", "thiếu 1/3 nguồn", "1/3 nguồn hỏng",
         "tệp cuối 13:00 · VIIRS NOAA-20"),
        (feeds(("A", 3), ("B", 1)), "thiếu 2/3 nguồn từ 13:00", "thiếu 2/3 nguồn", "2/3 nguồn hỏng",
         "tệp cuối 13:00 · A, B"),
        (feeds(("A", 3), ("B", 1), running=2, since=1), "mất mọi nguồn từ 15:00", "mất mọi nguồn",
         "Hỏng mọi nguồn", "tệp cuối 15:00 · A, B"),
        # a day ago and more the hour is in the tile alone: the panel's head has no room for both
        (feeds(("A", 20), since=20), "thiếu 1/3 nguồn từ 20:00", "thiếu 1/3 nguồn", "1/3 nguồn hỏng",
         "tệp cuối 20:00 11/03 · A"),
        (feeds(("A", 50), since=50), "thiếu 1/3 nguồn từ 10/03", "thiếu 1/3 nguồn", "1/3 nguồn hỏng",
         "tệp cuối 14:00 10/03 · A"),
        (feeds(("A", None)), "thiếu 1/3 nguồn từ 13:00", "thiếu 1/3 nguồn", "1/3 nguồn hỏng",
         "chưa có tệp nào · A"),
        (feeds(never=1), "1/3 nguồn chưa có tệp", "1/3 nguồn chưa có tệp", "Đang nhận tệp", None),
    ],
)  # fmt: skip
def test_no_age_reassures_while_a_feed_brings_nothing(
    given: dict[str, Any], head: str, ground: str, figure: str, names: str | None
) -> None:
    """The words stand where the age of the newest file would; the tile names what is broken."""
    assert (phrases.not_whole(given, NOW), phrases.not_whole(given)) == (head, ground)
    seen = [{"last_look": NOW.isoformat(), "next_pass": None}]
    tile = payload._sky_key({"feeds": given, "satellites": seen}, NOW)
    assert (tile["text"], tile.get("names")) == (figure, names)
    assert (tile["tone"] == "calm") == (not head)


def test_a_broken_feed_says_when_it_was_fetched_last() -> None:
    last = (NOW - timedelta(hours=3)).isoformat()
    facts = {"name": "VIIRS NOAA-20", "satellites": ["NOAA-20"], "last_file": last}
    given = row(id="feed:x", kind="feed", reason="feed_down", since=last, lat=None, facts=facts)
    (found,) = payload.decisions([given], NAMES, NOW)["rows"]
    assert found["title"] == "Mất nguồn vệ tinh VIIRS NOAA-20 từ 13:00"
    assert found["text"].startswith("lấy được lần cuối 13:00 12/03/2027")


def test_the_list_and_the_figure_count_the_same_late_things() -> None:
    """A fire that is late is one line and one of the figure; what is only urgent is not late; put aside is
    neither."""
    past, ahead = ((NOW + timedelta(hours=hours)).isoformat() for hours in (-1, 1))
    facts = {"code": "TT-1", "matter": "", "receivers": [], "count": 1}
    given = [
        row(),
        row(id="unverified:DC-1", kind="unverified", reason="unverified", due_at=past),
        row(id="event:DC-2", lat=21.6),
        row(id="duty:1", kind="duty", reason="overdue", due_at=past, lat=None, facts=facts),
        row(id="duty:2", kind="duty", reason="due_soon", due_at=ahead, lat=None, facts=facts),
        row(id="patrol:1", kind="patrol", reason="late_start", lat=None, facts=facts),
        row(id="patrol:2", kind="patrol", reason="late_start", lat=None, facts=facts, state="shelved"),
    ]  # fmt: skip
    found = payload.decisions(given, NAMES, NOW)
    assert [(each["id"], each["late"]) for each in found["rows"]] == [
        ("event:DC-1", 1), ("event:DC-2", 0), ("duty:1", 1), ("duty:2", 0), ("patrol:1", 1), ("patrol:2", 0)
    ]  # fmt: skip
    assert (found["total"], found["late"]) == (6, 3) and payload._late(given, NOW)["n"] == 3


def test_many_fires_leave_the_first_late_patrol_in_view() -> None:
    fires = [row(id=f"event:DC-{n}", lat=21.6 + n / 100) for n in range(20)]
    patrol = row(id="patrol:1", kind="patrol", reason="late_start", urgency="medium", lat=None, facts={})
    found = payload.decisions([*fires, patrol], NAMES, NOW)
    assert found["rows"][found["room"] - 1]["id"] == "patrol:1" and len(found["rows"]) == payload.SHOWN


def test_what_is_new_and_not_in_the_list_is_sent_to_be_heard() -> None:
    fires = [row(id=f"event:DC-{n}", lat=21.6 + n / 100, lon=103.6) for n in range(payload.SHOWN + 2)]
    told = {"code": "TT-1", "matter": "", "receivers": [], "count": 1}
    duty = row(id="duty:1", kind="duty", reason="overdue", lat=None, urgency="high", facts=told)
    known = row(id="event:DC-99", lat=21.9, state="acknowledged")
    feed = row(id="feed:1", kind="feed", reason="feed_down", lat=None, urgency="high",
               facts={"name": "F", "satellites": ["Aqua"]})  # fmt: skip
    found = payload.decisions([*fires, duty, known, feed], NAMES, NOW)
    sent = [each["id"] for each in found["rows"]] + [each[0] for each in found["behind"]]
    assert len(sent) == len(set(sent)) == payload.SHOWN + 4 and "event:DC-99" not in sent
    assert found["behind"][0] == ["event:DC-11", "critical", pytest.approx(21.71), 103.6]
    assert found["behind"][-1] == ["feed:1", "high"]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("seen", "13:34 đã qua, thấy 3"),
        ("seen_nothing", "13:34 đã qua, không thấy gì"),
        ("no_data", "13:34 đã qua, chưa có dữ liệu"),
        ("down", "nguồn hỏng từ 03:10"),
    ],
)
def test_four_answers_that_nobody_mixes_up(state: str, said: str) -> None:
    passed = NOW.replace(hour=6, minute=34).isoformat()
    each = {"state": state, "passed_at": passed, "looked_until": None, "here": 3,
            "since": NOW.replace(hour=20, minute=10, day=11).isoformat()}  # fmt: skip
    assert phrases.satellite(each, NOW) == said


@pytest.fixture
def here(engine: Engine) -> Services:
    return Services(profile(), areas(), engine, lambda: NOW)


def pixels(count: int) -> list[Pixel]:
    return [
        Pixel(
            21.55 + (n % 40) * 0.01,
            103.5 + (n // 40) * 0.011,
            NOW - timedelta(minutes=7 * (n % 500) + 30),
            frp=1.5 + n % 90,
        )
        for n in range(count)
    ]


def test_a_thousand_hotspots_stay_below_sixty_kilobytes(here: Services) -> None:
    put(here.engine, pixels(1000))
    with reading(here.engine) as conn:
        made = payload.packet(redact(whole(conn, here, now=NOW), "full"), NAMES, ["Mường Giôn"], "2025")
    sent = len(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode())
    assert made["map"]["hotspots"]["n"] == 1000
    assert (
        len(unpack(made["map"]["hotspots"]["lat"])) == 1000 and len(made["map"]["events"]) == payload.EVENTS
    )
    assert sent < MOST_BYTES, f"{sent} bytes"


def test_what_was_read_is_read_once_until_somebody_writes(
    here: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []

    def counted(*args: Any, **named: Any) -> Any:
        looks.append("x")
        return whole(*args, **named)

    monkeypatch.setattr(kept, "whole", counted)
    kept.forget()
    with replaced(here):
        first = kept.packet(here, "full")
        assert kept.packet(here, "full") is first and kept.packet(here, "public") != first
        assert len(looks) == 1
        put(here.engine, NEAR)
        assert kept.packet(here, "full") != first
        assert len(looks) == 2
        words.use("en")
        try:
            assert b"Sat" not in first and b"Overdue" in kept.packet(here, "full")
        finally:
            words.use("vi")
        assert len(looks) == 2


def test_nothing_of_a_name_reaches_a_wall_for_visitors(here: Services) -> None:
    put(here.engine, NEAR)
    with reading(here.engine) as conn:
        full = whole(conn, here, now=NOW)
    full["day"]["on_duty"] = [
        {
            "agency": "kl",
            "name": "Lò Văn Tính",
            "phone": "+84912345678",
            "until": NOW.isoformat(),
            "forgotten": False,
        }
    ]
    told = {
        each: json.dumps(payload.packet(redact(full, each), NAMES, [], "2025"), ensure_ascii=False)
        for each in ("full", "visitors", "public")
    }
    assert "Lò Văn Tính · 0912 345 678 · Hạt Kiểm lâm" in told["full"]
    assert (
        "Hạt Kiểm lâm" in told["visitors"]
        and "Tính" not in told["visitors"]
        and "+84" not in told["visitors"]
    )
    assert "Hạt Kiểm lâm" not in told["public"]


def test_every_word_that_the_browser_asks_for_is_sent() -> None:
    sent = set(phrases.screen_words())
    code = "".join(
        (Path(frame.__file__).with_name("static") / name).read_text("utf-8") for name in frame.SCRIPTS
    )
    asked = set(re.findall(r"words\.([a-zA-Z]+)", code)) | set(re.findall(r'time\.say\("([a-zA-Z]+)"', code))
    asked |= set(re.findall(r'this\.say\("([a-zA-Z]+)", \{', code))
    assert asked - {"locale"} <= sent, asked - sent
    assert SimpleNamespace(**phrases.screen_words()).sky == "Vệ tinh"
