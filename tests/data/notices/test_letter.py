"""What a letter says: everything, coordinates first, in both languages, in a drill marked before all else."""

import re
from datetime import timedelta

import pytest

from data.ledger.wording import SUBKINDS
from data.matters.of_plans import KINDS
from data.notices.letter import copied, email
from data.notices.message import LINK, build
from data.notices.phrases import DRILL, EN, VI, phrase
from tests.data.notices.made import NAMES, SEEN, duty, fact, message, together


def test_everything_is_in_the_text() -> None:
    made = email(message())
    assert made.subject == (
        "21.64360, 103.66190 – Đám cháy vệ tinh phát hiện (tín hiệu mạnh), chưa xác minh"
        " – bản Pom Khoang – hạn 14:36 29/03"
    )
    for said in (
        "VN-2000 (TM-3, kinh tuyến trục 104°): X (bắc) 2394242, Y (đông) 464808",
        "Nơi: đồi sau bản; cách bản Pom Khoang 1,2 km về phía đông bắc",
        "Địa bàn: xã Quỳnh Nhai (trước 01/7/2025: xã Chiềng Ơn)",
        "Lô 4a, khoảnh 7, tiểu khu 123",
        "Chủ rừng: Cộng đồng bản Pom Khoang",
        "- Vệ tinh thấy lần cuối: 13:36 28/03/2027",
        "- Hệ thống nhận tệp vệ tinh: 14:36 28/03/2027",
        "Cấp dự báo cháy rừng đã công bố: IV",
        "Vệ tinh: NOAA-20, NOAA-21, 5 điểm",
        "Hạn báo tin: 14:36 29/03/2027 (tính từ 14:36 28/03/2027)",
        "Bên nắm tin: Hạt Kiểm lâm khu vực",
        "Căn cứ: Kế hoạch phối hợp 11/03/2021, mục 2",
        LINK,
    ):
        assert said in made.body
    assert made.body.startswith("WGS84: 21.64360, 103.66190")


def test_it_can_be_read_in_english() -> None:
    made = email(message(language="en"))
    assert "VN-2000 (TM-3, central meridian 104°): X (north) 2394242, Y (east) 464808" in made.body
    assert "1.2 km north-east of bản Pom Khoang" in made.body
    assert "To be told by: 14:36 29/03/2027" in made.body
    assert not re.search("Hạn|Vệ tinh|Nơi:", made.body + made.subject)


@pytest.mark.parametrize(
    ("near", "said"),
    [
        ({"name": "Giả Định 4", "unit": "bản", "kind": "village"}, "cách bản Giả Định 4 500 m về phía nam"),
        ({"name": "Bản Bay", "unit": "bản", "kind": "village"}, "cách Bản Bay 500 m về phía nam"),
        ({"name": "Đồi Cao", "unit": None, "kind": "other"}, "cách Đồi Cao 500 m về phía nam"),
        (
            {"name": "Mường Giôn", "unit": "xã", "kind": "commune_centre"},
            "cách tâm xã Mường Giôn 500 m về phía nam",
        ),
        ({"name": "Cũ"}, "cách Cũ 500 m về phía nam"),  # as facts were kept before units were
    ],
)
def test_the_nearest_place_is_called_what_it_is(near: dict[str, str | None], said: str) -> None:
    row = fact(told={"nearest": near | {"distance_m": 500, "bearing": "S"}})
    made = email(build([(duty(), row)], NAMES, purpose="matter", receiver="Công an xã"))
    assert f"Nơi: đồi sau bản; {said}\n" in made.body


def test_both_languages_have_the_same_phrases_with_the_same_gaps() -> None:
    assert VI.keys() == EN.keys()
    for name in VI:
        assert sorted(re.findall(r"{\w+}", VI[name])) == sorted(re.findall(r"{\w+}", EN[name])), name
    assert phrase("xx", "code", code="A") == "Mã: A"


@pytest.mark.parametrize("count", [1, 2, 40])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("purpose", ["", "escalation", "reminder", "withdrawal"])
def test_in_a_drill_every_text_begins_with_the_mark(count: int, language: str, purpose: str) -> None:
    made = message(count, purpose, drill=True, language=language)
    assert email(made).subject.startswith(DRILL) and email(made).body.startswith(DRILL)
    assert copied(made, None).startswith(DRILL)
    real = message(count, purpose, language=language)
    assert DRILL not in email(real).subject + email(real).body


def test_a_long_digest_lists_every_duty() -> None:
    rows = [
        (
            duty(id=n, deadline_at=SEEN + timedelta(hours=25 + n)),
            fact(latitude=21.6 + n / 1000, told={"code": f"DC-{n}"}),
        )
        for n in range(1, 201)
    ]
    made = email(build(rows, NAMES, purpose="digest", receiver="Công an xã Quỳnh Nhai"))
    assert made.subject.startswith("200 tin cần báo")
    listed = re.findall(r"^(\d+)\. (\d\d\.\d{5}, 103\.66190) \(X \d+ Y \d+\).*DC-(\d+)", made.body, re.M)
    assert [(int(n), int(code)) for n, _, code in listed] == [(n, n) for n in range(1, 201)]
    assert made.body.count(LINK) == 1


def test_the_urgent_stands_first() -> None:
    late = SEEN + timedelta(hours=30)
    rows = [(duty(id=1, urgency="normal"), fact()), (duty(id=2, deadline_at=late), fact())]
    assert [each.duty_id for each in build(rows, NAMES, purpose="digest", receiver="").items] == [2, 1]


