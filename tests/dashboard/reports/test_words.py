"""Reports have one table of words: each of its texts has an English one."""

from __future__ import annotations

import pytest

from dashboard.parts.reports import words as said_words
from dashboard.words import catalogue
from data.patrols.papers.words import KINDS as PATROLS
from data.reports import words
from data.reports.indicators import INDICATORS

OTHERS = [each for each in catalogue.languages() if each != catalogue.SOURCE_LANGUAGE]
TABLES = (words.TITLES, words.ABOUT, words.KINDS, words.ROWS, words.FIELDS, words.BESIDE, PATROLS)
TEXTS = {text for table in (*TABLES, *words.PARTS.values()) for text in table.values()} | {words.WHOLE_AREA}


@pytest.mark.parametrize("language", OTHERS)
def test_each_text_is_translated(language: str) -> None:
    assert [text for text in sorted(TEXTS) if catalogue.translate(text, language) == text] == []


def test_each_indicator_has_words() -> None:
    assert list(words.TITLES) == list(words.ABOUT) == list(words.PARTS) == list(INDICATORS)
    assert {line.code for line in words.LINES} == set(INDICATORS)
    assert all(line.part in words.PARTS[line.code] for line in words.LINES if line.part)


def test_said() -> None:
    share = {"code": "meetings_held", "value": 5 / 6, "of": 6, "parts": {"held": 5.0}}
    assert (said_words.said(share), said_words.of(share)) == ("83,3 %", "5/6")
    assert words.said(share) == "83,3 % (5/6)"
    whole = share | {"value": 1.0, "of": 5}
    assert words.said(whole) == "100 % (5/5)"
    fires = {
        "code": "fires_burned",
        "value": 1234.0,
        "of": None,
        "parts": {"burned_ha": 4.25, "state:natural": 1.0},
    }
    assert (said_words.said(fires), said_words.said(fires, "burned_ha")) == ("1.234", "4,25")
    assert words.said(fires, "state:natural") == "1,00"
    assert said_words.part("fires_burned", "state:natural") == "Rừng tự nhiên"
    assert (words.said(None), said_words.said(None), said_words.of(None)) == ("–", "–", "")
