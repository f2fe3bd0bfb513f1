"""Burned ground of an incident: stored, measured by state, taken back, used again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine

from data.casework.burned_ground import (
    add,
    counting,
    from_drawing,
    from_file,
    outlines_of,
    take_back,
    use_again,
)
from data.casework.errors import RecordInvalid
from data.incidents import timeline
from data.journal import verify
from data.store.engine import reading, writing
from geo.areas import Areas
from tests.data.casework.conftest import BBOX, BY, NOW, SQUARE, fire
from tests.geo.burned.test_burned import geodesic_ha, gpx

RING = list(SQUARE.exterior.coords)[:-1]


def drawn(engine: Engine, shape=SQUARE):
    return from_drawing(engine, shape, bbox=BBOX, occurred_at=NOW, now=NOW)


def test_a_drawing_is_measured_by_the_state_of_the_layer(
    engine: Engine, areas: Areas, forest: int, tmp_path: Path
) -> None:
    own, outline = fire(engine, areas), drawn(engine)
    with writing(engine) as conn:
        made = add(conn, own, outline, BY, seen=None, folder=tmp_path)
    with reading(engine) as conn:
        found = counting(conn, own)
        assert verify(conn) is None
        assert [row["kind"] for row in timeline(conn, own)] == ["created", "area"]
    assert found is not None
    assert (found["id"], found["source"], found["layer_id"]) == (made, "drawn", forest)
    assert found["area_ha"] == pytest.approx(geodesic_ha(RING), rel=1e-5)
    half = pytest.approx(geodesic_ha(RING) / 2, rel=1e-3)
    assert {row["group"]: row["ha"] for row in found["by_state"]} == {"natural": half, "planted": half}
    assert found["shape"].equals(SQUARE)


def test_a_walk_around_is_closed_and_its_file_kept_under_its_digest(
    engine: Engine, areas: Areas, tmp_path: Path
) -> None:
    own, data = fire(engine, areas), gpx(RING)
    outline = from_file(engine, data, "đi vòng.gpx", bbox=BBOX, occurred_at=NOW, now=NOW)
    assert outline.gap_m > 0
    assert [share.group for share in outline.by_state] == ["uncovered"], "there is no layer"
    with writing(engine) as conn:
        add(conn, own, outline, BY, seen=None, folder=tmp_path / "tracks")
    digest = hashlib.sha256(data).hexdigest()
    kept = tmp_path / "tracks" / f"{digest}.gpx"
    assert kept.read_bytes() == data
    assert kept.stat().st_mode & 0o777 == 0o600
    with reading(engine) as conn:
        found = counting(conn, own)
    assert found is not None
    assert (found["source"], found["file_name"], found["sha256"]) == ("gpx", "đi vòng.gpx", digest)


def test_an_outline_is_taken_back_and_used_again_and_all_stay(
    engine: Engine, areas: Areas, tmp_path: Path
) -> None:
    own, outline = fire(engine, areas), drawn(engine)
    with writing(engine) as conn:
        first = add(conn, own, outline, BY, seen=None, folder=tmp_path)
    with pytest.raises(RecordInvalid) as refused, writing(engine) as conn:
        add(conn, own, outline, BY, seen=None, folder=tmp_path)
    assert refused.value.params["problem"] == "area_changed"
    with writing(engine) as conn:
        take_back(conn, own, BY, seen=first)
    with reading(engine) as conn:
        assert counting(conn, own) is None
    with writing(engine) as conn:
        again = use_again(conn, own, first, BY, seen=None)
    with reading(engine) as conn:
        found, every = counting(conn, own), outlines_of(conn, own)
    assert found is not None and (found["id"], len(every)) == (again, 3)
    empty = next(row for row in every if row["shape"].is_empty)
    with pytest.raises(RecordInvalid), writing(engine) as conn:
        use_again(conn, own, empty["id"], BY, seen=again)


def test_two_patches_are_one_outline(sqlite_engine: Engine, areas: Areas) -> None:
    other = shapely.affinity.translate(SQUARE, 0.004, 0)
    outline = drawn(sqlite_engine, shapely.MultiPolygon([SQUARE, other]))
    assert outline.checked.area_ha == pytest.approx(2 * geodesic_ha(RING), rel=1e-5)
