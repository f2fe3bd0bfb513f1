"""Whatever can happen, as small steps that a script of numbers names; what is refused changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from data.access import Actor
from data.agencies import AGENCY, Agency, add_agency, edit_agency, restore, retire
from data.agencies import undo as undo_agency
from data.danger_levels.announcing import Announcement, correct, withdraw
from data.danger_levels.announcing import By as DangerBy
from data.errors import DataError
from data.events import decisions
from data.incidents import link_event, set_status, undo_status, unlink_event
from data.incidents.states import STATES
from data.ledger.knowing import know_events, pending_events
from data.ledger.rules import FIELDS, Rule, add_rule, current_rules, edit_rule, switch_off, switch_on
from data.ledger.settings import LedgerSettings, keep_settings
from data.ledger.states import REVOCABLE
from data.ledger.telling import By, Telling, acknowledge, confirm, deliver, revoke, tell, waive
from data.store.engine import reading, writing
from data.store.tables import (
    danger_level,
    detection,
    duty,
    duty_entry,
    event_decision,
    event_member,
    fire_event,
    incident,
)
from tests.data.events.hand import SETTINGS
from tests.data.ledger.plan_steps import PLAN_RULES, PlanSteps
from tests.data.ledger.world import AGENCIES, HOA, LAN, POLICE_B, RULES, STATION, A, B, World, to
from tests.data.matters.plans import Plans

_HOLDERS = (None, STATION, "cong-an-a", "ubnd-a")
_PEOPLE = (LAN, HOA, Actor("binh", None, "ranger", None, "local"))
_KINDS = (("forest_fire", "forest"), ("land_fire", "forest"), ("public_order", "order"))
_CHANNELS = ("call", "paper", "zalo", "sms")


class History(PlanSteps):
    """Steps on a world: each takes three small numbers that choose among what there is."""

    def __init__(self, world: World, *, forest: bool) -> None:
        self.world = world
        self.layer = world.layer() if forest else None
        self._names = self._rules = 0
        self.plans = Plans(world)

    def step(self, name: str, *numbers: int) -> bool:
        """Do one; False when it was refused."""
        self.world.later(seconds=61)
        try:
            getattr(self, name)(*numbers)
        except DataError:
            return False
        return True

    def _rows(self, table: Any, *conditions: Any, order: Any = None) -> list[dict[str, Any]]:
        query = select(table).where(*conditions).order_by(table.c.id if order is None else order)
        with reading(self.world.engine) as conn:
            return [dict(row) for row in conn.execute(query).mappings()]

    def _pick(self, rows: list[Any], number: int) -> Any:
        """One of the rows; the newest are chosen first."""
        return rows[-1 - number % len(rows)] if rows else None

    # -- records

    def incident(self, a: int, b: int, c: int) -> None:
        kind, field = _KINDS[a % 3]
        known = self.world.now - timedelta(minutes=7 * (b % 5))
        commune = (A, B, None)[c % 3]
        self.world.incident(commune, kind=kind, field=field, known_at=known, agency_id=_HOLDERS[b % 4])

    def edit(self, a: int, b: int, c: int) -> None:
        row = self._pick(self._rows(incident), a)
        if row is None:
            return
        kind, field = _KINDS[b % 3]
        changes: list[dict[str, Any]] = [
            {"commune": B if row["commune_2025_id"] == A else A},
            {"kind": kind, "field": field},
            {"known_at": self.world.now - timedelta(minutes=11 * c)},
            {"agency_id": _HOLDERS[c % 4]},
            {"commune": A, "known_at": self.world.now - timedelta(minutes=13 * c)},
            {"summary": f"Cháy {c} {self.world.now}"},
        ]
        self.world.edit(row["id"], **changes[b % len(changes)])

    def status(self, a: int, b: int, _c: int) -> None:
        row = self._pick(self._rows(incident), a)
        follows = STATES[row["status"]].follows if row else ()
        if follows:
            status = "false_alarm" if b % 2 and "false_alarm" in follows else follows[b % len(follows)]
            with writing(self.world.engine) as conn:
                set_status(
                    conn, row["id"], status, self.world.by, seen_version=row["version"], reason="khói bếp"
                )

    def undo(self, a: int, _b: int, _c: int) -> None:
        row = self._pick(self._rows(incident), a)
        if row is not None:
            with writing(self.world.engine) as conn:
                undo_status(conn, row["id"], self.world.by, seen_version=row["version"])

    def link(self, a: int, b: int, _c: int) -> None:
        row, event = self._pick(self._rows(incident), a), self._pick(self._rows(fire_event), b)
        if row is not None and event is not None:
            with writing(self.world.engine) as conn:
                link_event(conn, row["id"], event["id"], self.world.by)

    def unlink(self, a: int, b: int, _c: int) -> None:
        row, event = self._pick(self._rows(incident), a), self._pick(self._rows(fire_event), b)
        if row is not None and event is not None:
            with writing(self.world.engine) as conn:
                unlink_event(conn, row["id"], event["id"], self.world.by)

    def call(self, a: int, b: int, c: int) -> None:
        row, event = self._pick(self._rows(incident), b), self._pick(self._rows(fire_event), b)
        attach = ""
        if a % 3 == 1 and row is not None:
            attach = f"incident:{row['id']}"
        if a % 3 == 2 and event is not None:
            attach = f"event:{event['id']}"
        self.world.call(attach, (A, B)[c % 2], known_at=self.world.now - timedelta(minutes=3 * c))

    def announce(self, a: int, b: int, c: int) -> None:
        self.world.announce(1 + a % 5, *((A,), (B,), (A, B))[b % 3], hours=1 + 12 * (c % 4))

    def mend_level(self, a: int, b: int, _c: int) -> None:
        row = self._pick(self._rows(danger_level), a)
        if row is None:
            return
        by, seen = DangerBy(self.world.now, LAN), row["version"]
        with writing(self.world.engine) as conn:
            if b % 2:
                withdraw(conn, row["id"], by, seen_version=seen, reason="nhầm")
            else:
                wanted = Announcement(1 + b % 5, "TB 2", row["valid_from"], row["valid_to"])
                correct(conn, row["id"], wanted, by, seen_version=seen, reason="nhầm")

    # -- satellites

    def hotspots(self, a: int, b: int, c: int) -> None:
        """A file of one to three pixels on a line; every third is a day old, some files are archives."""
        rows = []
        for number in range(1 + c % 3):
            self._names += 1
            ago = (1.0, 20.0, 60.0)[(b + number) % 3]
            rows.append((f"d{self._names:03}", 0.6 * ((a + number * (1 + b % 2)) % 9), ago))
        frp = 120.0 if b % 2 else 3.0
        self.world.hotspots(*rows, commune=(A, B)[a % 2], frp_mw=frp, confidence="high" if b % 2 else "low")

    def gone(self, a: int, b: int, c: int) -> None:
        rows = self._rows(detection, detection.c.superseded.is_(False))
        names = {self._pick(rows, each)["id"] for each in (a, b, c)[: 1 + c % 3]} if rows else set()
        if names:
            self.world.supersede(*names)

    def again(self, _a: int, _b: int, _c: int) -> None:
        with writing(self.world.engine) as conn:
            self.world.group(conn)

    def merge(self, a: int, b: int, _c: int) -> None:
        live = self._rows(fire_event, fire_event.c.merged_into.is_(None), fire_event.c.detections > 0)
        if len(live) > 1:
            some = {
                each["id"]: each["version"] for each in (self._pick(live, a), self._pick(live, a + 1 + b))
            }
            with writing(self.world.engine) as conn:
                decisions.merge(
                    conn, some, actor="lan", reason="một đám", now=self.world.now, settings=SETTINGS
                )

    def split(self, a: int, b: int, _c: int) -> None:
        live = self._rows(fire_event, fire_event.c.merged_into.is_(None), fire_event.c.detections > 1)
        event = self._pick(live, a)
        if event is None:
            return
        mine = event_member.c.event_id == event["id"]
        members = [row["detection_id"] for row in self._rows(event_member, mine, order="detection_id")]
        chosen = members[: 1 + b % (len(members) - 1)] if b % 2 else members[1 + b % (len(members) - 1) :]
        with writing(self.world.engine) as conn:
            decisions.split(
                conn, event["id"], chosen, seen_version=event["version"], actor="lan", reason="hai đám",
                now=self.world.now, settings=SETTINGS,
            )  # fmt: skip

    def take_back(self, a: int, _b: int, _c: int) -> None:
        made = self._pick(self._rows(event_decision, event_decision.c.revoked_at.is_(None)), a)
        if made is not None:
            with writing(self.world.engine) as conn:
                decisions.revoke(
                    conn, made["id"], actor="lan", reason="nhầm", now=self.world.now, settings=SETTINGS
                )

    def settle(self, a: int, _b: int, _c: int) -> None:
        """The forest speaks, or cannot; then the watch settles what was waiting for it."""
        with writing(self.world.engine) as conn:
            if self.layer is not None and a % 4:
                names = list(conn.execute(select(detection.c.id)).scalars())
                self.world.look(conn, self.layer, ("inside", "near", "outside")[a % 3], names)
            waiting = pending_events(conn)
            know_events(conn, waiting, now=self.world.now, actor="system:watch", settled=True)

    # -- rules and agencies

    def rule(self, a: int, b: int, c: int) -> None:
        act = self.world.act()
        with writing(self.world.engine) as conn:
            row = self._pick(current_rules(conn), a)
            if b % 4 == 0:
                self._rules += 1
                every = [*RULES.values(), *PLAN_RULES.values()]
                add_rule(conn, every[(a + c) % len(every)], act, rule_id=f"moi-{self._rules}")
            elif b % 4 == 1:
                switch_on(conn, row["rule_id"], act, seen_row=row["id"])
            elif b % 4 == 2:
                switch_off(conn, row["rule_id"], act, seen_row=row["id"], reason="thôi")
            else:
                wording = Rule(**{name: row[name] for name in FIELDS})
                changes: list[dict[str, Any]] = [
                    {"deadline_minutes": 45 + 15 * c, "target_minutes": None},
                    {"receivers": [to("police", "village"), {"agency_id": POLICE_B}]},
                    {"telling": "auto", "urgency": "immediate"},
                    {"communes": [A]},
                    {"target_minutes": 5 + c},
                    {"before_start": not row["before_start"]},
                ]
                edit_rule(conn, row["rule_id"], replace(wording, **changes[c % 6]), act, seen_row=row["id"])

    def agency(self, a: int, b: int, c: int) -> None:
        act = self.world.act()
        rows = self._rows(AGENCY.table)
        row = self._pick(rows, a)
        wanted = Agency(**{name: row[name] for name in Agency.__dataclass_fields__})
        day, seen = self.world.today, row["version"]
        with writing(self.world.engine) as conn:
            if b % 6 == 0:
                self._names += 1
                first = list(AGENCIES.values())[c % len(AGENCIES)]
                add_agency(conn, replace(first, name=f"Mới {self._names}"), act)
            elif b % 6 == 1:
                communes = ([A], [B], [A, B])[c % 3]
                edit_agency(conn, row["id"], replace(wanted, communes=communes), act, seen_version=seen)
            elif b % 6 == 2:
                since = day + timedelta(days=c % 3)
                other = replace(wanted, communes=[B] if c % 2 else [A])
                edit_agency(conn, row["id"], other, act, seen_version=seen, since=since)
            elif b % 6 == 3:
                retire(conn, AGENCY, row["id"], day + timedelta(days=c % 2), act, seen_version=seen)
            elif b % 6 == 4:
                restore(conn, AGENCY, row["id"], act, seen_version=seen)
            else:
                undo_agency(conn, AGENCY, row["id"], act, seen_version=seen)

    def settings(self, a: int, _b: int, _c: int) -> None:
        named = (STATION, "cong-an-a", "")[a % 3]
        keep_settings(self.world.engine, LedgerSettings(named, 48.0), self.world.now)

    # -- telling

    def _duty(self, number: int) -> Any:
        return self._pick(self._rows(duty), number)

    def tell(self, a: int, b: int, c: int) -> None:
        row = self._duty(a)
        if row is None:
            return
        more: dict[str, Any] = {"reference": "12/TB"} if _CHANNELS[b % 4] == "paper" else {}
        if _CHANNELS[b % 4] in ("zalo", "sms"):
            more["notice_id"] = 1 + a
        happened = max(self.world.now - timedelta(minutes=2 * c), row["started_at"])
        telling = Telling(_CHANNELS[b % 4], happened, person="Bình", **more)
        with writing(self.world.engine) as conn:
            tell(conn, [row["id"]], telling, By(_PEOPLE[c % 3], self.world.now))

    def acknowledge(self, a: int, b: int, c: int) -> None:
        row = self._duty(a)
        if row is None:
            return
        entries = self._rows(
            duty_entry, duty_entry.c.duty_id == row["id"], duty_entry.c.notice_id.is_not(None)
        )
        notice = self._pick(entries, c)
        with writing(self.world.engine) as conn:
            by = By(LAN, self.world.now)
            if notice is not None and b % 3 == 2:
                deliver(conn, [row["id"]], notice_id=notice["notice_id"], happened_at=self.world.now, by=by)
                return
            acknowledge(
                conn, [row["id"]], happened_at=self.world.now, person=("Bình", "Cúc")[b % 2], channel="link",
                by=by, telling_of=notice["notice_id"] if notice is not None and b % 3 else None,
            )  # fmt: skip

    def confirm(self, a: int, b: int, _c: int) -> None:
        told = self._pick(self._rows(duty_entry, duty_entry.c.kind == "told"), a)
        if told is not None:
            row = self._rows(duty, duty.c.id == told["duty_id"])[0]
            with writing(self.world.engine) as conn:
                by = By(_PEOPLE[b % 3], self.world.now)
                confirm(conn, row["id"], told["id"], by, text="đã hỏi lại", seen_version=row["version"])

    def waive(self, a: int, _b: int, _c: int) -> None:
        row = self._duty(a)
        if row is not None:
            with writing(self.world.engine) as conn:
                by = By(LAN, self.world.now)
                waive(conn, row["id"], by, reason="cùng trụ sở", seen_version=row["version"])

    def revoke(self, a: int, _b: int, _c: int) -> None:
        made = self._pick(self._rows(duty_entry, duty_entry.c.kind.in_(REVOCABLE)), a)
        if made is not None:
            row = self._rows(duty, duty.c.id == made["duty_id"])[0]
            with writing(self.world.engine) as conn:
                by = By(LAN, self.world.now)
                revoke(conn, row["id"], made["id"], by, reason="ghi nhầm", seen_version=row["version"])

    def wait(self, a: int, _b: int, _c: int) -> None:
        self.settle(0, 0, 0)
        self.world.later(hours=(1, 5, 26, 200)[a % 4])


STEPS: dict[str, Callable[..., Any]] = {
    name: each
    for name, each in (vars(PlanSteps) | vars(History)).items()
    if callable(each) and not name.startswith("_") and name != "step"
}
