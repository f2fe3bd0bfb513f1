"""The pages *Bàn trực* and *Số liệu 24 giờ* without a browser: deeds, second person, two at once, filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from dashboard import services as installed
from dashboard import words
from dashboard.services import Services
from data.agencies.loading import load as load_agencies
from data.ledger.frozen import frozen
from data.ledger.months import read_month
from data.ledger.reading import duty_by_id, timeline
from data.ledger.telling import Telling, tell
from data.profile import load_profile
from data.store.engine import reading, writing
from data.store.tables import duty_entry
from geo.areas import load_areas
from tests.data.ledger import hands
from tests.data.ledger.hands import HOUR, MILITARY, NOW, OTHER, POLICE


class Clock:
    """What the test says that it is."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def here(sqlite_engine: Engine) -> Iterator[Services]:
    words.use("vi")
    profile = load_profile()
    load_agencies(sqlite_engine, profile.directory, lambda: NOW, drill=True)
    with installed.replaced(
        Services(profile, load_areas(profile.areas_dir), sqlite_engine, Clock())
    ) as found:
        yield found


def _desk() -> None:
    from dashboard.pages import desk

    desk.show()


def _figures() -> None:
    from dashboard.pages import figures

    figures.show()


def _said(ran: AppTest) -> str:
    return " ".join([*(each.value for each in ran.markdown), *(each.proto.body for each in ran.get("html"))])


def _run(page: object = _desk, **query: str) -> AppTest:
    ran = AppTest.from_function(page, default_timeout=30)  # type: ignore[arg-type]
    for name, value in query.items():
        ran.query_params[name] = value
    ran.run()
    assert not ran.exception
    return ran


def _key(ran: AppTest, name: str) -> str:
    """The key of the dialog that is open, with a field's name."""
    return f"desk_{name.split(':')[0]}_{ran.session_state['desk_number']}_{name.split(':')[1]}"


def test_told_by_paper_needs_its_number(here: Services) -> None:
    with writing(here.engine) as conn:
        own = hands.add_duty(conn)
    ran = _run()
    assert "Công an xã Mường Giôn" in _said(ran) and "biết tin 15:30 16/03/2027" in _said(ran)
    ran.button(key=f"tell_{own}").click().run()
    point = ran.radio[0].value
    ran.get("button_group")[-1].set_value("paper").run()
    ran.button(key=_key(ran, "tell:save")).click().run()
    assert "Còn thiếu: Số văn bản." in _said(ran)
    ran.text_input(key=_key(ran, "tell:number")).set_value("12/HKL").run()
    ran.text_input(key=_key(ran, "tell:when")).set_value("16:00").run()
    ran.button(key=_key(ran, "tell:save")).click().run()
    assert "Đã ghi: báo Công an xã Mường Giôn" in _said(ran)
    with reading(here.engine) as conn:
        told = timeline(conn, own)[-1]
        assert duty_by_id(conn, own)["proof"] == "paper"
    assert (told["reference"], told["happened_at"], told["focal_point_id"]) == (
        "12/HKL",
        NOW - HOUR / 2,
        point,
    )


@pytest.mark.parametrize(
    ("typed", "why"), [("14:00", "giờ báo trước cả lúc biết tin"), ("hôm kia nào đó", "Chưa đúng: Lúc.")]
)
def test_a_time_that_cannot_be(here: Services, typed: str, why: str) -> None:
    with writing(here.engine) as conn:
        own = hands.add_duty(conn)
    ran = _run()
    ran.button(key=f"tell_{own}").click().run()
    ran.text_input(key=_key(ran, "tell:when")).set_value(typed).run()
    ran.button(key=_key(ran, "tell:save")).click().run()
    assert why in _said(ran)
    assert ran.text_input(key=_key(ran, "tell:when")).value == typed
    with reading(here.engine) as conn:
        assert duty_by_id(conn, own)["status"] == "open"


def test_the_minute_in_which_it_was_known_is_not_too_early(here: Services) -> None:
    with writing(here.engine) as conn:
        own = hands.add_duty(conn, since=NOW - HOUR + timedelta(seconds=40))
    ran = _run()
    ran.button(key=f"tell_{own}").click().run()
    ran.text_input(key=_key(ran, "tell:when")).set_value("15:30").run()
    ran.button(key=_key(ran, "tell:save")).click().run()
    with reading(here.engine) as conn:
        assert duty_by_id(conn, own)["told_at"] == NOW - HOUR + timedelta(seconds=40)


def test_one_telling_covers_all_that_a_receiver_waits_for(here: Services) -> None:
    with writing(here.engine) as conn:
        ids = [hands.add_duty(conn, since=NOW - hours * HOUR) for hours in (1, 2, 3)]
        hands.add_duty(conn, receiver=MILITARY)
    ran = _run()
    ran.get("button_group")[1].set_value("receiver_id").run()
    ran.button(key=f"tellall_{POLICE}").click().run()
    ran.button(key=_key(ran, "tell:save")).click().run()
    assert "3 tin" in _said(ran)
    with reading(here.engine) as conn:
        assert {duty_by_id(conn, own)["status"] for own in ids} == {"told"}
    ran.button(key="desk_undo").click().run()
    with reading(here.engine) as conn:
        assert {duty_by_id(conn, own)["status"] for own in ids} == {"open"}
        assert timeline(conn, ids[0])[1]["revoked_by"] is not None


