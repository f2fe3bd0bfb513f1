"""A file that a person loads: shown first, stored after a confirmation."""

import pickle
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from data import ingest
from data.ingest import errors
from data.store import tables
from data.store.engine import reading
from geo.errors import HtmlAnswer, WrongHeader
from tests.data.fires import FAR, NEAR, NOW, OTHER, PASS, areas, profile
from tests.data.ingest.test_unpack import zipped
from tests.servers.dialects import keyless


@dataclass
class Here:
    profile = profile()
    areas = areas()

    def now(self):
        return NOW


def preview(data, name="fires.csv"):
    return ingest.preview(data, name, profile(), areas(), now=NOW)


def test_preview_counts():
    late = replace(NEAR[0], time=NOW + timedelta(days=3))
    text = keyless([*NEAR, *OTHER, *FAR, NEAR[0], late]).decode() + "21.6,banana\n"
    found = preview(text.encode())
    assert (found.rows, found.detections, found.in_area, found.inside) == (9, 6, 4, 4)
    assert (found.duplicates, found.partial) == (1, False)
    assert found.rejected["reason"].tolist() == ["in_the_future", "wrong_field_count"]
    assert found.rejected["line"].tolist() == [9, 10]
    assert (found.first, found.last) == (PASS - timedelta(minutes=5), PASS)
    assert (found.area_first, found.area_last) == (PASS, PASS)
    assert found.satellites == {"NOAA-20": 6}
    assert "banana" not in repr(found).replace(repr(found.rejected), "")


def test_a_preview_survives_a_cache():
    found = pickle.loads(pickle.dumps(preview(keyless(NEAR))))  # noqa: S301 - our own bytes
    assert found.in_area == 3


def test_a_zero_file():
    found = preview(keyless([]))
    assert (found.rows, found.first, found.area_last) == (0, None, None)


def test_store_preview(engine):
    found = preview(zipped(("fire_nrt.csv", keyless([*NEAR, *FAR])), ("Readme.txt", b"x")), "DL.zip")
    stored = ingest.store_preview(engine, found, Here(), actor="an.nguyen")
    assert stored.rows_new == 3
    with reading(engine) as conn:
        run = conn.execute(select(tables.feed_run)).one()
        entry = conn.execute(select(tables.journal).where(tables.journal.c.action == "stored")).one()
        assert ingest.stored_before(conn, run.sha256) == run.id
        assert ingest.stored_before(conn, "0" * 64) is None
    assert (run.kind, run.feed_id, run.file_name, run.actor) == (
        "upload",
        "upload",
        "fire_nrt.csv",
        "an.nguyen",
    )
    assert (entry.actor, entry.origin) == ("an.nguyen", "screen:upload")


def test_the_same_upload_again_is_journalled_and_changes_nothing(engine):
    found = preview(keyless(NEAR))
    ingest.store_preview(engine, found, Here())
    again = ingest.store_preview(engine, found, Here())
    assert (again.rows_new, again.duplicates) == (0, 3)
    with reading(engine) as conn:
        stored = conn.execute(select(tables.journal).where(tables.journal.c.action == "stored")).all()
    assert len(stored) == 2


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"<html><title>x</title></html>", "a.csv", HtmlAnswer),
        (b"name,phone,village\na,b,c\n", "a.csv", WrongHeader),
        (b"%PDF-1.7", "a.pdf", errors.UploadWrongType),
    ],
)
def test_what_is_no_fire_file(data, name, kind):
    with pytest.raises(kind):
        preview(data, name)


def test_a_refusal_can_be_recorded(engine):
    error = errors.UploadWrongType(name="a.pdf", kind=".pdf")
    ingest.record_refusal(engine, "../x/a.pdf", error, actor="an.nguyen", now=NOW)
    with reading(engine) as conn:
        run = conn.execute(select(tables.feed_run)).one()
    assert (run.status, run.error_code, run.file_name) == ("failed", "upload_wrong_type", "a.pdf")
