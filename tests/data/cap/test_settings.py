"""The table [cap] of a profile, and who sends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.cap.settings import CapSettings, sender_for
from data.profile import SHIPPED, ProfileError, load_profile


def with_table(folder: Path, table: str) -> Path:
    profile = folder / "profile"
    shutil.copytree(SHIPPED, profile)
    file = profile / "profile.toml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n[cap]\n{table}\n", encoding="utf-8")
    return profile


def test_the_shipped_profile_has_the_defaults() -> None:
    assert load_profile(SHIPPED).cap == CapSettings()


def test_what_a_profile_says(tmp_path: Path) -> None:
    table = 'sender = "pcccr@sonla.example.vn"\nscope = "Public"\nrestriction = "x"\nexpires_hours = 12'
    said = load_profile(with_table(tmp_path, table)).cap
    assert said == CapSettings("pcccr@sonla.example.vn", "Public", "x", 12.0)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('sender = "hai từ"', "cap.sender"),
        ('sender = "a,b"', "cap.sender"),
        ('sender = "a&b"', "cap.sender"),
        ('sender = "<a>"', "cap.sender"),
        ('scope = "Private"', "cap.scope"),
        ("expires_hours = 0", "cap.expires_hours"),
        ('restriction = " "', "cap.restriction"),
        ('sendr = "a"', "cap.sendr"),
    ],
)
def test_mistakes_name_their_key(tmp_path: Path, table: str, key: str) -> None:
    with pytest.raises(ProfileError) as refused:
        load_profile(with_table(tmp_path, table))
    assert refused.value.params["key"] == key


@pytest.mark.parametrize(
    ("sender", "url", "expected"),
    [
        (None, None, "canhlua.local"),
        (None, "https://canhlua.example.vn:8501", "canhlua.example.vn"),
        ("a@b.vn", "https://canhlua.example.vn", "a@b.vn"),
        ("a@b.vn", None, "a@b.vn"),
    ],
)
def test_who_sends(sender: str | None, url: str | None, expected: str) -> None:
    assert sender_for(CapSettings(sender=sender), url) == expected