def test_two_at_once_see_both_and_choose(here: Services) -> None:
    with writing(here.engine) as conn:
        own = hands.add_duty(conn)
    ran = _run()
    ran.button(key=f"tell_{own}").click().run()
    with writing(here.engine) as conn:
        tell(conn, [own], Telling("visit", NOW, person="Người kia"), OTHER)
    ran.button(key=_key(ran, "tell:save")).click().run()
    assert "Người khác vừa sửa bản ghi này" in _said(ran)
    with reading(here.engine) as conn:
        assert len(timeline(conn, own)) == 2
    ran.button(key=_key(ran, "tell:mine")).click().run()
    with reading(here.engine) as conn:
        assert [each["channel"] for each in timeline(conn, own)] == [None, "visit", "call"]


def test_a_second_person_confirms_what_somebody_else_only_sent(here: Services) -> None:
    with writing(here.engine) as conn:
        own = hands.add_duty(conn)
        (sent,) = tell(conn, [own], Telling("zalo", NOW - HOUR / 2), OTHER)
        mine = hands.add_duty(conn, receiver=MILITARY)
        (by_me,) = tell(conn, [mine], Telling("zalo", NOW - HOUR / 2), hands.BY)
    ran = _run(duty=str(mine))
    assert [each.key for each in ran.button if each.key == f"desk_confirm_{by_me}"] == []
    ran = _run(duty=str(own))
    ran.button(key=f"desk_confirm_{sent}").click().run()
    ran.button(key=_key(ran, "confirm:save")).click().run()
    assert "Còn thiếu: Biết bằng cách nào." in _said(ran)
    ran.text_input(key=_key(ran, "confirm:text")).set_value("đã gọi lại hỏi").run()
    ran.button(key=_key(ran, "confirm:save")).click().run()
    with reading(here.engine) as conn:
        row = duty_by_id(conn, own)
    assert (row["proof"], row["proven_at"]) == ("logged", NOW - HOUR / 2)


def test_waived_with_a_reason_and_taken_back(here: Services) -> None:
    with writing(here.engine) as conn:
        own = hands.add_duty(conn)
    ran = _run(duty=str(own))
    ran.button(key="desk_waive_one").click().run()
    ran.button(key=_key(ran, "waive:save")).click().run()
    assert "Còn thiếu: Lý do." in _said(ran)
    with reading(here.engine) as conn:
        assert duty_by_id(conn, own)["status"] == "open"
    ran.text_input(key=_key(ran, "waive:reason")).set_value("xã không liên quan")
    ran.button(key=_key(ran, "waive:save")).click().run()
    with reading(here.engine) as conn:
        waived = timeline(conn, own)[-1]
        assert (duty_by_id(conn, own)["status"], waived["text"]) == ("waived", "xã không liên quan")
    ran.button(key=f"desk_revoke_{waived['id']}").click().run()
    ran.button(key=_key(ran, "revoke:save")).click().run()
    assert "Còn thiếu: Lý do." in _said(ran)
    ran.text_input(key=_key(ran, "revoke:reason")).set_value("nhầm xã")
    ran.button(key=_key(ran, "revoke:save")).click().run()
    assert 'class="cl-entry waived gone"' in _said(ran)
    with reading(here.engine) as conn:
        assert duty_by_id(conn, own)["status"] == "open"


def test_acknowledged_by_somebody_who_is_named_at_a_time_that_can_be(here: Services) -> None:
    with writing(here.engine) as conn:
        own = hands.add_duty(conn)
    ran = _run(duty=str(own))
    ran.button(key="desk_ack_one").click().run()
    ran.text_input(key=_key(ran, "ack:when")).set_value("sáng nào đó").run()
    assert "Không hiểu “sáng nào đó”" in _said(ran) and "Chưa lưu" not in _said(ran)
    ran.button(key=_key(ran, "ack:save")).click().run()
    assert "Còn thiếu: Ai tiếp nhận. Chưa đúng: Lúc." in _said(ran)
    with reading(here.engine) as conn:
        assert duty_by_id(conn, own)["status"] == "open"
    ran.text_input(key=_key(ran, "ack:when")).set_value("16:00")
    ran.text_input(key=_key(ran, "ack:name")).set_value("Vì Thị B")
    ran.button(key=_key(ran, "ack:save")).click().run()
    with reading(here.engine) as conn:
        assert duty_by_id(conn, own)["acknowledged_by"] == "Vì Thị B"


