"""From the situation to what the wall's component draws: words in one language, times as milliseconds.

The map's part is the renderer's own payload (`dashboard.map.payload`): hotspots as packed columns. 1,000 of
them, with everything else, stay below 60 kB.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from dashboard import formats
from dashboard.map.payload import SATELLITES, hotspot_columns, ring_deltas
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.incidents import words as incident_words
from dashboard.wall import phrases
from dashboard.wall.phrases import Names
from dashboard.words import _, counted
from data.store.tables import WALL_URGENCIES
from data.wall.in_view import ROOM, in_view
from data.wall.situation import is_late, late

_E5 = 100_000
SHOWN = 12
"""Decisions that are sent whole: more than fit on any layout; the rest is told as a number."""
HEARD = 100
"""Of those that are not: new ones that are sent for their sound and for the map's tour to them."""
EVENTS = 150
"""Outlines of fire events that are sent, those still watched first: an afternoon on which everybody burns has
hundreds, and their hotspots are drawn all the same. With 1,000 hotspots this stays below 60 kB."""
_NEAR = ("event", "unverified")


def ms(iso: str | None) -> int | None:
    """Milliseconds since 1970."""
    return None if iso is None else int(datetime.fromisoformat(iso).timestamp() * 1000)


def _joined(decisions: Sequence[Mapping[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """One line for an event that stands there for two reasons: the first counts, the other is told with it.
    ``late``: how many of them are late, as the headline figure counts."""
    found: dict[Any, dict[str, Any]] = {}
    for each in decisions:
        key = (
            ("fire", each["lat"], each["lon"])
            if each["kind"] in _NEAR and each.get("lat") is not None
            else each["id"]
        )
        if key in found:
            held = found[key]
            held["also"].append(each["reason"])
            held["late"] += is_late(each, now)
            held["due_at"] = held["due_at"] or each["due_at"]
            if each["state"] == "new":
                held["state"] = "new"
        else:
            found[key] = dict(each) | {"also": [], "late": int(is_late(each, now))}
    return list(found.values())


def decisions(rows: Sequence[Mapping[str, Any]], names: Names, now: datetime) -> dict[str, Any]:
    """The list, most urgent first but for what has a place of its own (`data.wall.in_view`), how many there
    are of each urgency, and how many of them are late. ``behind``: of what is new and not in the list, id,
    urgency and, of a fire event, where: it is heard all the same."""
    joined = in_view(_joined(rows, now))
    told = []
    for each in joined[:SHOWN]:
        also = [_(phrases.TITLES[reason]).lower() for reason in each["also"]]
        said, where = phrases.headline(each, names, now)
        told.append(
            {
                "id": each["id"],
                "kind": each["kind"],
                "urgency": each["urgency"],
                "state": each["state"],
                "title": said,
                "where": where,
                "text": phrases.below(each, names),
                "owner": " · ".join(filter(None, (phrases.owner(each, names), *also))),
                "standing": phrases.standing(each, now),
                "since": ms(each["since"]),
                "due": ms(each["due_at"]),
                "lat": each["lat"],
                "lon": each["lon"],
                "late": each["late"],
            }
        )
    behind = [each for each in joined[SHOWN:] if each["state"] == "new"][:HEARD]
    return {
        "rows": told,
        "behind": [
            [each["id"], each["urgency"], *((each["lat"], each["lon"]) if each["kind"] == "event" else ())]
            for each in behind
        ],
        "room": ROOM,
        "total": len(joined),
        "late": sum(each["late"] for each in joined),
        "by": {name: sum(each["urgency"] == name for each in joined) for name in WALL_URGENCIES},
    }


def _points(columns: Mapping[str, list[Any]]) -> pd.DataFrame:
    table = pd.DataFrame(columns)
    table["time_utc"] = pd.to_datetime(table["time_utc"], utc=True).astype("datetime64[us, UTC]")
    numbers = ["latitude", "longitude", "frp_mw", "scan_km", "track_km"]
    table[numbers] = table[numbers].astype("float64")
    return table.rename(columns={"event": "event_id"})


def _event(each: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    last = phrases.when(each["last_seen"], now)
    return {
        "id": each["id"],
        "label": counted("{count} điểm", each["n"]) + f" · {last}",
        "n": each["n"],
        "strong": each["strength"] == "strong" and not each["permanent"] and each["open"],
        "ring": ring_deltas(np.asarray(each["hull"], dtype="float64"), _E5),
    }


def _incident(each: Mapping[str, Any]) -> dict[str, Any]:
    """As `incidents.js` reads it; a wall tells no more of one than its sign and what it is."""
    return {
        "latitude": each["lat"],
        "longitude": each["lon"],
        "field": each["field"],
        "open": each["open"],
        "untold": 0,
        "overdue": 0,
        "title": f"{_(incident_words.KINDS[each['kind']])} · {each['code']}",
    }


def _patrol(each: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": each["id"],
        "code": each["code"],
        "state": each["state"],
        "at": ms(each["at"]),
        "lat": each["lat"],
        "lon": each["lon"],
    }


def _map(found: Mapping[str, Any], communes: Sequence[str], era: str, now: datetime) -> dict[str, Any]:
    kept = [each for each in found["events"] if not each["permanent"] or each["open"]]
    shown = sorted(kept, key=lambda each: not each["open"])[:EVENTS]
    points = _points(found["hotspots"]["columns"])
    ids = [each["id"] for each in shown]
    return {
        "satellites": list(SATELLITES),
        "communes": ["", *communes],
        "hotspots": hotspot_columns(points, communes, [era], ids),
        "events": [_event(each, now) for each in shown],
        "incidents": [_incident(each) for each in found.get("incidents", [])],
        "zones": [
            {"name": each["name"], "geometry": each["geometry"]} for each in found.get("zones", [])
        ],
        "patrols": [_patrol(each) for each in found.get("patrols", []) if each.get("lat") is not None],
        "left": found["hotspots"]["total"] - len(points),
        "era": era,
        "dark": True,
    }  # fmt: skip


def _sky(found: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    day = [ms(each) for each in found["day"]]
    rows = []
    for each in found["satellites"]:
        looks = [
            [ms(look["from"]), ms(look["to"]), look["kind"], look["here"]]
            for look in found["line24"]
            if look["satellite"] == each["name"]
        ]
        rows.append(
            {
                "name": each["name"],
                "state": each["state"],
                "said": phrases.satellite(each, now),
                "file": phrases.when(each["last_file"], now) or "–",
                "next": phrases.clock(each["next_pass"]) or "–",
                "looks": looks,
            }
        )
    return {
        "rows": rows,
        "day": day,
        "blind": [[ms(each["from"]), ms(each["to"])] for each in found["blind"]],
    }


def _sky_key(found: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Whether the satellites are looking, in three words and a time."""
    feeds = found["feeds"]
    last = max(filter(None, (each["last_look"] for each in found["satellites"])), default=None)
    following = min(filter(None, (each["next_pass"] for each in found["satellites"])), default=None)
    said = {"tone": "calm", "text": _("Đang nhận tệp"), "look": ms(last), "next": phrases.clock(following)}
    if not found["satellites"] or last is None:
        return said | {"tone": "warn", "text": _("Chưa có dữ liệu")}
    cut = len(feeds["cut"])
    if cut:
        said["names"] = phrases.cut_feeds(feeds, now)
    if cut and cut == feeds["running"]:
        return said | {"tone": "bad", "text": _("Hỏng mọi nguồn")}
    if cut:
        return said | {"tone": "warn", "text": _("{down}/{all} nguồn hỏng", down=cut, all=feeds["running"])}
    return said | ({"tone": "warn"} if feeds["never"] else {})


def _burning(counts: Mapping[str, Any]) -> dict[str, Any]:
    inside, near = counts["events_in_forest"], counts["events_near_forest"]
    said = []
    if inside or near:
        words = {"inside": formats.number(inside), "near": formats.number(near)}
        said.append(_("{inside} trong, {near} sát rừng", **words))
    if counts["incidents_open"]:
        said.append(counted("{count} vụ đang xử lý", counts["incidents_open"]))
    if not counts["events_open"] and not counts["incidents_open"]:
        said = [_("không thấy, chưa"), _("chắc không cháy")]
    # What somebody has told of and no satellite has seen burns all the same.
    some = counts["events_open"] or counts["incidents_burning"]
    tone = "bad" if counts["events_in_forest"] else "warn" if some else "calm"
    return {"n": counts["events_open"], "label": _("Đám cháy"), "said": said, "tone": tone}


def _late(rows: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    number = late(list(rows), now)
    kinds = [
        ("unverified", _("{count} xác minh")),
        ("duty", _("{count} báo tin")),
        ("patrol", _("{count} tuần tra")),
    ]
    told = [
        text.format(count=count)
        for kind, text in kinds
        if (count := late([each for each in rows if each["kind"] == kind], now))
    ]
    return {
        "n": number,
        "label": _("Việc quá hạn"),
        "said": told or [_("không có gì trễ")],
        "tone": "bad" if number else "calm",
    }


def _figures(day: Mapping[str, Any]) -> list[dict[str, str]]:
    counts, number = day["counts"], formats.number
    found = [
        {"n": number(counts["events_today"]), "label": _("đám cháy\nmới hôm nay")},
        {"n": number(counts["hotspots_today"]), "label": _("điểm cháy\nhôm nay")},
    ]
    if counts["events_season"] is not None:
        found.append({"n": number(counts["events_season"]), "label": _("đám cháy\ncả mùa")})
    share = (day.get("figure24") or {}).get("share")
    if "figure24" in day:
        said = "–" if share is None else f"{number(100 * share)} %"
        found.append({"n": said, "label": _("đúng hạn\n24 giờ")})
    return found


def _on_duty(rows: Sequence[Mapping[str, Any]], names: Names) -> list[str]:
    """Name and number first: on a narrow screen the agency may be cut."""
    found = []
    for each in rows:
        number = agency_words.phone(each["phone"]) if each.get("phone") else ""
        found.append(" · ".join(filter(None, (each.get("name"), number, names.short(each["agency"])))))
    return found


def packet(situation: Mapping[str, Any], names: Names, communes: Sequence[str], era: str) -> dict[str, Any]:
    """What is sent, but for what differs from one moment of sending to the next."""
    now = datetime.fromisoformat(situation["taken_at"])
    day, feeds = situation["day"], situation["sky"]["feeds"]
    levels = [phrases.level(row) for row in day["levels"]]
    danger = {
        each["name"]: [each["numeral"], each["colour"], each["ink"]] for each in levels if each["colour"]
    }
    return {
        "taken": ms(situation["taken_at"]),
        "profile": situation["profile"],
        "ages": {panel: ms(at) for panel, at in situation["ages"].items()},
        "notWhole": {"sky": phrases.not_whole(feeds, now), "map": phrases.not_whole(feeds)},
        "key": {
            "burning": _burning(day["counts"]),
            "late": _late(situation["decisions"], now),
            "sky": _sky_key(situation["sky"], now),
        },
        "decisions": decisions(situation["decisions"], names, now),
        "map": _map(situation["map"], communes, era, now) | {"danger": danger},
        "sky": _sky(situation["sky"], now),
        "day": {
            "levels": levels,
            "figures": _figures(day),
            "duty": _on_duty(day["on_duty"], names) if "on_duty" in day else None,
            "next": [phrases.coming(each, names, now) for each in day["next"]] if "next" in day else None,
        },
    }
