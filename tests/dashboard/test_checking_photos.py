"""*Kiểm tra*: a photo of a patrol's finding that became a verdict is shown at that, by the same rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from dashboard.parts.checking import sheet
from dashboard.parts.incidents import photos
from dashboard.services import Services
from data.access import LOCAL_ADMIN, Actor
from data.checking.act import By as CheckingBy
from data.checking.exif import Claim
from data.checking.photos import keep
from data.patrols.act import By
from data.presence.findings import Finding, take_finding
from data.store.engine import writing
from data.store.tables import fire_event
from tests.dashboard.here import at
from tests.data.checking.pictures import jpeg
from tests.data.checking.pictures import scene as drawn
from tests.data.fires import NEAR, put
from tests.data.presence import patrols

NOW = datetime(2027, 3, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    with at(sqlite_engine, NOW) as found:
        yield found


@pytest.fixture
def photographed(here: Services, tmp_path: Path) -> tuple[str, int]:
    """The only fire, and the photo of a finding that became a verdict about it."""
    put(here.engine, NEAR)
    with writing(here.engine) as conn:
        patrols.agencies(conn)
        own, members = patrols.joint_patrol(conn, status="under_way")
        fire = str(conn.execute(select(fire_event.c.id)).scalar_one())
    said = Finding(
        "f1", own, "verdict", "Cháy thực bì", NOW, members["leader"], "forest_fire", fire, "0912 345 678"
    )
    found = take_finding(here.engine, said, By(LOCAL_ADMIN, NOW), areas=here.areas, profile=here.profile)
    with writing(here.engine) as conn:
        made = keep(
            tmp_path, jpeg(drawn(320, 240)), "khói.jpg", "p1", "finding", found.id, Claim(NOW),
            CheckingBy(LOCAL_ADMIN, NOW), conn, settings=here.profile.checking, tz=here.profile.tz,
        )  # fmt: skip
    return fire, made


def _page() -> None:
    import streamlit as st

    from dashboard.parts.checking import sheet

    sheet.show(st.query_params["event"])


@pytest.mark.parametrize(("role", "original"), [("ranger", False), ("duty_officer", True)])
def test_the_photo_stands_at_the_verdict_with_its_patrol(
    monkeypatch: pytest.MonkeyPatch, photographed: tuple[str, int], role: str, original: bool
) -> None:
    for module in (sheet, photos):
        monkeypatch.setattr(module, "who", lambda: Actor("ai-do", 7, role, None, "192.0.2.1"))
    fire, own = photographed
    page = AppTest.from_function(_page)
    page.query_params["event"] = fire
    ran = page.run(timeout=30)
    assert not ran.exception
    told = "\n".join(each.value for each in ran.markdown)
    assert told.count(f'src="/m/photo/{own}.jpg?size=small"') == 1
    assert '<a href="/planning?patrol=1' in told and ">TT-2027-0001</a>" in told
    assert (f"/m/photo/{own}.jpg?size=original" in told) is original
