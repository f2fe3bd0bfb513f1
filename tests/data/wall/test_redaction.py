"""What each kind of screen may show, by the table: field by field, and never more than was decided."""

from __future__ import annotations

import copy
import json

import pytest

from data.store.tables import REDACTIONS
from data.wall.redaction import FOREST, HIDE, OPEN_KINDS, RANGERS, SHOW, TABLE, redact, treatment

PATROL = {
    "id": 1, "code": "TT-1", "state": "under_way", "agency": "kl", "forces": ["ranger"],
    "starts_at": "a", "ends_at": "b", "at": "c", "lat": 21.7, "lon": 103.6,
    "members": [{"name": "Lò Văn Tính", "phone": "+84912345678"}],
}  # fmt: skip
WHOLE = {
    "taken_at": "2027-03-16T09:45:00+00:00",
    "drill": True,
    "version": "1",
    "decisions": [
        {"id": "event:1", "kind": "event", "urgency": "critical", "state": "new",
         "reason": "strong_in_forest", "owner": "kl", "ref": "DC-1", "lat": 21.7, "lon": 103.6, "since": "a",
         "due_at": None, "age_s": 5, "note": "nobody decided on this",
         "facts": {"code": "DC-1", "person": "Quàng Thị Lả", "detections": 3}},
        {"id": "duty:7", "kind": "duty", "urgency": "high", "state": "new", "reason": "overdue",
         "owner": "kl", "ref": "7", "lat": None, "lon": None, "since": "a", "due_at": "b", "age_s": 5,
         "facts": {"receivers": ["ca"], "count": 1}},
    ],
    "map": {
        "hotspots": {"total": 0, "columns": {}},
        "events": [{"id": "DC-1"}],
        "incidents": [{"code": "VV-1", "field": "forest"}, {"code": "VV-2", "field": "defence"}],
        "zones": [{"id": 1}],
        "patrols": [PATROL, PATROL | {"id": 2, "code": "TT-2", "forces": ["police", "ranger"]}],
    },
    "sky": {"satellites": []},
    "day": {
        "levels": [], "counts": {"events_open": 2, "duties_overdue": 3}, "figure24": {"share": 0.9},
        "on_duty": [{"agency": "kl", "name": "Lò Văn Tính", "phone": "+84912345678", "until": "c",
                     "forgotten": False}],
        "next": [{"kind": "meeting", "at": "a"}, {"kind": "patrol", "at": "b"}],
    },
    "ages": {"map": "a"},
    "secret": "added later and not decided on",
}  # fmt: skip


def test_the_table_decides_for_every_profile() -> None:
    assert REDACTIONS == ("full", "visitors", "public")
    known = {SHOW, HIDE, RANGERS, FOREST, OPEN_KINDS}
    for path, row in TABLE.items():
        assert len(row) == len(REDACTIONS) and set(row) <= known, path
        closed = [each == HIDE for each in row]
        assert closed == sorted(closed), f"{path}: a narrower profile shows what a wider one hides"


@pytest.mark.parametrize(
    ("path", "full", "visitors", "public"),
    [
        ("decisions.facts.person", SHOW, HIDE, HIDE),
        ("decisions.facts.detections", SHOW, SHOW, SHOW),
        ("decisions.note", HIDE, HIDE, HIDE),
        ("map.patrols.members", SHOW, HIDE, HIDE),
        ("map.patrols", SHOW, RANGERS, HIDE),
        ("map.zones", SHOW, HIDE, HIDE),
        ("map.incidents", SHOW, FOREST, FOREST),
        ("day.on_duty.name", SHOW, HIDE, HIDE),
        ("day.on_duty.phone", SHOW, HIDE, HIDE),
        ("day.on_duty.agency", SHOW, SHOW, HIDE),
        ("day.figure24.share", SHOW, SHOW, HIDE),
        ("secret", HIDE, HIDE, HIDE),
    ],
)
def test_field_by_field(path: str, full: str, visitors: str, public: str) -> None:
    assert [treatment(path, each) for each in REDACTIONS] == [full, visitors, public]


def test_full_shows_names_and_everything_that_was_decided_on() -> None:
    before = copy.deepcopy(WHOLE)
    found = redact(WHOLE, "full")
    assert before == WHOLE
    assert found["profile"] == "full" and "secret" not in found
    assert "note" not in found["decisions"][0]
    assert found["decisions"][0]["facts"]["person"] == "Quàng Thị Lả"
    assert found["map"] == WHOLE["map"] and found["day"] == WHOLE["day"]


def test_visitors_read_no_name_no_number_and_see_no_police() -> None:
    found = redact(WHOLE, "visitors")
    text = json.dumps(found, ensure_ascii=False)
    assert "Lò Văn Tính" not in text and "Quàng" not in text and "+84" not in text
    assert [each["code"] for each in found["map"]["patrols"]] == ["TT-1"]
    assert "members" not in found["map"]["patrols"][0] and found["map"]["patrols"][0]["lat"] == 21.7
    assert [each["code"] for each in found["map"]["incidents"]] == ["VV-1"]
    assert [each["kind"] for each in found["day"]["next"]] == ["meeting"]
    assert len(found["decisions"]) == 2 and "zones" not in found["map"]


def test_the_public_sees_fires_and_satellites() -> None:
    found = redact(WHOLE, "public")
    assert [each["kind"] for each in found["decisions"]] == ["event"]
    assert found["decisions"][0]["facts"] == {"detections": 3}
    assert not {"owner", "ref"} & set(found["decisions"][0])
    assert set(found["map"]) == {"hotspots", "events", "incidents"}
    assert set(found["day"]) == {"levels", "counts"} and "duties_overdue" not in found["day"]["counts"]


def test_there_are_no_other_profiles() -> None:
    with pytest.raises(ValueError, match="everybody"):
        redact(WHOLE, "everybody")
