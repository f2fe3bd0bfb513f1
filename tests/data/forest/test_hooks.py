"""New hotspots are looked under by whoever brings them; vocabularies agree."""

from datetime import timedelta

from data.forest.evidence import load
from data.ingest import preview, store_preview
from data.store.engine import reading
from data.store.tables import FUNCTIONS, SHARES, STATE_GROUPS
from data.watch import Watch
from geo.forest import shares, states
from tests.data.fires import areas, profile
from tests.data.forest.inventories import NOW, file_of, in_force
from tests.data.forest.test_evidence import HERE, put, surrounding
from tests.servers.dialects import keyless


class Here:
    profile, areas = profile(), areas()

    @staticmethod
    def now():
        return NOW + timedelta(days=1)


def test_an_upload_is_looked_under_at_once(engine, tmp_path):
    in_force(engine, file_of(tmp_path, surrounding(16)))
    found = preview(keyless([HERE]), "file.csv", profile(), areas(), now=Here.now())
    store_preview(engine, found, Here())
    with reading(engine) as conn:
        assert load(conn)["in_forest"].tolist() == ["inside"]


def test_a_round_of_the_watch_looks_under_what_is_there(engine, tmp_path, monkeypatch):
    put(engine, [HERE], now=Here.now())
    in_force(engine, file_of(tmp_path, surrounding(16)))
    watch = Watch(engine, profile(), Here.now, areas=areas())
    monkeypatch.setattr(watch, "_poll_feeds", lambda *_: [])
    watch.run_once()
    with reading(engine) as conn:
        assert load(conn)["natural"].tolist() == [1.0]


def test_a_fault_under_the_hotspots_does_not_end_a_round(sqlite_engine, monkeypatch):
    watch = Watch(sqlite_engine, profile(), Here.now, areas=areas())
    monkeypatch.setattr(watch, "_poll_feeds", lambda *_: [])
    monkeypatch.setattr("data.watch.ensure_shares", lambda *_, **__: 1 / 0)
    assert watch.run_once().closed == ()


def test_tables_and_geo_know_the_same_words():
    assert STATE_GROUPS == states.GROUPS
    assert FUNCTIONS == states.FUNCTIONS
    assert SHARES == shares.SHARES
