"""Rows as the tables have them, to make messages of without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from data.notices.message import Message, Names, build

SEEN = datetime(2027, 3, 28, 6, 36, tzinfo=UTC)
NAMES = Names(
    {"hat": "Hạt Kiểm lâm khu vực", "cong-an": "Công an xã Quỳnh Nhai"},
    {"quynh-nhai": "xã Quỳnh Nhai", "chieng-on": "xã Chiềng Ơn"},
)


def duty(**more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "holder_id": "hat",
        "receiver_id": "cong-an",
        "started_at": SEEN + timedelta(hours=1),
        "deadline_at": SEEN + timedelta(hours=25),
        "before_at": None,
        "urgency": "immediate",
        "basis": "Kế hoạch phối hợp 11/03/2021, mục 2",
    } | more


def fact(**more: Any) -> dict[str, Any]:
    told = {
        "code": "DC-7",
        "place_text": "đồi sau bản",
        "nearest": {
            "name": "Pom Khoang",
            "unit": "bản",
            "kind": "village",
            "distance_m": 1234.0,
            "bearing": "NE",
        },
        "owners": ["Cộng đồng bản Pom Khoang"],
        "plot": {"lot": "4a", "subcompartment": "7", "compartment": "123"},
        "detections": 5,
        "satellites": ["NOAA-20", "NOAA-21"],
    }
    told |= more.pop("told", {})
    return {
        "kind": "fire_event",
        "subkind": None,
        "strength": "strong",
        "permanent": False,
        "latitude": 21.6436,
        "longitude": 103.6619,
        "communes_2025": ["quynh-nhai"],
        "communes_2021": ["chieng-on"],
        "since": SEEN + timedelta(hours=1),
        "happened_at": None,
        "seen_at": SEEN,
        "stored_at": SEEN + timedelta(hours=1),
        "known_at": None,
        "verified_at": None,
        "level": 4,
        "reason": None,
        "told": told,
    } | more


def message(count: int = 1, purpose: str = "", **more: Any) -> Message:
    rows = [(duty(id=n), fact()) for n in range(1, count + 1)]
    receiver = {"receiver": "Công an xã Quỳnh Nhai"} | more
    return build(rows, NAMES, purpose=purpose or ("digest" if count > 1 else "matter"), **receiver)


def together(kind: str = "patrol", subkind: str | None = "joint", **told: Any) -> tuple[Any, Any]:
    """(duty, fact) of what the forces do together, on 30 March from 08:00 to 11:30."""
    starts = datetime(2027, 3, 30, 1, 0, tzinfo=UTC)
    first = {
        "code": "TT-2027-0007",
        "summary": "Tuần tra rừng giáp ranh",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=3, minutes=30)).isoformat(),
        "place_text": "Trụ sở UBND xã",
        "lead": "hat",
        "people": {"cong-an": ["Lò Văn Giả", "Quàng Thị Giả"], "hat": ["Cà Văn Giả"]},
        "zones": ["Khu Pá Uôn"],
    } | told
    row = fact(kind=kind, subkind=subkind, strength=None, latitude=None, longitude=None, level=None)
    row |= {"told": first, "known_at": row["since"], "seen_at": None, "stored_at": None, "field": "forest"}
    row |= {"communes_2025": [], "communes_2021": []}
    return duty(urgency="normal"), row