def test_a_telling_of_nothing_is_not_saved(here: Services) -> None:
    with writing(here.engine) as conn:
        ids = [hands.add_duty(conn, since=NOW - hours * HOUR) for hours in (1, 2)]
    ran = _run()
    ran.button(key=f"tell_{ids[0]}").click().run()
    ran.checkbox(key=_key(ran, f"tell:tick_{ids[0]}")).uncheck()
    ran.button(key=_key(ran, "tell:save")).click().run()
    assert "Còn thiếu: Chọn các tin được báo." in _said(ran)
    with reading(here.engine) as conn:
        assert {duty_by_id(conn, own)["status"] for own in ids} == {"open"}


def test_narrowed_down_by_what_a_link_asks(here: Services) -> None:
    with writing(here.engine) as conn:
        rule, one, two = (
            hands.rule_row(conn),
            hands.matter_row(conn, "7", NOW),
            hands.matter_row(conn, "8", NOW),
        )
        first, second = hands.add_duties(
            conn, [hands.duty_of(one, rule, POLICE, NOW), hands.duty_of(two, rule, POLICE, NOW)]
        )
    ran = _run(matter="incident:7")
    shown = {each.key for each in ran.button}
    assert f"tell_{first}" in shown and f"tell_{second}" not in shown
    assert "Tin này chưa có nghĩa vụ nào" in _said(_run(matter="incident:99"))
    ran = _run()
    ran.selectbox(key="desk_force").select("military").run()
    assert "Không có gì theo điều kiện đang chọn" in _said(ran)


def test_marked_until_it_was_seen(here: Services) -> None:
    with writing(here.engine) as conn:
        own = hands.add_duty(conn)
    assert "mới đổi" not in _said(_run())  # the first look
    with writing(here.engine) as conn:
        tell(conn, [own], Telling("zalo", NOW), OTHER)
    ran = _run()
    assert "mới đổi" in _said(ran) and "1 nghĩa vụ đổi từ lần xem lúc" in _said(ran)
    ran.button(key="desk_seen").click().run()
    assert "mới đổi" not in _said(ran)


def test_the_figures_down_to_a_duty_and_frozen(here: Services) -> None:
    with writing(here.engine) as conn:
        own = hands.add_duty(conn)
        hands.add_duty(conn, receiver=MILITARY)
        tell(conn, [own], Telling("call", NOW, person="Lò Văn A"), hands.BY)
    ran = _run(_figures)
    assert "<b>1</b><span>đúng hạn, có bằng chứng</span>" in _said(ran)
    assert "tính từ lúc đơn vị biết tin (2)" in _said(ran)
    assert [each for each in ran.button if each.key == "figures_freeze_sure"] == []  # the month is not over
    assert isinstance(here.now, Clock)
    here.now.now = datetime(2027, 4, 3, 1, 0, tzinfo=UTC)
    ran = _run(_figures, month="2027-03")
    assert "<b>1</b><span>quá hạn, chưa báo</span>" in _said(ran)
    ran.button(key="figures_freeze_sure").click().run()
    assert "Đã chốt số liệu Tháng 3/2027." in _said(ran)
    with reading(here.engine) as conn:
        kept = frozen(conn, read_month("2027-03", here.profile.tz))
        entry = conn.execute(select(duty_entry.c.id).where(duty_entry.c.kind == "told")).scalar_one()
    assert kept is not None and kept["figures"]["total"]["overdue"] == 1
    with writing(here.engine) as conn:
        hands.wrote(conn, own, "revoked", here.now(), corrects_id=entry, text="gọi nhầm")
    ran = _run(_figures, month="2027-03")
    beside = ran.dataframe[0].value
    assert list(beside["Lúc chốt"])[:4] == [1, 0, 0, 1] and list(beside["Hiện nay"])[:4] == [0, 0, 0, 2]
    moved = ran.dataframe[1].value
    assert moved.to_dict("records") == [
        {"Nghĩa vụ số": own, "Lúc chốt": "đúng hạn, có bằng chứng", "Hiện nay": "quá hạn, chưa báo"}
    ]
    ran.button(key=f"figure_overdue_{own}").click().run()
    assert 'class="cl-entry told gone"' in _said(ran)


def test_what_was_told_after_the_start_is_not_kept_on_any_page(here: Services) -> None:
    since = NOW - 10 * HOUR
    with writing(here.engine) as conn:
        told = hands.add_duty(conn, since=since, before_at=since + 6 * HOUR)
        tell(conn, [told], Telling("call", NOW, person="Lò Văn A"), hands.BY)
        hands.add_duty(conn, receiver=MILITARY, since=since, before_at=since + 6 * HOUR)
    ran = _run(_figures)
    said = _said(ran)
    assert "<b>1</b><span>đúng hạn, có bằng chứng</span>" in said  # within the plan's 24 hours
    assert "<b>Báo trước giờ bắt đầu: 0/2 nghĩa vụ" in said
    button = next(each for each in ran.button if each.key == f"figure_after_start_{told}")
    assert "đúng hạn, có bằng chứng · sau giờ bắt đầu" in button.label
    assert "bắt đầu đã 4 giờ mà chưa báo" in _said(_run())


def test_an_empty_month_says_why(here: Services) -> None:
    assert "Tháng này không có nghĩa vụ nào" in _said(_run(_figures))
    assert "Chưa quy tắc báo tin nào được bật" in _said(_run())
