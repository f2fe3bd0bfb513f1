"""Over HTTP, with accounts: the calendar's feed by its token, and that nothing of a case leaves its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests
from icalendar import Calendar
from sqlalchemy import Engine

from data.access import Actor, tokens
from data.agencies import load
from data.agencies.act import Act
from data.cases.opening import Case, open_case
from data.cases.persons import Person, add_person
from data.clock import real_now
from data.ledger.rule_loading import load_rules
from data.outreach.acting import Outreach, announce, plan_event
from data.plan import load_plans
from data.store.engine import open_engine, writing
from tests.data.access.people import administrator, person
from tests.servers.dashboard import installation, serving

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
RANGERS, POLICE = "hat-kiem-lam-khu-vuc", "cong-an-xa-muong-gion"
HIDDEN = ("Tên hồ sơ rất kín", "Tóm tắt rất kín", "Lò Văn Kín")
EVENT = "Tập huấn lực lượng xung kích"
OPEN = (
    "/export/incidents.geojson?period=30d", "/export/events.geojson?period=30d", "/map/incidents.json",
    "/map/wall.json", "/cap/feed.atom", "/health",
)  # fmt: skip


@dataclass
class World:
    """A server with accounts; `token` reads for an administrator."""

    address: str
    engine: Engine
    lan: Actor
    admin: Actor
    api: str

    def get(self, path: str, *, token: str | None = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.get(self.address + path, headers=headers, timeout=60, allow_redirects=False)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("coordination")
    database, now = f"sqlite:///{folder / 'canhlua.db'}", real_now()
    here = installation(database)
    load(here.engine, here.profile.directory, here.now)
    load_plans(here.engine, here.profile.directory, here.now)
    load_rules(here.engine, here.profile.directory, here.now, on_from=now - timedelta(days=1))
    admin = administrator(here.engine, now=now)
    lan = person(here.engine, admin, "lan", "commander", RANGERS, now=now)
    act, begins = Act(now, lan, "screen:cases"), now + timedelta(days=9)
    with writing(here.engine) as conn:
        made = open_case(conn, Case(HIDDEN[0], "forest", RANGERS, now, HIDDEN[1], [POLICE]), act, TZ)
        add_person(conn, made, Person("suspect", HIDDEN[2]), act)
        wanted = Outreach("training", EVENT, RANGERS, begins, begins + timedelta(hours=2), "Xã", ["people"])
        announce(conn, plan_event(conn, wanted, act, TZ), act, seen_version=1)
        api = tokens.make(conn, tokens.API, "đọc", admin, scopes=tokens.API_SCOPES, days=3, now=now)
    with serving(database, folder / "log") as address:
        yield World(address, open_engine(database), lan, admin, api)
    here.engine.dispose()


def test_a_calendar_is_read_by_its_token_until_it_is_revoked(world: World) -> None:
    now = real_now()
    with writing(world.engine) as conn:
        secret = tokens.make(conn, tokens.CALENDAR, "lan", world.lan, days=366, now=now)
        (row,) = tokens.list_tokens(conn, kind=tokens.CALENDAR, account_id=world.lan.account_id)
    answer = world.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(each["summary"]).endswith(EVENT) for each in events].count(True) == 1
    assert "HS-" not in answer.text, "a case stands in a calendar"
    assert world.get("/calendar/clt_khong-co.ics").status_code == 404
    with writing(world.engine) as conn:
        tokens.revoke(conn, row["id"], world.lan, now=now)
    assert world.get(f"/calendar/{secret}.ics").status_code == 404


def test_a_program_that_reads_exports_has_no_calendar_and_a_calendar_no_exports(world: World) -> None:
    with writing(world.engine) as conn:
        secret = tokens.make(conn, tokens.CALENDAR, "lan", world.lan, days=1, now=real_now())
    assert world.get(f"/calendar/{world.api}.ics").status_code == 404
    assert world.get("/export/hotspots.geojson", token=secret).status_code == 401


@pytest.mark.parametrize("path", OPEN)
def test_no_word_of_a_case_is_in_what_leaves(world: World, path: str) -> None:
    answer = world.get(path, token=world.api)
    assert answer.status_code == 200
    assert not [each for each in HIDDEN if each in answer.text]
