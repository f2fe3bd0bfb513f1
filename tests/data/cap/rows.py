"""Rows of knowledge as the ledger writes them, and an issuer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from data.cap.chain import links
from data.cap.composing import compose
from data.cap.issuer import Issuer, issuer_for
from data.cap.message import Message
from tests.data.fires import areas, profile

SEEN = datetime(2027, 3, 12, 6, 36, tzinfo=UTC)  # 13:36 in Quỳnh Nhai
STORED = SEEN + timedelta(hours=1, minutes=4)
KNOWN = datetime(2027, 3, 12, 6, 50, tzinfo=UTC)
EARLY = datetime(2027, 3, 11, 23, 30, tzinfo=UTC)

_COMMON: dict[str, Any] = {
    "id": 1, "matter_id": 7, "number": 1, "state": "open", "reason": None, "journal_count": 0,
    "happened_at": None, "seen_at": None, "stored_at": None, "known_at": None, "known_by": None,
    "verified_at": None, "holder_id": None, "field": "forest", "subkind": None,
    "communes_2021": ["pa-ma-pha-khinh-2021"], "communes_2025": ["muong-gion-2025"], "place": "inside",
    "forest": "inside", "level": None, "strength": None, "permanent": False, "fresh": True,
    "latitude": 21.6436, "longitude": 103.6619, "told": {},
}  # fmt: skip


def fire_event(**other: Any) -> dict[str, Any]:
    """A strong fire event in forest, seen at 13:36."""
    told = {
        "detections": 7, "satellites": ["NOAA-20", "NOAA-21"], "max_frp_mw": 12.34, "area_ha": 98.0,
        "first_seen": SEEN.isoformat(), "last_seen": SEEN.isoformat(),
        "nearest": {"name": "bản Phiêng Bay", "distance_m": 2340, "bearing": "NE"},
        "plot": {"lot": "12a", "subcompartment": "7", "compartment": "123"},
        "owners": ["Lò Văn Chủ"],
    }  # fmt: skip
    row = _COMMON | {
        "matter_kind": "fire_event", "recorded_at": STORED, "since": STORED, "clock": "stored",
        "happened_at": SEEN, "seen_at": SEEN, "stored_at": STORED, "strength": "strong", "told": told,
    }  # fmt: skip
    return row | other


def incident(**other: Any) -> dict[str, Any]:
    """A call about a forest fire, known at 13:50."""
    told = {
        "code": "VV-2027-0001", "incident": "VV-2027-0001", "place_text": "dốc trên bản Phiêng Bay",
        "summary": "Cháy lan lên đồi", "area_ha": 0.5, "spread_risk": "yes", "house_risk": "no",
    }  # fmt: skip
    row = _COMMON | {
        "matter_kind": "incident", "recorded_at": KNOWN, "since": KNOWN, "clock": "known",
        "happened_at": KNOWN - timedelta(minutes=10), "known_at": KNOWN, "known_by": "Quàng Văn Biết",
        "subkind": "forest_fire", "told": told,
    }  # fmt: skip
    return row | other


def danger_level(**other: Any) -> dict[str, Any]:
    """Level IV in one commune for a day."""
    told = {
        "level": 4, "source": "Thông báo 12/TB-CCKL", "valid_from": EARLY.isoformat(),
        "valid_to": (EARLY + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    row = _COMMON | {
        "matter_kind": "danger_level", "recorded_at": EARLY, "since": EARLY, "clock": "announced",
        "level": 4, "forest": "unknown", "latitude": None, "longitude": None,
        "communes_2021": [], "told": told,
    }  # fmt: skip
    return row | other


def then(row: dict[str, Any], after: timedelta = timedelta(hours=1), **other: Any) -> dict[str, Any]:
    """The next state of knowledge of the same matter."""
    later = {"id": row["id"] + 1, "number": row["number"] + 1, "recorded_at": row["recorded_at"] + after}
    return row | later | other


def issuer(*, drill: bool = False, public_url: str | None = "https://canhlua.example.vn:8501") -> Issuer:
    """Whoever issues in the tests."""
    return issuer_for(profile(), areas(), drill=drill, public_url=public_url)


def messages(*rows: dict[str, Any], drill: bool = False) -> list[Message]:
    """The messages of a matter."""
    here = issuer(drill=drill)
    return [compose(link, here) for link in links(rows, here.settings.expires_hours)]
