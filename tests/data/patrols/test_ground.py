"""In which communes a patrol goes, and that the ledger's figures count it there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import shapely
from sqlalchemy import select, update

from data.auditing import audit
from data.journal_pages import entries_about
from data.ledger.figures import count_by
from data.ledger.months import read_month
from data.ledger.rule_loading import load_rules
from data.patrols.planning import assign, edit_patrol
from data.patrols.reading import RECORD_KIND
from data.patrols.undoing import undo
from data.plan.loading import load_plans
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import duty, matter_fact, patrol, zone
from tests.data.patrols.conftest import AREAS, BY, NOW, SETTINGS, TZ, World, put_zone
from tests.data.patrols.test_planning import did

GION = (["muong-gion-2021"], ["muong-gion-2025"])
BOTH = (["chieng-on-2021", "pa-ma-pha-khinh-2021"], ["quynh-nhai-2025", "muong-gion-2025"])


@pytest.fixture
def border(world: World) -> int:
    """A zone on both sides of a border, the most of it in Quỳnh Nhai."""
    with writing(world.engine) as conn:
        return put_zone(conn, "Giáp ranh", 103.61, shape=shapely.box(103.61, 21.70, 103.64, 21.72))


@pytest.fixture
def rules(world: World) -> None:
    folder = load_profile().directory
    load_plans(world.engine, folder, lambda: NOW)
    load_rules(world.engine, folder, lambda: NOW, on_from=NOW - timedelta(days=1))


def where(world: World, own: int) -> tuple[list[str], list[str]]:
    row = world.row(own)
    return row["communes_2021"], row["communes_2025"]


def test_a_patrol_is_where_its_zones_are_on_both_maps(world: World, border: int) -> None:
    assert where(world, world.made()) == GION
    assert where(world, world.made(zones=(border,))) == BOTH
    assert where(world, world.made(zones=())) == ([], [])
    everywhere = where(world, world.made(zones=(world.north, border)))
    assert {era: set(each) for era, each in zip((2021, 2025), everywhere, strict=True)} == {
        2021: {*GION[0], *BOTH[0]}, 2025: {*GION[1], *BOTH[1]},
    }  # fmt: skip


def test_a_route_is_where_it_leads(world: World) -> None:
    with writing(world.engine) as conn:
        way = shapely.LineString([(103.61, 21.72), (103.64, 21.72)])
        route = put_zone(conn, "Đường", 0, kind="route", area_ha=None, shape=way)
    assert where(world, world.made(zones=(route,)))[1] == ["quynh-nhai-2025", "muong-gion-2025"]


def test_it_moves_with_its_zones_and_back(world: World, border: int) -> None:
    own = world.made()
    did(world, edit_patrol, own, world.plan(zones=(border,)), BY, SETTINGS, TZ, AREAS)
    assert where(world, own) == BOTH
    with reading(world.engine) as conn:
        edited = entries_about(conn, RECORD_KIND, own)[0]
    assert (edited["before"]["communes_2025"], edited["after"]["communes_2025"]) == (GION[1], BOTH[1])
    did(world, undo, own, BY)
    assert where(world, own) == GION
    did(world, edit_patrol, own, world.plan(notes="mang áo mưa"), BY, SETTINGS, TZ, AREAS)
    with reading(world.engine) as conn:
        assert set(entries_about(conn, RECORD_KIND, own)[0]["after"]) == {"notes"}


@pytest.mark.usefixtures("rules")
def test_its_duties_are_counted_there(world: World, border: int) -> None:
    own = world.made(zones=(border,))
    did(world, assign, own, BY, SETTINGS, AREAS)
    with reading(world.engine) as conn:
        fact = conn.execute(select(matter_fact)).mappings().one()
        rows = conn.execute(select(duty)).mappings().all()
        month = read_month("2027-03", TZ)
        parts = {era: count_by(conn, month, NOW, f"commune_{era}") for era in ("2021", "2025")}
        assert [str(each) for each in audit(conn, NOW)] == []
    assert (fact["communes_2021"], fact["communes_2025"]) == BOTH
    assert {(row["commune_2021_id"], row["commune_2025_id"]) for row in rows} == {
        ("chieng-on-2021", "quynh-nhai-2025")
    }
    assert {key: each.total for key, each in parts["2025"].items()} == {"quynh-nhai-2025": len(rows)}
    assert list(parts["2021"]) == ["chieng-on-2021"]


@pytest.mark.usefixtures("rules")
def test_the_order_goes_out_for_the_zones_as_they_are_by_then(world: World, border: int) -> None:
    own, old = world.made(zones=(border,)), world.made()
    with writing(world.engine) as conn:
        moved = {"shape": shapely.box(103.70, 21.80, 103.72, 21.82)}
        conn.execute(update(zone).where(zone.c.id == border).values(**moved))
        # As it stands where it was planned before patrols had communes.
        conn.execute(update(patrol).where(patrol.c.id == old).values(communes_2021=None, communes_2025=None))
    for each in (own, old):
        did(world, assign, each, BY, SETTINGS, AREAS)
        assert where(world, each) == GION
    with reading(world.engine) as conn:
        assert set(conn.execute(select(duty.c.commune_2025_id)).scalars()) == {"muong-gion-2025"}
        assert [str(each) for each in audit(conn, NOW)] == []


@pytest.mark.usefixtures("rules")
def test_the_auditor_holds_the_ledger_against_the_record(world: World) -> None:
    own = world.made()
    did(world, assign, own, BY, SETTINGS, AREAS)
    with writing(world.engine) as conn:
        nowhere = {"communes_2021": None, "communes_2025": None}
        conn.execute(update(patrol).where(patrol.c.id == own).values(**nowhere))
        found = audit(conn, NOW)
    assert {(each.code, each.params["column"]) for each in found} == {
        ("facts_differ", "communes_2021"), ("facts_differ", "communes_2025"),
    }  # fmt: skip
