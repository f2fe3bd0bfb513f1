"""One SMS: 160 septets of the GSM alphabet, whatever people typed; where, what, by when, the code."""

import re
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ledger.wording import SUBKINDS
from data.notices.message import CODE, build
from data.notices.sms import GSM, LONGEST_CODE, MOST, bare, sms
from data.store.tables import MATTER_KINDS
from tests.data.notices.made import NAMES, duty, fact, message, together

NAME = st.text(max_size=120) | st.sampled_from(["Bản Nà Ất Đông Ưu", "Ẵ" * 80, "", "^{}[]~\\|€`", "ß" * 40])
POINT = st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.none()


@st.composite
def rows(draw):
    name, point = draw(NAME), draw(POINT)
    latitude, longitude = point or (None, None)
    kind = draw(st.sampled_from(MATTER_KINDS))
    kinds = SUBKINDS.get(kind, ())
    subkind = draw(st.sampled_from([*kinds, None]))
    starts = draw(st.none() | st.datetimes(timezones=st.just(UTC)))
    nearest = {
        "name": name,
        "distance_m": draw(st.floats(0, 1e6)),
        "bearing": draw(st.sampled_from(["NE", "S"])),
    }
    more = {"told": {"nearest": nearest, "place_text": draw(NAME), "house_risk": draw(st.booleans())}}
    if starts is not None:
        more["told"]["starts_at"] = starts.isoformat()
    level = draw(st.none() | st.integers(1, 5))
    return (
        duty(id=draw(st.integers(1, 10**6)), urgency=draw(st.sampled_from(["immediate", "normal"]))),
        fact(kind=kind, subkind=subkind, latitude=latitude, longitude=longitude, level=level, **more),
    )


@given(
    st.lists(rows(), min_size=1, max_size=30),
    st.booleans(),
    st.sampled_from(["vi", "en"]),
    st.sampled_from(["matter", "digest", "escalation", "reminder", "withdrawal"]),
)
def test_it_always_fits(made, drill, language, purpose):
    text = sms(
        build(
            made, NAMES, purpose=purpose, receiver="", drill=drill, language=language, late_agency="X" * 300
        )
    ).body
    full = text.replace(CODE, "9" * LONGEST_CODE)
    assert len(full) <= MOST and set(full) <= GSM
    assert "://" not in full or any("://" in str(fact["told"]) for _, fact in made)  # none of ours
    assert text.startswith("DIEN TAP.") is drill
    assert (CODE in text) is (purpose != "withdrawal")
    if len(made) > 1:
        assert str(len(made)) in text
        shown = re.search(r"; \+(\d+)", text)
        assert shown is None or int(shown[1]) < len(made)


def test_one_matter() -> None:
    assert sms(message()).body == (
        "21.6436,103.6619 Chay (ve tinh) ban Pom Khoang, cap IV, xa Quynh Nhai, 1.2km dong bac. "
        "Han 14:36 29/03. Tra loi: {code} NHAN"
    )


def test_one_matter_in_english() -> None:
    text = sms(message(language="en")).body
    assert "Fire (satellite) ban Pom Khoang, level IV" in text and "cap IV" not in text


def test_a_name_is_cut_before_its_unit_takes_its_room() -> None:
    near = {"name": "Pom Khoang Ngoai Xa", "unit": "bản", "distance_m": 900.0, "bearing": "S"}
    rows = [(duty(id=n), fact(told={"nearest": near})) for n in (1, 2, 3)]
    text = sms(build(rows, NAMES, purpose="digest", receiver="", drill=True)).body
    assert text.count("Pom") == 3 and "ban Pom" not in text


def test_three_places_by_name_then_how_many_more() -> None:
    text = sms(message(15)).body
    assert text.startswith("15 tin: ")
    assert text.count("21.6436,103.6619 ban Pom Khoang") == 3 and "; +12. " in text
    assert sms(message(3)).body.count("21.6436") == 3 and "+" not in sms(message(3)).body
    drill = sms(message(15, drill=True)).body
    assert drill.startswith("DIEN TAP. 15 tin: ") and drill.count("21.6436") == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Đường Mường Giôn", "Duong Muong Gion"),
        ("ĐƯỜNG Ấ", "DUONG A"),
        ("a\u00a0b\u2003c", "a b c"),
        ("lô [4a] {x} ^~\\|`€", "lo (4a) x"),
        ("Ba\u0309n", "Ban"),
        ("hai\ndòng", "hai dong"),
    ],
)
def test_without_diacritics(text: str, said: str) -> None:
    assert bare(text) == said


def test_a_patrol_says_when_and_where_to_meet():
    text = sms(build([together()], NAMES, purpose="matter", receiver="", changed=True)).body
    assert text == (
        "DOI GIO, NOI. Tuan tra lien nganh 08:00 30/03 Tru so UBND xa, TT-2027-0007. "
        "Han 14:36 29/03. Tra loi: {code} NHAN"
    )
