"""Steps of a history about what the forces plan and do together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from data.ledger.rules import Rule
from data.matters.of_plans import KINDS
from tests.data.ledger.world import (
    COMMITTEE_A,
    MILITARY_A,
    POLICE_A,
    POLICE_B,
    POLICE_PROVINCE,
    STATION,
    A,
    B,
    World,
    to,
)
from tests.data.matters.plans import Plans

NAMED = {"named": "involved"}
PLAN_RULES = {
    "tuan-tra": Rule("Tuần tra", "patrol", [NAMED], 1440, "khoản 2", telling="auto", before_start=True),
    "tuan-tra-gap": Rule("Tuần tra gấp", "patrol", [NAMED], 90, "khoản 1", subkinds=["burn_watch"]),
    "tuan-tra-xa": Rule("Công an xã", "patrol", [to("police", "commune")], 600, "khoản 1", communes=[A, B]),
    "giao-ban": Rule("Giao ban", "meeting", [NAMED], 1440, "khoản 3"),
    "tap-huan": Rule(
        "Tập huấn", "outreach_event", [to("police", "commune"), NAMED], 1440, "khoản 4", before_start=True
    ),
    "kiem-tra": Rule("Kiểm tra", "inspection", [NAMED], 1440, "khoản 5", telling="auto", before_start=True),
    "kiem-tra-xa": Rule("Kiểm tra", "inspection", [to("military", "commune")], 2880, "khoản 5"),
    "ho-so": Rule("Hồ sơ", "case", [NAMED], 1440, "khoản 6", fields=["forest"]),
}
_WHO = (POLICE_A, MILITARY_A, POLICE_B, STATION, COMMITTEE_A, POLICE_PROVINCE, "khong-co")
_SINCE = {"patrol": "assigned_at", "meeting": "announced_at", "outreach_event": "announced_at",
          "inspection": "announced_at", "case": "known_at"}  # fmt: skip
_KIND = {"patrol": "kind", "inspection": "subject_kind", "outreach_event": "kind", "meeting": "kind"}
_KINDS = {"patrol": ("joint", "burn_watch"), "inspection": ("village", "school"),
          "outreach_event": ("training", "public_information"),
          "meeting": ("commune_month", "extraordinary")}  # fmt: skip


def some(number: int) -> list[str]:
    """Agencies, by the bits of a number."""
    return [each for place, each in enumerate(_WHO) if (number * 37 + 11) >> place & 1]


class PlanSteps:
    """Mixed into a history."""

    world: World
    plans: Plans

    def _planned(self, a: int) -> tuple[str, int] | None:
        kind = KINDS[a % len(KINDS)]
        made = self.plans.made[kind]
        return (kind, made[-1 - (a // len(KINDS)) % len(made)]) if made else None

    def planned(self, a: int, b: int, c: int) -> None:
        """A record is written; every third nobody has been told of yet, some are over."""
        kind = KINDS[a % len(KINDS)]
        more: dict[str, Any] = {}
        if kind == "patrol":
            more |= self._ground(c)
        else:
            more["commune_id"] = (A, B, None)[c % 3]
        if c % 3 == 2 and kind != "case":
            more[_SINCE[kind]] = None
        if c % 4 == 3 and kind != "case":
            more |= self._window(-50)
        if kind != "outreach_event" and kind != "inspection":
            more["agency_id"] = (STATION, POLICE_A, None)[b % 3]
        self.plans.make(kind, *some(b), **more)

    def _ground(self, number: int) -> dict[str, Any]:
        communes = ([A], [B, A], [], None)[number % 4]
        return {
            "communes_2025": communes,
            "communes_2021": communes and [f"{each}-2021" for each in communes],
        }

    def _window(self, hours: int) -> dict[str, Any]:
        starts = self.world.now + timedelta(hours=hours)
        return {"starts_at": starts, "ends_at": starts + timedelta(hours=4)}

    def named(self, a: int, b: int, _c: int) -> None:
        """Others are named."""
        found = self._planned(a)
        if found is not None:
            self.plans.name(*found, some(b))

    def replanned(self, a: int, b: int, c: int) -> None:
        """It is announced, taken back, moved, of another kind, elsewhere."""
        found = self._planned(a)
        if found is None:
            return
        kind, own = found
        changes: list[dict[str, Any]] = [
            {_SINCE[kind]: self.world.now - timedelta(minutes=3 * c)},
            {} if kind == "case" else {_SINCE[kind]: None},
            {} if kind == "case" else self._window((30, -30, 6, -1)[c % 4]),
            {_KIND[kind]: _KINDS[kind][c % 2]} if kind in _KIND else {"field": ("forest", "order")[c % 2]},
            self._ground(c) if kind == "patrol" else {"commune_id": (A, B, None)[c % 3]},
        ]
        self.plans.change(kind, own, **changes[b % len(changes)])

    def called_off(self, a: int, b: int, _c: int) -> None:
        """It is cancelled, or goes on after all."""
        found = self._planned(a)
        if found is None or found[0] == "case":
            return
        kind, own = found
        why = "ended_reason" if kind == "patrol" else "reason"
        off = self.plans.row(kind, own)["status"] != "cancelled"
        status = "cancelled" if off else "planned"
        self.plans.change(kind, own, **{"status": status, why: f"mưa lớn {b}" if off else None})
