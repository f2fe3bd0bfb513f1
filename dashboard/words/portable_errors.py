"""Words for what is refused when a file of settings is taken in."""

from __future__ import annotations

from dashboard.words import N_

PORTABLE = {"import_refused": N_("Chưa nạp gì. Tệp {file}, chỗ {place}: {problem}.")}
PORTABLE_PROBLEM = {
    "import_not_zip": N_("không phải tệp zip, hoặc tệp bị hỏng"),
    "import_empty": N_("trong tệp không có gì"),
    "import_too_large": N_("tệp lớn quá mức"),
    "import_file_unknown": N_(
        "chương trình không biết tệp này; chỉ nhận những tệp do nút Tải tệp thiết đặt tạo ra"
    ),
    "import_columns": N_("dòng tiêu đề không đúng các cột"),
    "import_line": N_("dòng thiếu mã, thừa thiếu cột, hoặc mã có hai lần"),
    "import_value": N_("tọa độ phải là số độ, ngày viết như 2025-07-01"),
    "import_not_text": N_("không đọc được như tệp CSV mã UTF-8"),
    "import_not_geojson": N_("không đọc được như tệp GeoJSON"),
    "import_feature": N_("khu vực này thiếu mã, tên hoặc hình"),
    "import_twice": N_("mã này có hai lần"),
    "import_nothing_chosen": N_("chưa chọn bản ghi nào"),
}
