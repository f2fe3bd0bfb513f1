"""What a rule would have made of the past: as the ledger would have made it, without writing anything."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from data.access import LOCAL_ADMIN
from data.agencies import Act, Agency, add_agency
from data.incidents import By as IncidentBy
from data.ledger.preview import last_days, last_month, preview, read_past
from data.ledger.rules import checked
from data.ledger.settings import LedgerSettings, keep_settings
from data.store.engine import reading, writing
from data.store.tables import duty, journal
from geo.areas import Areas
from tests.data.incidents.conftest import areas, made  # noqa: F401 -- a fixture
from tests.data.ledger.rule_world import HERE, NOW, bound, forces, rule

IN_APRIL = datetime(2027, 4, 9, 3, 0, tzinfo=UTC)


def incidents(engine: Engine, areas: Areas, *days: int, **more: object) -> None:  # noqa: F811
    for day in days:
        at = NOW + timedelta(days=day)
        made(engine, areas, IncidentBy(LOCAL_ADMIN, at), known_at=at, occurred_at=at, **more)


def test_the_month_before_is_the_local_one() -> None:
    # 23:30 UTC on 31 March is already April here.
    start, end = last_month(datetime(2027, 3, 31, 23, 30, tzinfo=UTC))
    assert start == datetime(2027, 2, 28, 17, tzinfo=UTC)
    assert end == datetime(2027, 3, 31, 17, tzinfo=UTC)
    assert last_month(datetime(2028, 3, 1, 3, tzinfo=UTC))[0] == datetime(2028, 1, 31, 17, tzinfo=UTC)
    assert last_days(NOW) == (NOW - timedelta(days=30), NOW)


def test_a_draft_is_tried_on_what_happened_before_any_rule_was_on(engine: Engine, areas: Areas) -> None:  # noqa: F811
    forces(engine)
    incidents(engine, areas, 0, 1, 2)
    incidents(engine, areas, 3, kind="house_fire", field="order")
    incidents(engine, areas, 25)  # in April
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(duty)).scalar_one() == 0
        written = conn.execute(select(func.count()).select_from(journal)).scalar_one()
        past = read_past(conn, *last_month(IN_APRIL), IN_APRIL)
        wanted = checked(conn, rule(subkinds=["forest_fire"]))
        found = preview(past, wanted)
        assert (found.matters, found.spoken_of, found.duties, found.added) == (4, 3, 6, 6)
        assert found.receivers == {"police": 3, "army": 3}
        assert preview(past, wanted | {"matter_kind": "danger_level"}).matters == 0
        month = read_past(conn, *last_days(IN_APRIL), IN_APRIL)
        assert preview(month, wanted).duties == 8
        assert conn.execute(select(func.count()).select_from(duty)).scalar_one() == 0
        assert conn.execute(select(func.count()).select_from(journal)).scalar_one() == written


def test_it_is_what_the_ledger_makes(engine: Engine, areas: Areas) -> None:  # noqa: F811
    forces(engine)
    keep_settings(engine, LedgerSettings("police", 48.0))  # a holder owes itself nothing
    row = bound(engine, rule(receivers=[{"role": "police", "level": "commune"}, {"agency_id": "hat"}]))
    incidents(engine, areas, 1, 2, 3)
    with reading(engine) as conn:
        real = Counter(conn.execute(select(duty.c.receiver_id)).scalars())
        past = read_past(conn, *last_month(IN_APRIL), IN_APRIL)
        found = preview(past, past.rules[0])
    assert past.rules[0]["id"] == row
    assert found.receivers == real == {"hat": 3}


def test_what_it_adds_to_the_rules_in_force(engine: Engine, areas: Areas) -> None:  # noqa: F811
    forces(engine)
    bound(engine, rule(receivers=[{"role": "police", "level": "commune"}]), own="police")
    incidents(engine, areas, 1, 2)
    with reading(engine) as conn:
        past = read_past(conn, *last_month(IN_APRIL), IN_APRIL)
        wanted = checked(conn, rule(deadline_minutes=60))
        found = preview(past, wanted)
        assert (found.receivers, found.beyond, found.sooner) == (
            {"police": 2, "army": 2},
            {"army": 2},
            2,
        )
        # As another wording of the rule in force it is not measured against itself.
        assert preview(past, wanted, rule_id="police").beyond == {"police": 2, "army": 2}


def test_agencies_are_those_of_the_day(engine: Engine, areas: Areas) -> None:  # noqa: F811
    forces(engine)
    incidents(engine, areas, 0, 5)
    new = Agency(
        "commune_committee",
        "commune",
        "UBND xã",
        communes=[HERE],
        valid_from=(NOW + timedelta(days=3)).date(),
    )
    with writing(engine) as conn:
        add_agency(conn, new, Act(NOW, LOCAL_ADMIN, "test"), agency_id="ubnd")
        past = read_past(conn, *last_month(IN_APRIL), IN_APRIL)
        found = preview(past, checked(conn, rule(receivers=[{"role": "participant", "level": "commune"}])))
    assert (found.receivers, found.nobody) == ({"ubnd": 1}, 1)


@pytest.mark.parametrize("since", [-20, 0])
def test_a_duty_counts_in_the_month_in_which_its_clock_started(
    engine: Engine,
    areas: Areas,  # noqa: F811
    since: int,
) -> None:
    from data.incidents import edit
    from data.incidents.place import place_facts
    from tests.data.incidents.conftest import burning, stored

    forces(engine)
    at = NOW + timedelta(days=since)  # -20: 20 February
    own = made(engine, areas, IncidentBy(LOCAL_ADMIN, at), known_at=at, occurred_at=at)
    changed = burning(known_at=at, occurred_at=at, kind="land_fire")
    place = place_facts(engine, areas, changed.latitude, changed.longitude, NOW)
    with writing(engine) as conn:
        edit(conn, own, changed, place, IncidentBy(LOCAL_ADMIN, NOW + timedelta(days=1)),
             seen_version=stored(engine, own)["version"])  # fmt: skip
        past = read_past(conn, *last_month(IN_APRIL), IN_APRIL)
        assert preview(past, checked(conn, rule())).duties == (0 if since else 2)
        # A rule that speaks only of what it became starts then.
        assert preview(past, checked(conn, rule(subkinds=["land_fire"]))).duties == 2
