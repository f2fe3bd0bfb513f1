"""What a checklist may begin with, by what is inspected: our own proposal, to be changed by whoever inspects.

Clause 5 of the plan names commune, village, office, enterprise and school and says that contents are
combined; it names no contents. These follow what the three forces look after (clauses 6 and 7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_PLACES = (
    "Phương án phòng cháy, chữa cháy rừng; lịch trực mùa khô",
    "Tổ, đội bảo vệ rừng: danh sách, dụng cụ, liên lạc",
    "Đăng ký, hướng dẫn và canh đốt nương",
    "Biển báo, đường băng cản lửa, nguồn nước",
    "Sổ tiếp nhận thông tin; báo tin trong 24 giờ",
    "An ninh trật tự ở khu vực gần rừng; người lạ, lán trại",
    "Dân quân: phương án huy động chữa cháy rừng",
)
_HOUSES = (
    "Phương án và dụng cụ phòng cháy, chữa cháy",
    "Cam kết không dùng lửa trong và gần rừng",
    "Chất dễ cháy, đường điện gần rừng",
    "Bảo vệ, trật tự nội bộ; đầu mối liên lạc",
)
PROPOSED: Mapping[str, Sequence[str]] = {
    "commune": _PLACES,
    "village": (*_PLACES[1:4], "Quy ước bảo vệ rừng của bản", *_PLACES[5:]),
    "office": _HOUSES,
    "enterprise": (*_HOUSES, "Hồ sơ nguồn gốc lâm sản, nếu có"),
    "school": (*_HOUSES[:2], "Tuyên truyền bảo vệ rừng, phòng cháy cho học sinh", _HOUSES[3]),
}
