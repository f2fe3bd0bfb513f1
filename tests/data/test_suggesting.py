"""The table [suggesting] of a profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.profile import load_profile
from data.suggesting import read_suggesting
from data.toml_table import ProfileError, read_toml
from geo.suggesting import Rules


def read(text: str, folder: Path) -> Rules:
    file = folder / "p.toml"
    file.write_text(text, encoding="utf-8")
    return read_suggesting(read_toml(file))


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    assert read("", tmp_path) == Rules() == load_profile().suggesting
    found = read("most_zones = 3\n[weights]\nfires = 1.0", tmp_path)
    assert found.most_zones == 3
    assert (found.weights["fires"], found.weights["forest"]) == (1.0, 0.2)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("colour = 1", "colour"),
        ("[weights]\nwind = 1", "weights.wind"),
        ("[weights]\nfires = -1", "weights.fires"),
        ("[verdicts]\nnothing = 1.5", "verdicts.nothing"),
        ("chosen = 1.1", "chosen"),
        ("season_from = 13", "season_from"),
        ("seasons = 2.5", "seasons"),
        ("seasons = 0", "seasons"),
        ("side_m = 0", "side_m"),
        ("village_near_m = 6000", "village_far_m"),
        ("least_ha = 2000", "most_ha"),
        ("[weights]\nfires=0\nforest=0\nvillages=0\nfields=0\ndanger=0\npatrols=0", "weights"),
    ],
)
def test_a_slip_of_the_pen_is_named(text: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as refused:
        read(text, tmp_path)
    assert refused.value.params["key"] == key
