import pandas as pd
import pytest

from geo.filters import OUTSIDE, Filters, Lookup, narrow

HOTSPOTS = pd.DataFrame(
    {
        "detection_id": list("abcde"),
        "satellite": ["NOAA-20", "NOAA-21", "NOAA-20", "Aqua", "NOAA-20"],
        "confidence": ["low", "high", "nominal", "nominal", "low"],
        "daynight": ["D", "D", "N", "N", "D"],
        "commune_2025": ["Mường Giôn", "Mường Giôn", None, "Mường Sại", "Mường Sại"],
        "event_id": ["one", "one", "two", "three", None],
    }
)
EVENTS = pd.DataFrame({"event_id": ["three", "two", "one"], "strength": ["weak", "strong", "strong"]})


@pytest.mark.parametrize(
    ("wanted", "hotspots", "events"),
    [
        (Filters(), "abcde", ["three", "two", "one"]),
        (Filters(satellite=("NOAA-20",)), "ace", ["two", "one"]),
        (Filters(satellite=("NOAA-20", "Aqua"), daynight=("N",)), "cd", ["three", "two"]),
        (Filters(confidence=("high",)), "b", ["one"]),
        (Filters(commune=("Mường Giôn",)), "ab", ["one"]),
        (Filters(commune=(OUTSIDE,)), "c", ["two"]),
        (Filters(strength=("weak",)), "d", ["three"]),
        (Filters(strength=("strong",), confidence=("low",)), "a", ["one"]),
        (Filters(satellite=("Terra",)), "", []),
    ],
)
def test_narrow(wanted, hotspots, events):
    left, held = narrow(HOTSPOTS, EVENTS, wanted, "2025")
    assert "".join(left["detection_id"]) == hotspots
    assert held["event_id"].tolist() == events


def test_values_that_are_no_choice_are_dropped():
    choices = {"satellite": ("NOAA-20",), "commune": ("Mường Sại", OUTSIDE)}
    asked = Filters(satellite=("NOAA-20", "Sputnik"), commune=("Cà Nàng",), confidence=("high",))
    assert asked.known(choices) == Filters(satellite=("NOAA-20",), confidence=("high",))


def test_number_counts_what_narrows():
    assert Filters().number == 0
    assert Filters(satellite=("Aqua", "Terra"), daynight=("N",)).number == 2


def test_one_lookup_answers_every_filter_by_either_map():
    both = HOTSPOTS.assign(commune_2021=["Cà Nàng", None, "Cà Nàng", "Nặm Ét", None])
    lookup = Lookup(both, EVENTS, ("2021", "2025"))
    keep = lookup.hotspots(Filters(commune=("Cà Nàng", OUTSIDE)), "2021")
    assert keep.tolist() == [True, True, True, False, True]
    assert lookup.events(keep).tolist() == [False, True, True], "in the order of the events' table"
    assert lookup.hotspots(Filters(commune=("Mường Sại",)), "2025").tolist() == [
        False,
        False,
        False,
        True,
        True,
    ]
    assert lookup.hotspots(Filters(), "2025").all()


def test_no_hotspots_at_all():
    left, held = narrow(HOTSPOTS.iloc[:0], EVENTS.iloc[:0], Filters(strength=("weak",)), "2025")
    assert left.empty and held.empty
