"""How far and which way."""

import numpy as np
import pytest

from geo.bearing import bearing_8, distance_m_and_bearing


def test_a_degree_of_the_equator_eastwards() -> None:
    distance, bearing = distance_m_and_bearing(0, 103, 0, 104)
    assert distance == pytest.approx(111_319.49, abs=0.01)
    assert bearing == pytest.approx(90)


def test_broadcasts_one_place_against_many() -> None:
    distance, bearing = distance_m_and_bearing(21.7, 103.6, [21.8, 21.6, 21.7], [103.6, 103.6, 103.6])
    assert bearing.tolist() == [0, 180, 0]
    assert distance[0] == pytest.approx(11_073, abs=5)
    assert distance[2] == 0


def test_west_is_not_negative() -> None:
    assert distance_m_and_bearing(0, 104, 0, 103)[1] == pytest.approx(270)


@pytest.mark.parametrize(
    ("degrees", "wind"),
    [(0, "N"), (22.4, "N"), (22.5, "NE"), (45, "NE"), (90, "E"), (135, "SE"), (180, "S"), (225, "SW"),
     (270, "W"), (315, "NW"), (337.4, "NW"), (337.5, "N"), (360, "N"), (-90, "W")],
)  # fmt: skip
def test_eight_winds(degrees: float, wind: str) -> None:
    assert bearing_8(degrees) == wind


def test_no_wind_without_a_bearing() -> None:
    with pytest.raises(ValueError, match="'degrees'"):
        bearing_8(np.nan)
