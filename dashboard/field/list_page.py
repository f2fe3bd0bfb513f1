"""``/m/``: what I have to look at, nearest first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard import formats, words
from dashboard.access import of_request
from dashboard.field import alarm_page, drawing, phrases, shell
from dashboard.field.outlines import corners_of
from dashboard.field.session import page
from dashboard.queries import newest_file
from dashboard.services import services
from dashboard.sheet.place import WINDS
from dashboard.words import _, counted
from data.checking.listing import my_list
from data.checking.nearby import communes_of
from data.store.engine import reading

SHOWN = 60
"""Cards of a page: about what 300 kB hold, and more than a person can visit in a day."""

ALARMS = 3
"""Of the wall, above the list: the most pressing."""


def stamp_of(row: Mapping[str, Any]) -> str:
    """Changes with everything that a kept sheet shows."""
    held, said = row["assignment"], row["verdict"]
    parts = (row["version"], held and (held["id"], held["version"]), said, row["level"], shell.stamp())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _far(row: Mapping[str, Any]) -> str:
    if row["distance_m"] is None:
        return ""
    far = formats.distance(row["distance_m"])
    wind = _(WINDS[row["bearing"]]) if row["bearing"] else ""
    if row["from"] == "commune":
        return _("{far} về phía {wind} từ giữa xã", far=far, wind=wind) if wind else _("giữa xã")
    return _("cách bạn {far} {wind}", far=far, wind=wind) if wind else _("bạn đang ở trong vùng này")


def card(row: Mapping[str, Any], now: datetime, hulls: Mapping[str, str]) -> dict[str, Any]:
    """A row of `my_list` in words."""
    areas = services().areas
    who, mark = phrases.holder(row["assignment"], now, answered=not row["to_do"])
    seen = counted("{count} điểm", row["detections"]) + " · " + ", ".join(row["satellites"])
    owners = ", ".join(row["owners"][:2])
    forest = _(phrases.FOREST.get(row["forest"], phrases.FOREST["unknown"]))
    return {
        "id": row["event_id"],
        "href": f"/m/{row['event_id']}?lang={words.current()}",
        "stamp": stamp_of(row),
        "hull": hulls.get(row["event_id"], f"{row['longitude']:.4f},{row['latitude']:.4f}"),
        "title": phrases.title(row, areas),
        "commune": phrases.communes(row["communes_2025"], areas),
        "far": _far(row),
        "seen": row["last_seen"].isoformat(timespec="seconds"),
        "ago": formats.ago(row["last_seen"], now),
        "clock": formats.short_moment(row["last_seen"], now),
        "what": seen,
        "strong": row["strength"] == "strong",
        "forest": f"{forest}, {owners}" if owners else forest,
        "in_forest": row["forest"] in ("inside", "near"),
        "level": phrases.level(row["level"]),
        "level_number": row["level"] or 0,
        "due": row["due_at"].isoformat(timespec="seconds"),
        "left": phrases.left(row["due_at"], now),
        "over": row["due_at"] <= now,
        "holder": who,
        "mark": mark,
        "verdict": phrases.verdict(row["verdict"]),
        "reason": row["verdict"]["reason"] if row["verdict"] else "",
        "to_do": row["to_do"],
        "permanent": row["permanent"],
    }


def _scopes(request: Request, mine: tuple[str, ...] | None) -> list[dict[str, Any]]:
    """The ways to look at the list, and which is on."""
    asked = request.query_params.get("show", "")
    ways = {"": _("Của tôi và xã tôi") if mine else _("Cần xem"), "done": _("Cả đã trả lời")}
    if mine:
        ways["all"] = _("Mọi xã")
    on = asked if asked in ways else ""
    query = f"?lang={words.current()}"
    return [
        {"text": text, "href": f"/m/{query}&show={key}" if key else f"/m/{query}", "on": key == on}
        for key, text in ways.items()
    ]


def _why_empty(last_file: datetime | None, now: datetime) -> str:
    """No hotspot is never no fire, and no file is not even no hotspot."""
    if last_file is None:
        return _("Chưa nhận được tệp vệ tinh nào, nên chưa biết có điểm cháy hay không.")
    return _(
        "Không có điểm cháy mới trong các tệp đã nhận, tệp mới nhất {ago}; không có nghĩa là không có cháy.",
        ago=formats.ago(last_file, now),
    )


def shown(request: Request) -> Response:
    """The page."""
    here, who = services(), of_request(request)
    now, asked = here.now(), request.query_params.get("show", "")
    with reading(here.engine) as conn:
        mine = communes_of(conn, who, now, here.profile.tz)
        rows = my_list(
            conn,
            who,
            None,
            now,
            settings=here.profile.checking,
            tz=here.profile.tz,
            areas=here.areas,
            everywhere=asked == "all",
            done=asked in ("done", "all"),
        )
        hulls = corners_of(conn, [row["event_id"] for row in rows[:SHOWN]])
        last_file = newest_file(conn)
    cards = [card(row, now, hulls) for row in rows[:SHOWN]]
    present = here.areas.of_era(here.areas.present_era)
    outlines = [shape.simplify(0.004) for shape in present["geometry"]]
    alarms = alarm_page.waiting(request)
    free = sum(row["assignment"] is None and row["to_do"] for row in rows)
    return page(
        request,
        "list.html",
        _("Việc của tôi"),
        cards=cards,
        scopes=_scopes(request, mine),
        more=len(rows) - len(cards),
        free=counted("{count} đám cháy chưa ai nhận", free) if free else "",
        alarms=alarms[:ALARMS],
        alarm_count=counted("{count} cảnh báo chưa ai nhận", len(alarms)),
        open_alarms=any(each.urgency == "critical" for each in alarms),
        a=alarm_page.words_of(),
        chart=drawing.overview(outlines, rows[:SHOWN], _("Bản đồ các đám cháy")) if cards else "",
        w={
            "empty": _("Không có đám cháy nào cần xem"),
            "empty_why": _why_empty(last_file, now),
            "place": _("Dùng vị trí của tôi"),
            "near": _("Xếp theo khoảng cách từ giữa xã. Bật định vị để xếp từ chỗ bạn.")
            if rows and rows[0]["from"]
            else _("Xếp theo hạn trả lời. Bật định vị để xếp từ chỗ bạn."),
            "map": _("Bản đồ"),
            "more": _("Còn nữa, chỉ hiện {count} đám gần nhất.", count=SHOWN),
            "maybe": _("nguồn nhiệt cố định"),
            "strong": _("chắc"),
            "returned": _("bị trả lại"),
        },
    )
