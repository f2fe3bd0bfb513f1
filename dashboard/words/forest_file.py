"""A file of plots in words: its fields, the encodings of its text, units, coordinate systems."""

from __future__ import annotations

from dashboard.words import N_

FIELDS = {
    "feature_number": N_("Số thứ tự"),
    "compartment": N_("Tiểu khu"),
    "subcompartment": N_("Khoảnh"),
    "lot": N_("Lô"),
    "province_code": N_("Mã tỉnh"),
    "province_name": N_("Tỉnh"),
    "district_code": N_("Mã huyện"),
    "district_name": N_("Huyện"),
    "commune_code": N_("Mã xã"),
    "commune_name": N_("Tên xã"),
    "place_name": N_("Địa danh"),
    "declared_area": N_("Diện tích"),
    "origin": N_("Nguồn gốc rừng"),
    "state_abbreviation": N_("Trạng thái rừng (ký hiệu)"),
    "state_code": N_("Trạng thái rừng (mã)"),
    "species": N_("Loài cây"),
    "planted_year": N_("Năm trồng"),
    "age_class": N_("Cấp tuổi"),
    "canopy": N_("Khép tán"),
    "planted_origin": N_("Nguồn gốc rừng trồng"),
    "maturity": N_("Thành rừng"),
    "volume_per_ha": N_("Trữ lượng gỗ mỗi ha"),
    "bamboo_per_ha": N_("Số cây tre nứa mỗi ha"),
    "plot_volume": N_("Trữ lượng gỗ của lô"),
    "plot_bamboo": N_("Số cây tre nứa của lô"),
    "site": N_("Lập địa"),
    "function_code": N_("Ba loại rừng (mã)"),
    "purpose": N_("Mục đích sử dụng"),
    "purpose_code": N_("Mã mục đích sử dụng"),
    "owner_kind": N_("Đối tượng chủ rừng"),
    "owner": N_("Chủ rừng"),
    "owner_code": N_("Mã chủ rừng"),
    "dispute": N_("Tranh chấp"),
    "tenure": N_("Quyền sử dụng đất"),
    "tenure_years": N_("Thời hạn sử dụng đất"),
    "contract": N_("Khoán bảo vệ rừng"),
    "hostile": N_("Tình trạng nguyên sinh, khai thác"),
    "staff": N_("Người nhập"),
    "reporter": N_("Người trích"),
    "longitude": N_("Kinh độ"),
    "latitude": N_("Vĩ độ"),
    "map_sheet": N_("Tờ bản đồ"),
    "parcel": N_("Thửa đất"),
}
USED = (
    "state_code",
    "state_abbreviation",
    "compartment",
    "subcompartment",
    "lot",
    "owner",
    "function_code",
    "declared_area",
    "commune_code",
    "place_name",
    "species",
    "planted_year",
    "origin",
    "owner_kind",
    "purpose",
)
"""Fields with columns of their own in the store, the most needed first; the others are kept beside a plot."""

ENCODINGS = {
    "unicode": N_("Để nguyên (đã là Unicode, hoặc không dấu)"),
    "utf-8": N_("UTF-8"),
    "tcvn3": N_("TCVN3 (phông .VnTime, .VnArial)"),
    "vni": N_("VNI (phông VNI-Times)"),
    "cp1258": N_("Windows-1258 (Việt)"),
    "cp1252": N_("Windows-1252 (Tây Âu)"),
}
UNITS = {"ha": N_("héc-ta (ha)"), "m2": N_("mét vuông (m²)")}
SYSTEMS = {
    9206: N_("VN-2000, kinh tuyến trục 104°00', múi 3° (Sơn La)"),
    3405: N_("VN-2000, UTM múi 48, múi 6°"),
    5897: N_("VN-2000, kinh tuyến trục 105°00', múi 3°"),
    4326: N_("WGS84, kinh độ và vĩ độ"),
}