def test_why_it_comes() -> None:
    assert "Chưa ai xác nhận" in email(message(purpose="escalation")).body
    up = message(purpose="escalation", late_agency="Công an xã Quỳnh Nhai")
    assert "Đơn vị Công an xã Quỳnh Nhai chưa xác nhận" in email(up).body
    off = build([(duty(), fact(reason="báo nhầm"))], NAMES, purpose="withdrawal", receiver="Công an")
    assert "Lý do: báo nhầm" in email(off).body and LINK not in email(off).body
    assert email(off).subject.startswith("RÚT TIN: ")
    assert "đã xác nhận nhưng" in email(message(purpose="reminder")).body


def test_what_is_not_known_leaves_no_gap() -> None:
    bare = fact(
        kind="danger_level",
        latitude=None,
        longitude=None,
        seen_at=None,
        stored_at=None,
        strength=None,
        told={},
    )
    bare["told"] = {"valid_from": SEEN.isoformat(), "valid_to": (SEEN + timedelta(days=1)).isoformat()}
    text = email(build([(duty(), bare)], NAMES, purpose="matter", receiver="Công an")).body
    assert text.startswith("Việc: Cấp dự báo cháy rừng: IV\n")
    assert "Hiệu lực: 13:36 28/03/2027 – 13:36 29/03/2027" in text
    assert "None" not in text and "–\n" not in text
    nowhere = email(
        build([(duty(), fact(latitude=None, longitude=None))], NAMES, purpose="matter", receiver="")
    )
    assert nowhere.body.startswith("Chưa có tọa độ")


def test_what_people_typed_stays_one_line_and_stands_for_nothing() -> None:
    nasty = "A\nBcc: x@y\r\n{link} {code} \x1b[31m{0}"
    made = email(
        build(
            [(duty(basis=nasty), fact(told={"place_text": nasty, "nearest": {"name": nasty}}))],
            NAMES,
            purpose="matter",
            receiver=nasty,
        )
    )
    assert "\n" not in made.subject and made.body.count(LINK) == 1
    assert "\x1b" not in made.body and not re.search(r"^Bcc", made.body, re.M)


def test_the_text_for_zalo_is_complete() -> None:
    text = copied(message(), "https://canhlua.example.vn/ack/1-x")
    assert "https://canhlua.example.vn/ack/1-x" in text and "{" not in text
    assert "ack" not in copied(message(), None) and "Xác nhận" not in copied(message(), None)


def test_a_patrol_says_when_where_with_whom_and_who_of_ours() -> None:
    made = email(build([together()], NAMES, purpose="matter", receiver="Công an xã"))
    assert made.subject == (
        "Tuần tra liên ngành – 08:00 30/03/2027 – 11:30 – Trụ sở UBND xã – hạn 14:36 29/03"
    )
    assert made.body.splitlines()[:12] == [
        "Việc: Tuần tra liên ngành",
        "Mã: TT-2027-0007",
        "Nội dung: Tuần tra rừng giáp ranh",
        "Thời gian: 08:00 30/03/2027 – 11:30",
        "Chủ trì: Hạt Kiểm lâm khu vực",
        "Khu vực: Khu Pá Uôn",
        "Người của đơn vị: Lò Văn Giả; Quàng Thị Giả",
        "Nơi: Trụ sở UBND xã",
        "Các mốc giờ (giờ Việt Nam):",
        "- Giao nhiệm vụ: 14:36 28/03/2027",
        "Hạn báo tin: 14:36 29/03/2027 (tính từ 14:36 28/03/2027)",
        "Bên nắm tin: Hạt Kiểm lâm khu vực",
    ]
    assert "Cà Văn Giả" not in made.body and "tọa độ" not in made.body


def test_a_case_says_its_code_its_field_and_who_leads() -> None:
    row, known = together("case", None)
    known |= {"told": {"code": "HS-2027-0003", "lead": "hat"}, "communes_2025": ["quynh-nhai"]}
    made = email(build([(row, known)], NAMES, purpose="matter", receiver="Công an xã"))
    assert made.body.splitlines()[:6] == [
        "Việc: Hồ sơ phối hợp xử lý",
        "Mã: HS-2027-0003",
        "Lĩnh vực: lâm nghiệp",
        "Chủ trì: Hạt Kiểm lâm khu vực",
        "Các mốc giờ (giờ Việt Nam):",
        "- Người đầu tiên biết: 14:36 28/03/2027",
    ]
    assert "Địa bàn" not in made.body and "xã Quỳnh Nhai" not in made.subject


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_what_forces_do_together_has_its_words(kind: str, language: str) -> None:
    for subkind in (None, *SUBKINDS.get(kind, ())):
        made = email(
            build([together(kind, subkind)], NAMES, purpose="digest", receiver="", language=language)
        )
        assert "_" not in made.subject and made.subject and made.body


def test_a_patrol_over_midnight_says_both_days() -> None:
    rows = [together(ends_at="2027-03-30T20:00:00+00:00")]
    made = email(build(rows, NAMES, purpose="matter", receiver=""))
    assert "Thời gian: 08:00 30/03/2027 – 03:00 31/03/2027" in made.body


def test_why_a_receiver_is_no_longer_in_it() -> None:
    row, known = together()
    made = email(build([(row | {"status": "withdrawn"}, known)], NAMES, purpose="withdrawal", receiver=""))
    assert "Lý do: đơn vị không còn tham gia" in made.body
