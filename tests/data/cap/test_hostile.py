"""Whatever people type and files hold, a message stays valid and says no more than it should."""

from __future__ import annotations

import re
from typing import Any

import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.cap.areas import rings_of
from data.cap.plain import MASK, legal, one_line
from data.cap.writing import to_xml
from tests.data.cap.rows import danger_level, fire_event, incident, messages, then
from tests.data.cap.standard import parsed, problems, texts

FEW = settings(max_examples=60, deadline=None)
HOSTILE = [
    "</description><script>alert(1)</script>",
    "]]>&lt;&#0;<!-- -->",
    "\x00\x08\x0b\x1f\x7f\x9f\ufffe\uffff\ud800\u202e\u200b",
    "&xxe; <!DOCTYPE x>",
    "{reason} {0} %s",
    "\r\n\t nhiều\u2028dòng \u0085",
]
TEXT = st.one_of(st.text(max_size=80), st.sampled_from(HOSTILE))
JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    "code", "summary", "place_text", "nearest", "owners", "plot", "detections", "satellites", "max_frp_mw",
    "area_ha", "first_seen", "last_seen", "level", "source", "valid_from", "valid_to", "spread_risk",
    "house_risk", "incident", "status",
)  # fmt: skip
_SEEN = re.compile("[^\t\n\u0020-\u007e\u00a0-\U0010ffff]")


def good(*rows: dict[str, Any], drill: bool = False) -> list[bytes]:
    made = [to_xml(each) for each in messages(*rows, drill=drill)]
    assert made
    assert [problem for xml in made for problem in problems(xml)] == []
    return made


@FEW
@given(told=st.dictionaries(st.sampled_from(NAMES), JSONISH), drill=st.booleans())
@example(told=dict.fromkeys(NAMES, HOSTILE[0]), drill=False)
@example(told=dict.fromkeys(NAMES, 10**400), drill=False)
@example(told=dict.fromkeys(NAMES, float("nan")), drill=True)
@example(
    told={"valid_to": "0001-01-01T00:00:00+14:00", "first_seen": "9999-12-31T23:59:59-14:00"}, drill=True
)
def test_anything_in_told_gives_a_good_message(told: dict[str, Any], drill: bool) -> None:
    for row in (fire_event(told=told), danger_level(told=told | {"valid_to": None}), incident(told=told)):
        if told.get("status") not in ("resolved", "closed"):
            good(row, drill=drill)


@FEW
@given(text=TEXT)
def test_free_text_stays_text(text: str) -> None:
    row = incident(told={"summary": text, "place_text": text, "nearest": {"name": text, "distance_m": 1}})
    gone = then(row, state="withdrawn", reason=text)
    for xml in good(row, gone):
        alert = parsed(xml)
        assert {str(each.tag) for each in alert.iter()} <= KNOWN_TAGS
        assert not any(_SEEN.search(each.text or "") for each in alert.iter())


KNOWN_TAGS = {
    str(each.tag)
    for row in (fire_event(), incident(), danger_level())
    for xml in good(row, then(row, state="withdrawn", reason="x"), drill=True)
    for each in parsed(xml).iter()
}


def test_markup_arrives_as_it_was_typed() -> None:
    (xml,) = good(incident(told={"summary": "<b>cháy</b> & khói"}))
    assert "Nội dung: <b>cháy</b> & khói." in texts(parsed(xml), "info/description")[0]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("gọi 0912345678 ngay", f"gọi {MASK} ngay"),
        ("gọi 0912 345 678.", f"gọi {MASK}."),
        ("gọi 0212.3832.114", f"gọi {MASK}"),
        ("gọi.0912345678", f"gọi.{MASK}"),
        ("+84 912 345 678", MASK),
        ("+84 (0)912-345-678", MASK),
        ("84912345678", MASK),
        ("09\u200b12345678", MASK),
        ("a.b@example.vn", MASK),
        ("114", "114"),
        ("21.64360, 103.66190", "21.64360, 103.66190"),
        ("08-03-2027 14:05", "08-03-2027 14:05"),
        ("03/03/2027 14 05", "03/03/2027 14 05"),
        ("CV 0012/KL-2027", "CV 0012/KL-2027"),
        ("VV-2027-0001", "VV-2027-0001"),
        ("diện tích 1.234,56 ha", "diện tích 1.234,56 ha"),
    ],
)
def test_phone_numbers_and_mail_addresses_go(text: str, kept: str) -> None:
    assert one_line(text) == kept


@given(text=st.text())
def test_legal_is_idempotent_and_leaves_ordinary_text(text: str) -> None:
    assert legal(legal(text)) == legal(text)
    assert legal("Mường Giôn – 12,5 MW\n") == "Mường Giôn – 12,5 MW\n"


def test_one_line_is_cut() -> None:
    assert one_line("a" * 30, 10) == "a" * 9 + "…"
    assert one_line("a" * 10, 10) == "a" * 10


@FEW
@given(
    latitude=st.floats(allow_nan=True) | st.none(),
    longitude=st.floats(allow_nan=True) | st.none(),
    communes=st.lists(
        st.sampled_from(["muong-gion-2025", "muong-sai-2025", "gone"]), max_size=3, unique=True
    ),
)
def test_any_point_gives_a_good_area(
    latitude: float | None, longitude: float | None, communes: list[str]
) -> None:
    good(incident(latitude=latitude, longitude=longitude, communes_2025=communes))


def test_rings_are_closed_lat_lon_and_small_parts_go() -> None:
    big, speck = shapely.box(103.0, 21.0, 103.5, 21.5), shapely.box(104, 22, 104.00001, 22.00001)
    (ring,) = rings_of(shapely.MultiPolygon([big, speck]))
    assert ring[0] == ring[-1] and len(ring) == 5
    assert set(ring) == {(21.0, 103.0), (21.0, 103.5), (21.5, 103.5), (21.5, 103.0)}
