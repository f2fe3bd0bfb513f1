"""Decisions and recommendations on both engines: added, mended, done, taken back, by whom it is allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, insert, select

from data.access import LOCAL_ADMIN, Actor, Denied
from data.agencies import load
from data.agencies.act import Act
from data.errors import ConflictError
from data.followup import (
    Item,
    ItemInvalid,
    ItemUnknown,
    add_item,
    cancel_item,
    edit_item,
    finish_item,
    item_of,
    items_of,
    open_items,
    overdue,
    reopen_item,
)
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import journal, meeting

NOW = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)
TZ = load_profile().tz
ACT = Act(NOW, LOCAL_ADMIN, "screen:meetings")
POLICE = "cong-an-xa-muong-gion"
DONE = date(2027, 3, 11)
WANTED = Item("Rà soát  điểm đốt nương", date(2027, 3, 20), POLICE)


@pytest.fixture
def held(engine: Engine) -> tuple[Engine, int]:
    load(engine, load_profile().directory, lambda: NOW)
    row = {
        "code": "GB-2027-0001", "year": 2027, "number": 1,
        "kind": "commune_month", "period": "2027-03", "era": "2025",
        "due_on": date(2027, 3, 31), "venue": "", "invited": [], "status": "held",
        "agenda": [], "minutes": {},
        "actor": "test", "created_at": NOW, "version": 1,
    }  # fmt: skip
    with writing(engine) as conn:
        made = int(conn.execute(insert(meeting).returning(meeting.c.id), row).scalar_one())
    return engine, made


def test_from_open_to_done_and_back(held: tuple[Engine, int]) -> None:
    engine, own = held
    with writing(engine) as conn:
        number = add_item(conn, "meeting", own, WANTED, ACT)
    with reading(engine) as conn:
        (row,) = items_of(conn, "meeting", own)
        assert (row["text"], row["kind"], row["status"]) == ("Rà soát điểm đốt nương", "decision", "open")
        assert not overdue(row, date(2027, 3, 20))
        assert overdue(row, date(2027, 3, 21))
        assert [each["id"] for each in open_items(conn, owner_agency_id=POLICE)] == [number]
        assert open_items(conn, owner_agency_id="hat-kiem-lam-khu-vuc") == []
    with writing(engine) as conn:
        finish_item(conn, number, DONE, ACT, TZ, seen_version=1, remark="đã rà")
    with reading(engine) as conn:
        row = item_of(conn, number) or {}
        assert (row["status"], row["done_on"], row["remark"]) == ("done", DONE, "đã rà")
        assert not overdue(row, date(2027, 4, 1))
        assert open_items(conn) == []
    with writing(engine) as conn, pytest.raises(ItemInvalid, match="item_not_open"):
        edit_item(conn, number, WANTED, ACT, seen_version=2)
    with writing(engine) as conn:
        reopen_item(conn, number, ACT, seen_version=2)
    with reading(engine) as conn:
        assert (item_of(conn, number) or {})["done_on"] is None
        said = select(journal.c.action).where(journal.c.record_kind == "action_item")
        assert list(conn.execute(said.order_by(journal.c.id)).scalars()) == ["created", "done", "open"]


def test_cancelling_needs_a_reason_and_two_people_do_not_overwrite(held: tuple[Engine, int]) -> None:
    engine, own = held
    with writing(engine) as conn:
        number = add_item(conn, "meeting", own, WANTED, ACT)
    with writing(engine) as conn, pytest.raises(ItemInvalid, match="reason_missing"):
        cancel_item(conn, number, "  ", ACT, seen_version=1)
    with writing(engine) as conn:
        edit_item(conn, number, Item("Khác", date(2027, 3, 25), owner="ông A"), ACT, seen_version=1)
    with writing(engine) as conn, pytest.raises(ConflictError):
        cancel_item(conn, number, "trùng việc", ACT, seen_version=1)
    with writing(engine) as conn:
        cancel_item(conn, number, "trùng việc", ACT, seen_version=2)
    with writing(engine) as conn, pytest.raises(ItemInvalid, match="item_step_impossible"):
        finish_item(conn, number, DONE, ACT, TZ, seen_version=3)


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (Item(" ", date(2027, 3, 20), POLICE), "item_empty"),
        (Item("x" * 2001, date(2027, 3, 20), POLICE), "item_too_long"),
        (Item("Việc", date(2027, 3, 20)), "item_without_owner"),
        (Item("Việc", date(2027, 3, 20), "no-such-agency"), "item_agency_unknown"),
    ],
)
def test_what_is_refused(held: tuple[Engine, int], wanted: Item, problem: str) -> None:
    engine, own = held
    with writing(engine) as conn, pytest.raises(ItemInvalid, match=problem):
        add_item(conn, "meeting", own, wanted, ACT)


@pytest.mark.parametrize(
    ("now", "day", "refused"),
    [
        (datetime(2027, 3, 12, 16, 59, tzinfo=UTC), date(2027, 3, 12), False),
        (datetime(2027, 3, 12, 16, 59, tzinfo=UTC), date(2027, 3, 13), True),
        # 17:00 UTC is the next day here.
        (datetime(2027, 3, 12, 17, 0, tzinfo=UTC), date(2027, 3, 13), False),
    ],
)
def test_nothing_is_done_on_a_day_that_has_not_come(
    held: tuple[Engine, int], now: datetime, day: date, refused: bool
) -> None:
    engine, own = held
    with writing(engine) as conn:
        number = add_item(conn, "meeting", own, WANTED, ACT)
    with writing(engine) as conn:
        if refused:
            with pytest.raises(ItemInvalid, match="item_done_in_future"):
                finish_item(conn, number, day, replace(ACT, now=now), TZ, seen_version=1)
        else:
            finish_item(conn, number, day, replace(ACT, now=now), TZ, seen_version=1)
    with reading(engine) as conn:
        assert (item_of(conn, number) or {})["status"] == ("open" if refused else "done")


def test_unknown_ones_and_roles(held: tuple[Engine, int]) -> None:
    engine, own = held
    with writing(engine) as conn, pytest.raises(ItemInvalid, match="item_source_unknown"):
        add_item(conn, "inspection", own, WANTED, ACT)
    with writing(engine) as conn, pytest.raises(ItemUnknown):
        finish_item(conn, 99, DONE, ACT, TZ, seen_version=1)
    ranger = Act(NOW, Actor("r", None, "ranger", "hat-kiem-lam-khu-vuc", "local"), "screen:meetings")
    with writing(engine) as conn, pytest.raises(Denied):
        add_item(conn, "meeting", own, WANTED, ranger)
