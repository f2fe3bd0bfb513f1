"""What a member sends from their page: a check-in, a finding, consent; each stored once, by its draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.checkin.holder import Holder
from dashboard.services import Services
from dashboard.words import _
from data.checking.where import typed_point
from data.positions import consent
from data.presence.checkins import Checkin, check
from data.presence.errors import CheckinInvalid, FindingInvalid
from data.presence.findings import Finding, take_finding
from data.store.engine import writing
from geo.errors import GeoError
from geo.typed_point import read_number


@dataclass(frozen=True)
class Done:
    """`text`: what was done, in words. `id`: of the row; `again`: it was stored before."""

    text: str
    id: int | None = None
    again: bool = False


Given = Mapping[str, str]


def _moment(given: Given, own: Holder, refused: type[GeoError]) -> datetime:
    """When it happened, by the phone; the moment at which it came where the browser says none."""
    text = given.get("happened_at", "").strip()
    if not text:
        return own.by.now
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise refused(problem="time_unreadable") from None
    if found.tzinfo is None:
        raise refused(problem="time_unreadable")
    return found


def _number(given: Given, name: str, refused: type[GeoError]) -> float | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    found = read_number(text)
    if found != found:
        raise refused(problem="point_impossible")
    return found


def _whole(given: Given, name: str) -> int | None:
    text = given.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def _point(given: Given, refused: type[GeoError]) -> dict[str, Any]:
    point = {each: _number(given, each, refused) for each in ("latitude", "longitude")}
    return point | {"accuracy_m": _number(given, "accuracy_m", refused)}


def _checkin(given: Given, own: Holder, here: Services) -> Done:
    member = _whole(given, "member") or own.member["id"]
    said = Checkin(
        draft_id=given.get("draft", ""),
        patrol_id=own.plan["id"],
        member_id=member,
        kind=given.get("kind", ""),
        happened_at=_moment(given, own, CheckinInvalid),
        note=given.get("note", "")[:2000],
        **_point(given, CheckinInvalid),
    )
    with writing(here.engine) as conn:
        made = check(conn, said, own.by, here.profile.patrols, acting_id=own.member["id"])
    return Done(_("Đã ghi điểm danh."), made.id, made.again)


def _place(given: Given, here: Services) -> dict[str, Any]:
    """By the device, else as it was typed."""
    point = _point(given, FindingInvalid)
    typed = given.get("place_text", "").strip()[:200]
    if point["latitude"] is not None or not typed:
        return point
    found = typed_point(typed, "", here.profile.bbox, epsg=here.profile.checking.plane_epsg)
    return point if found is None else {"latitude": found[0], "longitude": found[1], "accuracy_m": None}


def _finding(given: Given, own: Holder, here: Services) -> Done:
    outcome = given.get("outcome", "")
    kinds = {"incident": "incident_kind", "verdict": "verdict_kind"}
    said = Finding(
        draft_id=given.get("draft", ""),
        patrol_id=own.plan["id"],
        outcome=outcome,
        text=given.get("text", "")[:5000],
        happened_at=_moment(given, own, FindingInvalid),
        member_id=own.member["id"],
        kind=given.get(kinds.get(outcome, ""), ""),
        event_id=given.get("event", "")[:60] if outcome == "verdict" else "",
        phone=given.get("phone", "")[:60],
        **_place(given, here),
    )
    made = take_finding(here.engine, said, own.by, areas=here.areas, profile=here.profile)
    text = {
        "incident": _("Đã lập vụ việc {ref} và báo cho các lực lượng.", ref=made.ref),
        "verdict": _("Đã ghi kết quả xác minh số {ref}.", ref=made.ref),
    }.get(made.outcome, _("Đã ghi nhận."))
    return Done(text, made.id, made.again)


def _consent(given: Given, own: Holder, here: Services) -> Done:
    answer = given.get("answer", "")
    with writing(here.engine) as conn:
        if answer == "yes":
            consent.agree(conn, own.member["id"], own.by)
            return Done(_("Đã ghi là bạn đồng ý."))
        if answer in ("no", "erase"):
            gone = consent.take_back(conn, own.member["id"], own.by, erase=answer == "erase")
            if gone:
                return Done(_("Không theo dõi nữa. Đã xóa {count} vị trí.", count=gone))
            return Done(_("Không theo dõi nữa."))
    raise CheckinInvalid(problem="choice_unknown")


_ACTS: Mapping[str, Callable[[Given, Holder, Services], Done]] = {
    "checkin": _checkin,
    "finding": _finding,
    "consent": _consent,
}


def act(given: Given, own: Holder, here: Services) -> Done:
    """Do what was sent: ``do`` is checkin, finding or consent.

    Raises
    ------
    geo.errors.GeoError
        Whatever the deed refuses; `CheckinInvalid` ``choice_unknown`` where there is no such deed.
    """
    deed = _ACTS.get(given.get("do", ""))
    if deed is None:
        raise CheckinInvalid(problem="choice_unknown")
    return deed(given, own, here)
