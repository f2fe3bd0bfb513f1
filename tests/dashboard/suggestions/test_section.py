"""What the section of suggestions tells: every part in counts, what is missing, and who may decide."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import openpyxl
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.parts.suggestions import file
from dashboard.parts.suggestions import words as score_words
from dashboard.parts.suggestions.score_map import classes
from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.store.engine import reading, writing
from data.zones import By, Zone, ground_of, list_zones
from data.zones.suggestions import NOTHING_BURNS, accept, keep, newest_run, of_run, propose, refuse
from geo.suggesting import ABSENT, NO_WEIGHT, PARTS
from geo.suggesting.rules import VERDICTS
from tests import forests
from tests.dashboard.forms import form, press
from tests.dashboard.here import at
from tests.data.fires import NEAR, OTHER, put

NOW = datetime(2027, 3, 12, 9, 0, tzinfo=UTC)
BY = By(LOCAL_ADMIN, NOW)


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    with at(sqlite_engine, NOW) as found:
        yield found


def made(here: Services) -> list[dict]:
    found = propose(
        here.engine, here.areas, here.profile.suggesting, here.profile.forest, NOW, here.profile.tz
    )
    with writing(here.engine) as conn:
        return of_run(conn, keep(conn, found, BY))


@pytest.fixture
def burned(here: Services) -> Services:
    put(here.engine, [*NEAR, *OTHER])
    forests.plant(here)
    return here


def _page() -> None:
    from dashboard.parts.suggestions import section

    section.show()


def _run() -> AppTest:
    ran = AppTest.from_function(_page).run(timeout=60)
    assert not ran.exception
    return ran


def _told(ran: AppTest) -> str:
    assert not ran.exception
    return "\n".join(
        [*(str(each.proto.body) for each in ran.get("html")), *(each.value for each in ran.markdown)]
    )


def test_an_empty_installation_says_what_to_bring_in(here: Services) -> None:
    ran = _run()
    assert "Chưa có gợi ý nào" in _told(ran)
    told = _told(ran.button(key="suggest_make").click().run(timeout=60))
    assert "Chưa đủ dữ liệu để gợi ý" in told
    for part in PARTS:
        assert score_words.LACKING[part] in told


def test_the_button_makes_a_run_and_every_part_is_told_in_counts(burned: Services) -> None:
    ran = _run().button(key="suggest_make").click().run(timeout=60)
    told = _told(ran)
    assert "Đã chấm điểm xong" in told
    assert "1 đám cháy trong khu vực, 0 đám ngay sát bên" in told
    assert "mùa 2026–2027: 1 chưa xác minh" in told
    # 0.35 and 0.20 and 0.15 of 0.70: villages, danger and patrols are out.
    for share in ("50 %", "29 %", "21 %"):
        assert share in told
    assert "không tính: Chưa có bản nào trong danh mục." in told
    assert "2 đám cháy từ 01/05/2022 (4 điểm cháy; mỗi đám đếm một lần)" in told


def test_a_weight_of_zero_leaves_the_part_out_for_that_reason(burned: Services) -> None:
    ran = _run()
    ran.number_input(key="suggest_weight_forest").set_value(0.0)
    told = _told(ran.button(key="suggest_make").click().run(timeout=60))
    assert "Trọng số đặt bằng 0." in told
    with reading(burned.engine) as conn:
        run = newest_run(conn)
    assert run is not None and run["left_out"]["forest"] == NO_WEIGHT


def test_without_any_weight_nothing_can_be_scored(burned: Services) -> None:
    ran = _run()
    for part in PARTS:
        ran.number_input(key=f"suggest_weight_{part}").set_value(0.0)
    ran = ran.run(timeout=60)
    assert ran.button(key="suggest_make").disabled
    assert "Mọi trọng số đang bằng 0." in _told(ran)


def test_a_refused_one_tells_why_and_can_be_taken_back(burned: Services) -> None:
    first = made(burned)[0]
    with writing(burned.engine) as conn:
        refuse(conn, first["id"], "Chủ rừng <b>tự canh</b>", BY)
    ran = AppTest.from_function(_page)
    ran.query_params["suggestion"] = str(first["id"])
    ran = ran.run(timeout=60)
    told = _told(ran)
    assert "Chủ rừng &lt;b&gt;tự canh&lt;/b&gt;" in told and "<b>tự canh" not in told
    assert not [each for each in ran.button if each.key == "suggest_accept"]
    told = _told(ran.button(key=f"suggest_reopen_{first['id']}").click().run(timeout=60))
    assert "Đã bỏ từ chối." in told
    with reading(burned.engine) as conn:
        assert {row["state"] for row in of_run(conn, first["run_id"])} == {"open"}


def test_a_refusal_of_an_earlier_run_stays_in_sight(burned: Services) -> None:
    first = made(burned)[0]
    with writing(burned.engine) as conn:
        refuse(conn, first["id"], "Nương của dân", BY)
    made(burned)
    ran = _run()
    assert "Nương của dân" in _told(ran)
    ran.button(key=f"suggest_old_{first['id']}").click().run(timeout=60)
    with reading(burned.engine) as conn:
        assert next(row["state"] for row in of_run(conn, first["run_id"])) == "open"


def test_an_accepted_one_is_a_zone_and_can_be_undone(burned: Services) -> None:
    first = made(burned)[0]
    with writing(burned.engine) as conn:
        accept(
            conn, first["id"], Zone("Đồi thông", first["shape"]), BY, ground_of(burned.areas, burned.profile)
        )
    ran = AppTest.from_function(_page)
    ran.query_params["suggestion"] = str(first["id"])
    told = _told(ran.run(timeout=60))
    assert "KV-0001 · Đồi thông" in told and "zone=KV-0001" in told
    with reading(burned.engine) as conn:
        assert [row["code"] for row in list_zones(conn)] == ["KV-0001"]


def test_a_suggestion_is_accepted_under_a_name(burned: Services) -> None:
    row = made(burned)[0]
    with reading(burned.engine) as conn:
        run = newest_run(conn)
    page = form("dashboard.parts.suggestions.accepting", "_form", run, row, row["shape"], "take")
    page.text_input(key="take_name").set_value("  ")
    assert "Còn thiếu: Tên khu vực." in press(page, "take_save")
    with reading(burned.engine) as conn:
        assert list_zones(conn) == []
    page.text_input(key="take_name").set_value("Đồi thông")
    press(page, "take_save")
    with reading(burned.engine) as conn:
        assert [each["name"] for each in list_zones(conn)] == ["Đồi thông"]


def test_the_workbook_holds_every_cell_and_how_it_is_computed(burned: Services) -> None:
    rows = made(burned)
    with reading(burned.engine) as conn:
        run = newest_run(conn)
    assert run is not None
    book = openpyxl.load_workbook(io.BytesIO(file.make(run, rows, burned)))
    cells, how = (list(book[name].values) for name in book.sheetnames)
    head = list(cells[0])
    table = [dict(zip(head, each, strict=True)) for each in cells[1:]]
    assert len(table) == run["ground"]["cells"]
    first = [row for row in table if row["thuộc gợi ý"] == 1]
    assert len(first) == len(rows[0]["cells"])
    assert sum(row["điểm"] for row in first) / len(first) == pytest.approx(rows[0]["score"], abs=1e-3)
    assert sum(row["đám cháy trong ô"] for row in table) == 4
    facts = {str(line[0]): line[1] for line in how if line[0]}
    assert facts["trọng số: Đám cháy đã qua"] == 0.35
    assert facts["không tính: Gần bản"] == score_words.LACKING["villages"]


def test_the_words_know_every_part_verdict_and_reason() -> None:
    assert set(score_words.PARTS) == set(score_words.WHY) == set(score_words.LACKING) == set(PARTS)
    assert set(score_words.VERDICTS) == set(VERDICTS)
    assert NOTHING_BURNS in score_words.WHY_NONE and ABSENT != NO_WEIGHT


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ([None, None], []),
        ([0.5, None, 0.5], [(0.5, 0.5, [0, 2])]),
        (
            [0.0, 0.19, 0.2, 0.55, 1.0, None],
            [(0.0, 0.2, [0, 1]), (0.2, 0.4, [2]), (0.4, 0.6, [3]), (0.6, 0.8, []), (0.8, 1.0, [4])],
        ),
    ],
)
def test_every_cell_is_in_one_class(scores: list, found: list) -> None:
    got = classes(scores)
    assert [cells for _, _, cells in got] == [cells for _, _, cells in found]
    assert [edge for low, high, _ in got for edge in (low, high)] == pytest.approx(
        [edge for low, high, _ in found for edge in (low, high)]
    )
