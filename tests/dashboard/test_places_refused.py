"""Places that the database refuses at the last step say why; nothing of them stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from dashboard import services
from dashboard.parts.places import importing as place_import
from dashboard.services import Services
from data.places.errors import PlaceOutside
from data.store.engine import reading
from data.store.tables import map_place
from tests.data.fires import NOW, areas, profile


def _confirm() -> None:
    from dashboard import words
    from dashboard.parts.places import importing as place_import
    from dashboard.services import services
    from data.places import plan
    from data.places.editing import Act
    from data.store.engine import reading
    from geo.place_table import read_place_table
    from tests.data.fires import NOW

    words.use(None)
    here = services()
    table = "ten,vi_do,kinh_do\nBản Pá Uôn,21.76,103.62\n".encode()
    with reading(here.engine) as conn:
        found = plan(conn, read_place_table(table, "ban.csv"), areas=here.areas, day=NOW.date())
    place_import._store(found, Act(NOW, here.areas), "ban.csv", None, "add")


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    with services.replaced(Services(profile(), areas(), sqlite_engine, lambda: NOW, None)) as found:
        yield found


def _said(at: AppTest) -> str:
    return "\n".join([*(each.value for each in at.markdown), *(str(e.proto.body) for e in at.get("html"))])


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PlaceOutside(name="Bản Pá Uôn", distance_km=12.3), "nằm ngoài địa bàn 12,3 km"),
        (OperationalError("INSERT", {}, Exception("disk I/O error")), "Hãy thử lại sau ít phút"),
    ],
    ids=["rule", "database"],
)
def test_a_refused_import_shows_its_reason(
    here: Services, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(place_import, "store", refuse)
    at = AppTest.from_function(_confirm, default_timeout=30).run()
    assert not at.exception
    assert "Chưa lưu được" in _said(at)
    assert reason in _said(at)
    with reading(here.engine) as conn:
        assert conn.execute(select(func.count()).select_from(map_place)).scalar_one() == 0
