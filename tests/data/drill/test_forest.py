"""The drill's forest and villages come through the services of real work, and the burn runs into forest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from data.drill import forest
from data.drill.director import Director
from data.drill.scene import load_scene
from data.events import detections_of, load_events
from data.forest import evidence
from data.forest.layers import list_layers
from data.forest.rows import plots_by_id
from data.places import list_places
from data.profile import load_profile
from data.store.engine import reading
from data.store.tables import detection
from geo.areas import load_areas
from geo.forest.layer_file import open_layers

LARGEST = datetime(2027, 3, 17, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def profile():
    return load_profile(None)


@pytest.fixture(scope="module")
def areas(profile):
    return load_areas(profile.areas_dir)


@pytest.fixture(scope="module")
def scene(profile):
    """The shipped story with one day of the past instead of six weeks."""
    whole = load_scene(profile.areas_dir.parent / "drill" / "scenario.toml")
    return replace(whole, backstory_from=whole.opens - timedelta(days=1))


@pytest.fixture
def played(engine, profile, scene, areas):
    """The drill up to the afternoon on which the fire is at its largest."""
    director = Director(engine, profile, scene, areas, real=lambda: datetime(2026, 11, 23, 1, tzinfo=UTC))
    director.play()
    director.jump(LARGEST, "tester")
    director.play()
    return engine


def burn_of(conn):
    """The largest event: the escaped burn of the story."""
    events = load_events(conn)
    largest = events.loc[events["detections"].idxmax()]
    assert abs(largest["latitude"] - 21.75) + abs(largest["longitude"] - 103.71) < 0.03
    return str(largest["event_id"])


def test_the_burn_starts_in_a_field_and_ends_mostly_in_forest(played, profile):
    with reading(played) as conn:
        members = detections_of(conn, burn_of(conn))
        (layer,) = list_layers(conn)
    assert (layer.kind, layer.name, layer.refused) == ("drill", forest.NAME, 0)
    grown, used = evidence.growth(played, members, settings=profile.forest)
    assert used.id == layer.id
    shares, hectares = grown["forest_share"].tolist(), grown["forest_ha"].tolist()
    assert shares[0] < 0.05
    assert shares[-1] > 0.5
    assert shares == sorted(shares), "each pass of the run uphill adds forest"
    assert hectares[-1] > 100


def test_a_field_near_forest_is_near_and_one_far_from_it_is_outside(played):
    with reading(played) as conn:
        rows = evidence.load(conn).set_index("detection_id")
        at = conn.execute(select(detection.c.id, detection.c.latitude, detection.c.longitude)).all()
    told = {
        name: set(rows.loc[[i for i, lat, lon in at if abs(lat - y) + abs(lon - x) < 0.005], "in_forest"])
        for name, y, x in (("near", 21.779, 103.611), ("far", 21.8958, 103.5167))
    }
    assert told["near"] <= {"near", "inside"}
    assert "near" in told["near"]
    assert told["far"] == {"outside"}


def test_names_are_plainly_invented_and_in_correct_vietnamese(played):
    with reading(played) as conn:
        (layer,) = list_layers(conn)
        plots = plots_by_id(conn, list(range(1, layer.plots + 1)))
        places = list_places(conn)
    owners = {plot["owner"] for plot in plots.values()} - {None}
    assert len(plots) == layer.plots
    assert all("giả định" in owner for owner in owners)
    assert {plot["state_group"] for plot in plots.values()} == {
        "natural",
        "planted",
        "not_yet",
        "farmland",
        "water",
    }
    assert len(places) == 8
    assert all(name.startswith("Giả Định ") for name in places["name"])


def test_playing_on_plants_nothing_twice(played, profile, scene, areas):
    assert forest.plant(played, profile, scene, areas, now=LARGEST) is False
    director = Director(played, profile, scene, areas)
    director.play()
    with reading(played) as conn:
        assert len(list_layers(conn, states=("reading", "staged", "active", "retired"))) == 1
        assert len(list_places(conn)) == 8


def test_the_file_is_one_that_rangers_would_bring(tmp_path, scene, areas):
    (layer,) = open_layers(forest.write(tmp_path, scene, areas))
    assert layer.epsg == 9206
    assert 300 <= layer.features <= 1000
    again = tmp_path / "again"
    again.mkdir()
    first, second = (forest.inventory(scene, areas) for _ in range(2))
    assert first.equals(second), "the same scene gives the same plots"


def test_most_fields_burn_once(played):
    """Recurrences are the exception, so that the word means something."""
    with reading(played) as conn:
        events = load_events(conn)
    assert len(events) > 20
    assert events["recurrence_of"].notna().mean() < 0.2
