"""A village speaks before a computed centre, on the days on which it is there."""

from datetime import date

import pandas as pd

from geo.place_names import COLUMNS, nearest_known, valid_on

CENTRE = ("Mường Giôn", "commune_centre", "xã", 21.70, 103.60)


def table(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_a_village_within_reach_goes_before_a_nearer_centre() -> None:
    # 0.05° of latitude is 5.5 km, 0.15° is 16.6 km.
    near = table(CENTRE, ("Bay", "village", "bản", 21.75, 103.60))
    assert list(nearest_known([21.70], [103.60], near)["name"]) == ["Bay"]
    far = table(CENTRE, ("Bay", "village", "bản", 21.85, 103.60))
    assert list(nearest_known([21.70, 21.84], [103.60, 103.60], far)["name"]) == ["Mường Giôn", "Bay"]


def test_beyond_the_reach_the_nearest_of_all_speaks() -> None:
    found = nearest_known([22.0], [103.60], table(CENTRE, ("Bay", "village", "bản", 21.85, 103.60)))
    assert found.iloc[0]["name"] == "Bay"


def test_without_villages_the_centre_speaks_and_without_centres_the_village() -> None:
    assert nearest_known([21.9], [103.6], table(CENTRE)).iloc[0]["kind"] == "commune_centre"
    assert (
        nearest_known([29.9], [103.6], table(("Bay", "village", "bản", 21.75, 103.60))).iloc[0]["name"]
        == "Bay"
    )


def test_the_first_day_counts_and_the_day_of_the_end_does_not() -> None:
    rows = table(CENTRE, CENTRE).assign(
        valid_from=[None, date(2025, 7, 1)], valid_to=[date(2025, 7, 1), None], name=["old", "new"]
    )
    assert list(valid_on(rows, date(2025, 6, 30))["name"]) == ["old"]
    assert list(valid_on(rows, date(2025, 7, 1))["name"]) == ["new"]
    assert len(valid_on(table(CENTRE), date(2025, 7, 1))) == 1
