"""Rules in plain words: every code of every vocabulary has some, spans read as people say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from re import findall
from typing import Any

import pytest

from dashboard import words
from dashboard.parts.rules import words as rule_words
from dashboard.parts.rules.words import Names
from dashboard.words.errors import PROBLEM, say
from data.ledger import rules, wording
from data.ledger.rule_reach import REASONS, Lacking
from data.ledger.rules import Rule
from data.ledger.wording import SUBKINDS, VOCABULARIES
from data.store.tables import MATTER_KINDS, TELLINGS, URGENCIES

NAMES = Names({"a": "Hạt A"}, {"x-2025": "Mường Giôn", "y-2025": "Mường Sại"}, {"p": "Kế hoạch"})
NOW = datetime(2027, 3, 16, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    words.use("vi")


def row(**more: Any) -> dict[str, Any]:
    wanted = replace(Rule("Cháy", "incident", [{"role": "police", "level": "commune"}], 1440, "thử"), **more)
    return vars(wanted) | {"valid_from": None, "valid_to": None}


def test_every_code_has_words() -> None:
    assert set(rule_words.MATTERS) == set(rule_words.CONDITIONS) == set(MATTER_KINDS)
    assert set(rule_words.PLACES) == set(VOCABULARIES["places"])
    assert set(rule_words.FORESTS) == set(VOCABULARIES["forests"])
    assert set(rule_words.STRENGTHS) == set(VOCABULARIES["strengths"])
    assert set(rule_words.URGENCIES) == set(URGENCIES)
    assert set(rule_words.TELLINGS) == set(TELLINGS)
    assert set(rule_words.REASONS) == set(REASONS)
    every = {name for names in rule_words.CONDITIONS.values() for name in names}
    assert every == {*VOCABULARIES, "subkinds", "communes", "min_level", "permanent_too"}
    for kind, kinds in SUBKINDS.items():
        assert set(rule_words.subkinds(kind)) == set(kinds)
        assert "subkinds" in rule_words.CONDITIONS[kind]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (30, "30 phút"),
        (60, "1 giờ"),
        (90, "1 giờ 30 phút"),
        (1440, "24 giờ"),
        (4320, "3 ngày"),
        (None, "không đặt"),
    ],
)
def test_spans(minutes: int | None, said: str) -> None:
    assert rule_words.span(minutes) == said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Vụ việc được báo: mọi trường hợp"),
        (
            {"subkinds": ["forest_fire"], "communes": ["x-2025", "y-2025"]},
            "Vụ việc được báo: Cháy rừng; ở Mường Giôn hoặc Mường Sại",
        ),
        (
            {"matter_kind": "fire_event", "forests": ["inside", "near", "unknown"], "permanent_too": True},
            "Đám cháy vệ tinh thấy: trong rừng, gần rừng hoặc chưa rõ có rừng; kể cả nguồn nhiệt cố định",
        ),
        ({"matter_kind": "danger_level", "min_level": 4}, "Cấp cháy rừng được công bố: cấp IV trở lên"),
        ({"min_level": 5}, "Vụ việc được báo: nơi cấp cháy rừng đã công bố là cấp V"),
    ],
)
def test_when(more: dict[str, Any], said: str) -> None:
    assert rule_words.when(row(**more), NAMES) == said


def test_whom() -> None:
    both = [{"role": "police", "level": "commune"}, {"agency_id": "a"}, {"agency_id": "gone"}]
    assert rule_words.whom(row(receivers=both), NAMES) == "Công an cấp xã, Hạt A, gone"
    named = row(matter_kind="patrol", receivers=[{"named": "involved"}], subkinds=["joint", "burn_watch"])
    assert rule_words.whom(named, NAMES) == "đơn vị được ghi tên trong từng việc"
    assert rule_words.when(named, NAMES) == (
        "Cuộc tuần tra đã giao nhiệm vụ: Tuần tra liên ngành hoặc Trực canh đốt nương"
    )


def test_how_soon() -> None:
    assert rule_words.how_soon(row()).startswith("trong 24 giờ · thường")
    starting = row(matter_kind="patrol", before_start=True)
    assert rule_words.how_soon(starting).startswith("trong 24 giờ và trước giờ bắt đầu · thường")
    said = [dict(rule_words.told(each, NAMES))["Báo trước giờ bắt đầu"] for each in (row(), starting)]
    assert said == ["không đòi", "phải"]


def test_states() -> None:
    held = row() | {"valid_from": NOW - timedelta(1)}
    assert rule_words.state(row(), NOW) == "draft"
    assert rule_words.since(held, NOW) == "đang bật từ 16:30 15/03/2027"
    assert rule_words.since(held | {"valid_to": NOW}, NOW) == "đã tắt từ 16:30 16/03/2027"


def test_who_cannot_be_reached_is_named() -> None:
    unnamed = Lacking("h", "no_focal_point", "", "ranger_station")
    assert rule_words.lacking(unnamed) == "Hạt Kiểm lâm (chưa nhập tên): chưa có đầu mối"
    nobody = Lacking("participant/village", "no_agency")
    assert rule_words.lacking(nobody) == "Đơn vị tham gia cấp bản: chưa có đơn vị nào như vậy"
    named = Lacking("c", "no_channel", "Công an xã X", "commune_police")
    refused = say("receiver_unreachable", {"agencies": [each.said for each in (unnamed, nobody, named)]})
    assert "Hạt Kiểm lâm (chưa nhập tên), Đơn vị tham gia cấp bản (chưa có đơn vị), Công an xã X" in refused
    words.use("en")
    assert "Participants village (no agency yet)" in say(
        "receiver_unreachable", {"agencies": ["participant/village"]}
    )
    words.use("vi")


def test_every_problem_of_a_rule_has_words() -> None:
    sources = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in (wording, rules)]
    problems = {*findall(r'RuleInvalid\(problem="(\w+)"', "".join(sources))}
    problems |= {*findall(r'(?m)^        "(\w+)": ', sources[0])}
    assert len(problems) > 12
    assert {each for each in problems if each not in PROBLEM} == set()
