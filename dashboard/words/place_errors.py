"""Words for what is refused or asked about a place, and for a file's rows that were left out."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.words import N_, _
from dashboard.words.numbers import number

PLACE = {
    "place_error": N_("Không dùng được địa danh này."),
    "point_unreadable": N_(
        "Không đọc được {name}: “{value}”. Viết như 21,6436 hoặc 21°38'37\"; VN-2000 tính bằng mét."
    ),
    "point_swapped": N_(
        "{first} và {second} có vẻ bị đổi chỗ. Vĩ độ ở đây khoảng 21, kinh độ khoảng 103;"
        " VN-2000: X (bắc) khoảng 2.390.000, Y (đông) khoảng 465.000."
    ),
    "point_out_of_range": N_("{name} {value} nằm ngoài giới hạn. Kiểm tra lại số và hệ tọa độ."),
    "place_file_unreadable": N_("Không đọc được “{name}”: {reason}. Cần CSV, GeoJSON, KML, GPKG hoặc zip."),
    "place_file_encoding": N_(
        "“{name}” không phải UTF-8, đọc tiếp sẽ sai dấu. Trong Excel chọn Lưu thành, CSV UTF-8."
    ),
    "place_columns_missing": N_(
        "Không thấy cột {missing}. Các cột có trong tệp: {found}. Cần cột ten và vi_do, kinh_do, hoặc"
        " ten và X, Y (VN-2000)."
    ),
    "place_file_too_large": N_("Tệp có hơn {limit} dòng. Hãy cắt theo địa bàn rồi nạp lại."),
    "place_crs_missing": N_("“{name}” không ghi hệ tọa độ. Hãy chọn hệ tọa độ, không đoán."),
    "place_unknown": N_("Không có địa danh số {id}. Hãy tải lại trang."),
    "place_invalid": N_("Chưa sửa được: {problem}."),
    "place_question": N_("Cần xác nhận trước khi lưu."),
    "place_outside": N_("“{name}” nằm ngoài địa bàn {distance_km} km. Kiểm tra lại tọa độ."),
    "place_twice": N_("Đã có “{other}” cách chỗ này {distance_m} m. Có thể là cùng một nơi."),
}
PLACE_PROBLEM = {
    "name_missing": N_("chưa có tên"),
    "kind_unknown": N_("loại địa danh lạ"),
    "days_backwards": N_("ngày thôi dùng phải sau ngày bắt đầu"),
    "day_not_within": N_("ngày này nằm ngoài thời gian địa danh có hiệu lực"),
    "already_retired": N_("địa danh này đã thôi dùng"),
    "not_retired": N_("địa danh này đang dùng"),
    "has_successor": N_("nơi này đã có tên khác trong cùng thời gian"),
    "nothing_to_undo": N_("không có thay đổi nào để hoàn tác"),
    "nothing_changed": N_("chưa có gì thay đổi"),
}
FINDING = {
    "name_missing": N_("không có tên"),
    "coordinate_missing": N_("thiếu tọa độ"),
    "point_unreadable": N_("không đọc được tọa độ"),
    "point_swapped": N_("hai tọa độ bị đổi chỗ"),
    "point_out_of_range": N_("tọa độ ngoài giới hạn"),
    "degrees_in_plane_columns": N_("cột X, Y chứa độ: đổi tên cột thành vi_do, kinh_do"),
    "bad_day": N_("ngày không đọc được"),
    "wrong_field_count": N_("số cột không khớp với dòng tiêu đề"),
    "empty_geometry": N_("không có hình"),
    "line_kind_unknown": N_("không rõ là đường hay sông: chọn ở trên"),
    "polygon_not_water": N_("là vùng, không phải mặt nước: chọn ở trên nếu là hồ"),
    "way_not_drawn": N_("đường mòn, mương nhỏ: không vẽ"),
}
"""Why a row or a feature was left out, by `geo.place_file.FINDINGS`."""

COORDINATE = {
    "latitude": N_("vĩ độ"),
    "longitude": N_("kinh độ"),
    "x": N_("X (bắc)"),
    "y": N_("Y (đông)"),
    "name": N_("tên"),
    "coordinates": N_("tọa độ"),
}
"""What the parameters `name`, `first`, `second` and `missing` of a refusal may be."""


def said_of_places(code: str, params: Mapping[str, object]) -> dict[str, object]:
    """Parameters as people write them: coordinates by their names, numbers with our marks."""
    named = code.startswith("point_") or code == "place_columns_missing"
    return {
        key: number(value, 0 if value == int(value) else 1)
        if isinstance(value, float)
        else _(COORDINATE[str(value)])
        if named and value in COORDINATE
        else value
        for key, value in params.items()
    }
