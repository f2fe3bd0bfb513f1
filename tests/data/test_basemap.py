"""The tiles that a profile may ask for: checked, and their key nowhere but in the address."""

import logging
import shutil

import pytest

from data.basemap import CLOSEST, Basemap
from data.feeds.redact import redact
from data.profile import SHIPPED, ProfileError, load_profile

ADDRESS = 'template = "https://tiles.example/{z}/{x}/{y}.png"'
KEYED = 'template = "https://tiles.example/{z}/{x}/{y}.png?k={key}"'
BY = 'attribution = "© somebody"'


def _profile(tmp_path, *lines):
    folder = tmp_path / "p"
    shutil.copytree(SHIPPED, folder)
    file = folder / "profile.toml"
    text = file.read_text(encoding="utf-8") + "\n[basemap]\n" + "\n".join(lines) + "\n"
    file.write_text(text, encoding="utf-8")
    return load_profile(folder)


def test_nobody_is_asked_by_default():
    assert load_profile(SHIPPED).basemap is None


def test_without_a_key(tmp_path):
    basemap = _profile(tmp_path, ADDRESS, BY, "max_zoom = 15").basemap
    assert basemap == Basemap("https://tiles.example/{z}/{x}/{y}.png", "© somebody", "", 15)
    assert basemap.address({}) == basemap.template


def test_the_key_comes_from_the_environment_and_is_hidden_elsewhere(tmp_path, caplog):
    basemap = _profile(tmp_path, KEYED, BY, 'key_variable = "TILE_KEY"').basemap
    assert basemap.max_zoom == CLOSEST
    with caplog.at_level(logging.DEBUG):
        found = basemap.address({"TILE_KEY": " s3cret&key "})
    assert found == "https://tiles.example/{z}/{x}/{y}.png?k=s3cret%26key"
    assert "s3cret" not in caplog.text + repr(basemap) + redact(f"GET {found}") + redact("key s3cret&key")


def test_without_its_key_there_is_no_basemap_and_one_warning(tmp_path, caplog):
    basemap = _profile(tmp_path, KEYED, BY, 'key_variable = "TILE_KEY_NOT_SET"').basemap
    assert [basemap.address({}), basemap.address({"TILE_KEY_NOT_SET": " "})] == [None, None]
    assert [r.getMessage() for r in caplog.records] == [
        "no basemap: the environment variable TILE_KEY_NOT_SET is not set"
    ]


WRONG = [  # lines, key, what is said
    ([BY], "template", "is missing"),
    ([ADDRESS], "attribution", "is missing"),
    (['template = "/{z}/{x}/{y}.png"', BY], "template", "http(s) address"),
    (['template = "javascript:{z}{x}{y}"', BY], "template", "http(s) address"),
    (['template = "https://t.example/{z}/{x}.png"', BY], "template", "{y}"),
    (['template = "https://t.example/{z}/{x}/{y}/{token}"', BY], "template", "{token} is not known"),
    ([KEYED, BY], "key_variable", "is missing"),
    ([ADDRESS, BY, 'key_variable = "K"'], "key_variable", "of no use"),
    ([ADDRESS, BY, "max_zoom = 0"], "max_zoom", "at least 1"),
    ([ADDRESS, BY, "max_zoom = 12.5"], "max_zoom", "whole number"),
    ([ADDRESS, BY, "max_zoom = 30"], "max_zoom", "whole number"),
    ([ADDRESS, BY, 'key = "abc"'], "key", "not a key"),
]


@pytest.mark.parametrize(("lines", "key", "problem"), WRONG)
def test_a_mistake_is_named(tmp_path, lines, key, problem):
    with pytest.raises(ProfileError) as caught:
        _profile(tmp_path, *lines)
    assert caught.value.params["key"] == f"basemap.{key}"
    assert problem in caught.value.params["problem"]


def test_a_key_in_the_wrong_place_is_not_repeated(tmp_path):
    with pytest.raises(ProfileError) as caught:
        _profile(tmp_path, KEYED, BY, 'key_variable = "9f-s3cret"')
    assert "9f-s3cret" not in str(caught.value)
