"""Words, numbers and times of official papers. They are Vietnamese in every language of the screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, tzinfo

BLANK = "……………………"
"""What is not known stays a line to be written by hand, never a figure that nobody gave."""
SHORT_BLANK = "………"
DRILL = "DIỄN TẬP"

KINDS = {
    "forest_fire": "cháy rừng",
    "land_fire": "cháy nương, cháy thực bì",
    "forest_offence": "vi phạm lâm luật",
    "house_fire": "cháy nhà, công trình",
    "public_order": "an ninh trật tự",
    "explosive": "bom mìn, vật nổ",
    "defence_other": "quốc phòng",
    "natural_hazard": "sạt lở, thiên tai",
    "tip": "nguồn tin",
}
STATUSES = {
    "reported": "mới báo",
    "verifying": "đang xác minh",
    "confirmed": "đã xác nhận có cháy",
    "responding": "đang chữa cháy",
    "controlled": "đã khống chế",
    "resolved": "đã dập tắt",
    "case_reported": "đã gửi báo cáo vụ",
    "closed": "đã đóng hồ sơ",
    "not_forest_fire": "không phải cháy rừng",
    "false_alarm": "báo nhầm",
}
DISCOVERIES = {
    "people": "nhân dân báo",
    "patrol": "tuần tra",
    "tower": "chòi canh lửa",
    "satellite": "vệ tinh",
    "camera": "camera",
    "other_force": "lực lượng khác báo",
    "other": "cách khác",
}
FIRE_TYPES = {"ground": "cháy mặt đất", "crown": "cháy tán", "underground": "cháy ngầm"}
CAUSES = {
    "field_burning": "đốt nương rẫy",
    "vegetation_clearing": "xử lý thực bì",
    "honey_hunting": "đốt ong",
    "other_use_in_forest": "dùng lửa khác trong rừng",
    "votive_paper": "hóa vàng, thắp hương",
    "children": "trẻ em nghịch lửa",
    "arson": "cố ý",
    "power_line": "sự cố điện",
    "lightning": "sét, tự nhiên",
    "spread_from_elsewhere": "cháy lan từ nơi khác",
    "unknown": "chưa xác định",
}
FUNCTIONS = {1: "rừng phòng hộ", 2: "rừng đặc dụng", 3: "rừng sản xuất"}
ORIGINS = {"natural": "rừng tự nhiên", "planted": "rừng trồng"}
GROUPS = {
    "natural": "rừng tự nhiên",
    "planted": "rừng trồng",
    "not_yet": "đất trồng rừng, chưa thành rừng",
    "farmland": "đất nông nghiệp",
    "water": "mặt nước",
    "other": "đất khác",
    "cover": "cây che phủ theo ảnh vệ tinh",
    "unknown": "chưa rõ trạng thái",
    "uncovered": "ngoài các lô rừng",
}
LEVELS = {1: "I (thấp)", 2: "II (trung bình)", 3: "III (cao)", 4: "IV (nguy hiểm)", 5: "V (cực kỳ nguy hiểm)"}
WINDS = {
    "N": "Bắc", "NE": "Đông Bắc", "E": "Đông", "SE": "Đông Nam",
    "S": "Nam", "SW": "Tây Nam", "W": "Tây", "NW": "Tây Bắc",
}  # fmt: skip
CHANNELS = {
    "phone": "điện thoại",
    "person": "trực tiếp",
    "radio": "bộ đàm",
    "message": "tin nhắn",
    "other": "cách khác",
}
FOREST_TYPES = {
    "unknown": "chưa rõ",
    "natural": "rừng tự nhiên",
    "planted": "rừng trồng",
    "not_forest": "không phải rừng",
}
VERDICTS = {
    "forest_fire": "cháy rừng",
    "burning_allowed": "đốt nương, được phép",
    "burning_not_allowed": "đốt nương, không được phép",
    "fire_other": "có cháy, không phải cháy rừng",
    "nothing": "không thấy cháy",
    "permanent_source": "nguồn nhiệt cố định",
}
TELLINGS = {
    "call": "gọi điện",
    "visit": "gặp trực tiếp",
    "radio": "bộ đàm",
    "paper": "văn bản",
    "zalo": "Zalo",
    "sms": "SMS",
    "email": "e-mail",
}
"""How a flash notice was given (`data.casework.filing.flash_told`)."""
REVIEWS = {None: "chưa kiểm duyệt", "confirmed": "đã kiểm duyệt", "returned": "bị trả lại"}
FINDINGS = {
    "no_exif": "ảnh không có thông tin máy ảnh",
    "exif_broken": "thông tin máy ảnh bị hỏng",
    "no_time": "ảnh không ghi giờ chụp",
    "no_place": "ảnh không ghi nơi chụp",
    "time_differs": "giờ chụp khác giờ kiểm tra",
    "place_differs": "nơi chụp khác nơi kiểm tra",
    "time_ahead": "giờ chụp sau lúc nhận ảnh",
    "used_before": "ảnh đã dùng ở chỗ khác",
}
RISKS = {"unknown": "chưa rõ", "no": "không", "yes": "có"}


def number(value: float | None, decimals: int = 0) -> str | None:
    """1.234,56; None stays None."""
    if value is None:
        return None
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def hectares(value: float | None) -> str | None:
    """1,25 ha."""
    return None if value is None else f"{number(value, 2)} ha"


def moment(when: datetime | None, tz: tzinfo) -> str | None:
    """14 giờ 05 phút, ngày 27/03/2027, on the local clock."""
    if when is None:
        return None
    local = when.astimezone(tz)
    return f"{local:%H} giờ {local:%M} phút, ngày {local:%d/%m/%Y}"


def short_moment(when: datetime, tz: tzinfo) -> str:
    """14:05 27/03/2027."""
    return f"{when.astimezone(tz):%H:%M %d/%m/%Y}"


def day(on: date) -> str:
    """27/03/2027."""
    return f"{on:%d/%m/%Y}"


def long_day(on: date) -> str:
    """ngày 05 tháng 9 năm 2027: days below 10 and the months 1 and 2 get a zero (NĐ 30/2020, Phụ lục I)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def plot(record: Mapping[str, object]) -> str | None:
    """lô 12a, khoảnh 7, tiểu khu 123: what is known of it, None where nothing is."""
    names = (("lot", "lô"), ("subcompartment", "khoảnh"), ("compartment", "tiểu khu"))
    said = [f"{word} {record[name]}" for name, word in names if record.get(name)]
    return ", ".join(said) or None


def person(actor: str) -> str:
    """Who wrote something, as a paper names them: an account's name, or what the program calls its own."""
    if actor.startswith("local:"):
        return "người trực tại máy"
    return "chương trình" if actor.startswith("system:") else actor


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def without_marks(text: str) -> str:
    """The text in letters of an SMS of 160: no diacritics, đ as d; what else is not ASCII is left out."""
    plain = unicodedata.normalize("NFKD", text.translate(str.maketrans("đĐ–", "dD-")))
    return plain.encode("ascii", "ignore").decode()
