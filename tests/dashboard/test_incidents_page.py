"""What the page of incidents tells of an incident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.incidents import By
from data.profile import load_profile
from data.reception import Call, record
from geo.areas import load_areas

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    profile = load_profile()
    with installed.replaced(
        Services(profile, load_areas(profile.areas_dir), sqlite_engine, lambda: NOW)
    ) as found:
        yield found


def _page() -> None:
    from dashboard.pages import incidents

    incidents.show()


def _told(ran: AppTest) -> str:
    assert not ran.exception
    return "\n".join(
        [*(str(each.proto.body) for each in ran.get("html")), *(each.value for each in ran.markdown)]
    )


def test_everything_that_a_caller_told_is_read_again_but_who_it_was(here: Services) -> None:
    call = Call(
        draft_id="one",
        received_at=NOW - timedelta(minutes=5),
        occurred_at=NOW - timedelta(minutes=20),
        known_at=NOW - timedelta(minutes=5),
        said="Lửa lên rừng",
        informant_name="Người báo giả định",
        informant_phone="0912 345 678",
        place_text="khe trên bản",
        latitude=21.6436,
        longitude=103.6619,
        forest_type="planted",
        area_ha=0.5,
        spread_risk="yes",
        house_risk="no",
    )
    done = record(here.engine, call, By(LOCAL_ADMIN, NOW), areas=here.areas, profile=here.profile)
    page = AppTest.from_function(_page)
    page.query_params["incident"] = done.incident
    told = _told(page.run())
    assert "khe trên bản · lúc 13:40 12/03/2027 · rừng trồng · 0,50 ha" in told
    assert "nguy cơ cháy lan: có · nguy cơ tới nhà dân: không" in told
    assert "Người báo giả định" not in told and "345 678" not in told
