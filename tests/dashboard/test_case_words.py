"""The case file's words: every choice of the tables has one, and screen and paper say the same."""

from __future__ import annotations

import pytest

from dashboard.parts.incidents import record_words as case_words
from dashboard.parts.incidents import words as incident_words
from dashboard.words.errors import say
from data.casework.documents import words as paper
from data.casework.records import NAMES
from data.incidents.states import FIRES, ONLY_FIRES, STATES, follows
from data.store.tables import (
    AREA_SOURCES,
    CAUSES,
    DISCOVERIES,
    DOCUMENT_KINDS,
    FIRE_TYPES,
    INCIDENT_KINDS,
    INCIDENT_STATUSES,
    TELL_CHANNELS,
)
from geo.bearing import WINDS
from geo.burned.by_state import UNCOVERED
from geo.forest.states import GROUPS


def test_every_choice_has_words_on_screen_and_on_paper() -> None:
    assert tuple(case_words.FIELDS) == NAMES
    assert set(paper.TELLINGS) == set(case_words.TELLING)
    assert tuple(case_words.CHOICES["cause"]) == tuple(paper.CAUSES) == CAUSES
    assert tuple(case_words.CHOICES["discovered_how"]) == tuple(paper.DISCOVERIES) == DISCOVERIES
    assert tuple(case_words.CHOICES["fire_type"]) == tuple(paper.FIRE_TYPES) == FIRE_TYPES
    assert set(case_words.CHOICES["aspect"]) == set(paper.WINDS) == set(WINDS)
    assert set(case_words.GROUPS) == set(paper.GROUPS) == {*GROUPS, "unknown", UNCOVERED}
    assert tuple(case_words.SOURCES) == AREA_SOURCES
    assert tuple(case_words.DOCUMENTS) == DOCUMENT_KINDS
    assert set(case_words.TELLING) <= set(TELL_CHANNELS)
    assert tuple(paper.KINDS) == INCIDENT_KINDS
    assert tuple(paper.STATUSES) == INCIDENT_STATUSES


@pytest.mark.parametrize("table", ["cause", "discovered_how", "fire_type"])
def test_screen_and_paper_say_the_same(table: str) -> None:
    on_paper = {"cause": paper.CAUSES, "discovered_how": paper.DISCOVERIES, "fire_type": paper.FIRE_TYPES}
    assert case_words.CHOICES[table] == on_paper[table]


@pytest.mark.parametrize("kind", INCIDENT_KINDS)
def test_every_step_of_every_kind_has_words_and_an_offence_is_no_fire(kind: str) -> None:
    reached, asked = {"reported"}, ["reported"]
    while asked:
        for after in follows(asked.pop(), kind):
            assert incident_words.step(after, kind) and incident_words.status(after, kind)
            if after not in reached:
                reached.add(after)
                asked.append(after)
    missing = set() if kind in FIRES else set(ONLY_FIRES)
    assert reached == set(STATES) - missing
    said = [incident_words.step(each, kind) for each in reached]
    assert kind in FIRES or not any("cháy" in each for each in said)


def test_what_the_timeline_keeps_is_told_in_words() -> None:
    row = {"kind": "record", "reference": None, "status_from": None, "status_to": None}
    told = incident_words.entry(row | {"text": "lot, killed"})
    assert told == "Sửa hồ sơ: lô, người chết"
    assert incident_words.entry(row | {"kind": "area", "text": "2.29"}) == "Vùng cháy: 2,29 ha"
    assert incident_words.entry(row | {"kind": "area", "text": "0.00"}) == "Vùng cháy: bỏ vùng đã khoanh"
    force = row | {"kind": "undone", "reference": "force:3", "text": "Dân bản: 5"}
    assert incident_words.entry(force) == "Bỏ lực lượng: Dân bản: 5"
    assert (
        incident_words.entry(row | {"kind": "undone", "reference": "DC-1", "text": ""})
        == "Bỏ gắn đám cháy DC-1"
    )
    paper_row = row | {"kind": "document", "text": "case_report", "reference": "a.docx"}
    assert incident_words.entry(paper_row) == "Báo cáo vụ: a.docx"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("place_invalid", "chưa có tên"),
        ("ack_unusable", "cần ghi họ tên"),
        ("verdict_invalid", "chưa ghi họ tên"),
    ],
)
def test_one_problem_in_two_rooms_has_the_words_of_each(code: str, said: str) -> None:
    assert said in say(code, {"problem": "name_missing"})
