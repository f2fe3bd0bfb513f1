"""``/m/{event}``: one fire, where to search, who goes, what was found, and the form for what I found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from dashboard import formats, words
from dashboard.access import of_request
from dashboard.field import drawing, phrases, told_verdict
from dashboard.field.outlines import corners_of
from dashboard.field.session import name_of, page
from dashboard.services import services
from dashboard.sheet.coordinates import map_link
from dashboard.sheet.place import WINDS, place_name
from dashboard.words import _, counted
from dashboard.words.checking_errors import VERDICT
from data.access import decide
from data.agencies.reading import agencies_at
from data.checking.act import VERDICT as MAY_SAY
from data.checking.dossier import dossier
from data.places.reading import places_at
from data.store.engine import reading
from data.store.tables import account

MOST_TEAM = 12
HOURS = (1, 2, 3, 6, 12)
_NAMES_MOST = 12


def facts_of(found: Mapping[str, Any], now: datetime) -> list[tuple[str, str]]:
    """What a person reads first, label and value."""
    areas, facts, place = services().areas, found["facts"], found["place"]
    last = formats.as_utc(found["last_seen"])
    first = formats.as_utc(found["first_seen"])
    sure = _("chắc") if found["strength"] == "strong" else _("chưa chắc")
    power = formats.number(found["max_frp_mw"], 1) if found["max_frp_mw"] is not None else ""
    what = counted("{count} điểm cháy", found["detections"]) + " · " + ", ".join(found["satellites"])
    forest = _(phrases.FOREST.get(facts["forest"], phrases.FOREST["unknown"]))
    rows = [
        (_("Thấy lần cuối"), formats.moment(last)),
        (_("Thấy lần đầu"), formats.moment(first) if first != last else ""),
        (_("Điểm cháy"), f"{what} · {sure}"),
        (_("FRP lớn nhất"), f"{power} MW" if power else ""),
        (_("Xã"), phrases.communes(facts["communes_2025"], areas)),
        (_("Rừng"), forest),
        (_("Chủ rừng"), ", ".join(facts["owners"])),
        (_("Cấp cháy rừng"), phrases.level(found["level"])),
        (_("WGS84"), f"{place['latitude']:.5f}, {place['longitude']:.5f}"),
        (_("VN-2000"), _("X {x} · Y {y}", x=round(place["x"]), y=round(place["y"]))),
        (_("Vùng cần tìm"), _("{ha} ha", ha=formats.number(found["search"]["area_ha"], 1))),
    ]
    return [(label, value) for label, value in rows if value]


def _places(conn: Any, now: datetime) -> list[tuple[str, float, float]]:
    table = places_at(conn, now.astimezone(services().profile.tz).date())
    return [(place_name(row), row["latitude"], row["longitude"]) for row in table.to_dict("records")]


def people(conn: Any, now: datetime) -> list[dict[str, str]]:
    """To whom one can hand over: people who may check, and agencies as teams."""
    known = conn.execute(
        select(account.c.id, account.c.full_name, account.c.role).where(account.c.disabled_at.is_(None))
    ).all()
    from data.access.roles import reach

    found = [
        {"value": f"account:{row.id}", "text": row.full_name}
        for row in known
        if reach(row.role, "checking.claim") != "no"
    ]
    teams = agencies_at(conn, now.astimezone(services().profile.tz).date())
    return found + [
        {"value": f"team:{row['agency_id']}", "text": _("Tổ: {name}", name=row["name"])}
        for row in teams
        if row["name"] and row["role"] in ("rangers", "police", "military")
    ]


def team_of(request: Request) -> int:
    text = request.query_params.get("team", "1")
    return min(max(int(text), 1), MOST_TEAM) if text.isdigit() and len(text) < 3 else 1


def _held(found: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    held = found["assignment"]
    text, mark = phrases.holder(held, now, answered=found["speaks"] is not None)
    due = formats.as_utc(held["due_at"]) if held else None
    return {
        "text": text,
        "mark": mark,
        "id": held["id"] if held else "",
        "version": held["version"] if held else "",
        "mine": bool(held and held["mine"]),
        "any": held is not None,
        "due": due.isoformat() if due else "",
        "left": phrases.left(due, now) if due else "",
        "over": bool(due and due <= now),
        "until": formats.short_moment(due, now) if due else "",
        "note": held["note"] if held else "",
    }


def _seed(found: Mapping[str, Any], me: str) -> dict[str, Any]:
    """What the form needs besides what is typed."""
    return {
        "event": found["event_id"],
        "version": found["version"],
        "last_verdict": found["last_verdict_id"],
        "name": me,
        "latitude": found["place"]["latitude"],
        "longitude": found["place"]["longitude"],
    }


def _history(found: Mapping[str, Any], who: Any) -> list[dict[str, Any]]:
    mine = decide(who, MAY_SAY, {"agency_id": who.agency_id}).allowed
    return [told_verdict.told(row, found, see=mine) for row in reversed(found["verdicts"])]


def shown(request: Request, problem: str = "", status: int = 200) -> Response:
    """The page. Raises data.errors.EventUnknown."""
    here, who = services(), of_request(request)
    now, team = here.now(), team_of(request)
    with reading(here.engine) as conn:
        found = dossier(
            conn,
            request.path_params["event"],
            who,
            now,
            settings=here.profile.checking,
            tz=here.profile.tz,
            areas=here.areas,
            team=team,
        )
        places, others = _places(conn, now), people(conn, now)
        hull = corners_of(conn, [found["event_id"]])[found["event_id"]]
    own, lang = found["event_id"], words.current()
    title = phrases.title({"nearest": found["nearest"], **found["facts"]}, here.areas)
    last = formats.as_utc(found["last_seen"])
    place = found["place"]
    return page(
        request,
        "sheet.html",
        title,
        status,
        problem,
        event=own,
        version=found["version"],
        hull=hull,
        facts_rows=facts_of(found, now),
        seen=last.isoformat() if last else "",
        ago=formats.ago(last, now),
        held=_held(found, now),
        people=others,
        hours=[(h, _("{n} giờ", n=h)) for h in HOURS],
        team=team,
        teams=range(1, MOST_TEAM + 1),
        sectors=len(found["search"]["sectors"]),
        chart=drawing.search_map(found, places, _("Vùng cần tìm")),
        geo=place["geo"],
        maps=map_link(place["latitude"], place["longitude"]),
        take={form: f"/m/{own}/take.{form}?team={team}&lang={lang}" for form in ("gpx", "kml")},
        history=_history(found, who),
        against=bool(found["against"]),
        incident=found["facts"]["incident"],
        kinds=[(key, _(text), _(phrases.KIND_HELP[key])) for key, text in VERDICT.items()],
        winds=[(key, _(text)) for key, text in WINDS.items()],
        seed=_seed(found, name_of(who)),
        visibility=formats.number(found["search"]["visibility_m"], 0),
        wind_words=WINDS,
        w=told_verdict.sheet_words(),
    )
