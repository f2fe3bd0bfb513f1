"""From a stable code and its parameters to a sentence for people: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.words import N_, _
from dashboard.words.access_errors import ACCESS, ACCESS_PROBLEM
from dashboard.words.agency_errors import AGENCY, AGENCY_PROBLEM
from dashboard.words.basemap_errors import BASEMAP
from dashboard.words.cap_errors import CAP
from dashboard.words.case_errors import CASE, CASE_PROBLEM
from dashboard.words.casework_errors import CASEWORK, CASEWORK_PROBLEM
from dashboard.words.checking_errors import CHECKING, CHECKING_PROBLEM
from dashboard.words.cover_errors import COVER
from dashboard.words.duty_errors import DUTY, DUTY_PROBLEM
from dashboard.words.dutybook_errors import DUTYBOOK, DUTYBOOK_PROBLEM
from dashboard.words.effort_errors import EFFORT, EFFORT_PROBLEM
from dashboard.words.followup_errors import FOLLOWUP, FOLLOWUP_PROBLEM
from dashboard.words.forest_errors import FOREST_STORE
from dashboard.words.incident_errors import INCIDENT, INCIDENT_PROBLEM
from dashboard.words.ledger_errors import LEDGER, LEDGER_PROBLEM, LEDGER_STATES
from dashboard.words.meeting_errors import MEETING, MEETING_PROBLEM
from dashboard.words.member_link_errors import MEMBER_LINK, MEMBER_LINK_PROBLEM
from dashboard.words.notice_errors import NOTICE, NOTICE_PROBLEM
from dashboard.words.outreach_errors import OUTREACH, OUTREACH_PROBLEM
from dashboard.words.patrol_errors import PATROL, PATROL_PROBLEM
from dashboard.words.place_errors import PLACE, PLACE_PROBLEM, said_of_places
from dashboard.words.portable_errors import PORTABLE, PORTABLE_PROBLEM
from dashboard.words.presence_errors import PRESENCE, PRESENCE_PROBLEM
from dashboard.words.report_errors import REPORT, REPORT_PROBLEM
from dashboard.words.rule_errors import RULE, RULE_PROBLEM, said_of_rules
from dashboard.words.suggestion_errors import SUGGESTION, SUGGESTION_PROBLEM
from dashboard.words.team_errors import TEAM, TEAM_PROBLEM
from dashboard.words.wall_errors import WALL, WALL_PROBLEM
from dashboard.words.zone_errors import ZONE, ZONE_PROBLEM

SOURCE = {
    "geo_error": N_("Dữ liệu địa lý có lỗi."),
    "source_error": N_("Không đọc được tệp này như một tệp điểm cháy."),
    "empty_answer": N_(
        "Tệp rỗng, không có cả dòng tiêu đề. Đây không phải là “không có điểm cháy”: hãy tải lại tệp."
    ),
    "html_answer": N_(
        "Đây là một trang web, không phải tệp điểm cháy: {message}. Hãy tải tệp CSV từ trang FIRMS."
    ),
    "prose_answer": N_("Nguồn trả lời bằng một câu chữ, không phải dữ liệu: {message}"),
    "invalid_key": N_(
        "Nguồn từ chối khóa MAP_KEY (sai khóa, hoặc đã hết hạn mức)."
        " Quản trị viên cần kiểm tra FIRMS_MAP_KEY."
    ),
    "quota_exceeded": N_("Khóa MAP_KEY đã hết hạn mức 10 phút. Chương trình sẽ tự thử lại."),
    "invalid_request": N_("Nguồn không nhận yêu cầu này: {message}. Hãy báo quản trị viên."),
    "wrong_header": N_("Đây không phải tệp điểm cháy FIRMS: thiếu cột {missing}."),
    "repeated_column": N_(
        "Cột {column} có hai lần trong dòng tiêu đề, không biết tin cột nào. Hãy xóa một cột."
    ),
    "broken_json": N_("Tệp JSON bị hỏng ở dòng {line}. Hãy tải lại tệp."),
    "undecidable_dates": N_(
        "Ngày tháng (ví dụ {example}) có thể đọc theo hai cách, ngày trước hoặc tháng trước, và cả tệp"
        " không có ngày nào cho biết cách đúng. Hãy dùng tệp gốc, chưa lưu lại bằng bảng tính."
    ),
    "mixed_dates": N_(
        "Ngày tháng trong tệp lẫn lộn hai cách viết ({day_first} và {month_first})."
        " Hãy dùng tệp gốc, chưa lưu lại bằng bảng tính."
    ),
    "truncated_download": N_(
        "Tải bị đứt: nhận {received} trên {announced} byte. Chương trình sẽ tự thử lại."
    ),
    "too_large": N_(
        "Tệp quá lớn: {received} byte, tối đa {limit} byte. Hãy chia tệp theo năm hoặc theo vùng."
    ),
    "not_text": N_(
        "Tệp này không phải văn bản ({kind}). Cần tệp CSV hoặc JSON; nếu là tệp nén, hãy giải nén trước."
    ),
    "fetch_failed": N_("Không lấy được tệp từ {source}. Chương trình sẽ tự thử lại."),
    "timed_out": N_("{source} không trả lời xong trong {seconds} giây. Chương trình sẽ tự thử lại."),
    "connection_failed": N_("Không kết nối được tới {source}. Kiểm tra mạng; chương trình sẽ tự thử lại."),
    "server_failed": N_("Máy chủ {source} đang có lỗi (mã {status}). Chương trình sẽ tự thử lại."),
    "rate_limited": N_("{source} yêu cầu hỏi thưa hơn (mã 429). Chương trình sẽ tự chờ."),
    "refused_by_server": N_("{source} trả lời mã {status} thay vì gửi tệp. Hãy báo quản trị viên."),
    "redirected": N_("{source} chuyển hướng sang máy chủ lạ {host}. Hãy báo quản trị viên."),
    "broken_encoding": N_(
        "Tệp nhận được nén kiểu {encoding} nhưng không giải nén được. Chương trình sẽ tự thử lại."
    ),
    "source_not_available": N_("Nguồn không có dữ liệu {source} từ {first} đến {last}."),
    "upload_wrong_type": N_("“{name}” không phải tệp CSV, JSON hay zip ({kind}). Hãy chọn tệp tải từ FIRMS."),
    "upload_too_large": N_("“{name}” lớn hơn {limit} byte. Hãy chia tệp theo năm hoặc theo vùng."),
    "zip_broken": N_("Tệp nén “{name}” bị hỏng. Hãy tải lại."),
    "zip_encrypted": N_("Tệp nén “{name}” có mật khẩu. Hãy giải nén rồi nạp tệp bên trong."),
    "zip_without_data": N_("Tệp nén “{name}” không chứa tệp CSV hay JSON nào."),
    "zip_with_several": N_("Tệp nén “{name}” chứa {count} tệp dữ liệu. Hãy giải nén và nạp từng tệp."),
    "zip_unsafe_path": N_(
        "Tệp nén “{name}” bị từ chối vì đường dẫn “{path}” bên trong {problem}. Không dùng tệp này."
    ),
    "zip_bomb": N_("Tệp nén “{name}” bung ra quá lớn một cách đáng ngờ. Không dùng tệp này."),
    "unexpected": N_("Có lỗi ngoài dự kiến. Xem nhật ký của chương trình."),
    "profile_error": N_("Cấu hình sai ở {file}, mục {key}: {problem}"),
    "data_error": N_("Cơ sở dữ liệu từ chối thao tác này."),
    "unknown_revision": N_(
        "Cơ sở dữ liệu do một bản chương trình mới hơn tạo ra (bản {revision}). Hãy cập nhật chương trình."
    ),
    "not_a_backup": N_("{file} không phải bản sao lưu: {detail}"),
    "backup_damaged": N_("{file} bị hỏng nên không khôi phục: {detail}"),
    "backup_failed": N_("Không ghi được bản sao lưu vào {file}: {detail}"),
    "database_in_use": N_("Cơ sở dữ liệu đang được {holder} dùng. Hãy dừng tiến trình đó trước."),
    "not_sqlite": N_("Cơ sở dữ liệu này là PostgreSQL: hãy dùng {tool}."),
    "lease_lost": N_("Tiến trình nền đã nhường quyền cho tiến trình khác."),
    "event_unknown": N_("Không có đám cháy nào mang mã {event_id}."),
    "decision_invalid": N_("Không thực hiện được quyết định này: {problem}"),
    "conflict": N_("{record_id} vừa được người khác sửa. Hãy tải lại trang rồi làm lại."),
    "unreachable": N_("Không kết nối được tới nguồn {source}. Kiểm tra mạng; chương trình sẽ tự thử lại."),
    "area_error": N_("Không dùng được lớp ranh giới: {reason}"),
    "area_folder_unreadable": N_("Không đọc được lớp ranh giới trong {folder}: {reason}"),
    "outline_source_unreadable": N_("Không lấy được ranh giới từ {source}: {reason}"),
    "outline_crs_missing": N_("{source} không ghi hệ tọa độ. Hãy nêu hệ tọa độ, ví dụ EPSG:9206."),
    "outline_crs_unknown": N_(
        "{source} dùng hệ tọa độ {crs} không rõ cách đổi sang WGS84. Hãy nêu đúng hệ tọa độ."
    ),
    "outline_crs_contradicted": N_("{source} ghi hệ tọa độ {stated}, nhưng lại được nêu là {given}."),
    "outlines_refused": N_("{source} không đủ các xã của địa giới {era}: {findings}"),
    "package_missing": N_("Việc này cần một gói chưa cài: pip install {package}"),
    "drill_backwards": N_("Diễn tập đang ở {now}, không quay lại {to} được: hãy bắt đầu lại."),
    "unknown_area_code": N_("Ngày {on} không có xã nào mang mã {area_code}."),
    "unknown_area": N_("Không có xã nào mang ký hiệu {area_id}."),
    "unknown_era": N_("Không có bản đồ địa giới {era}."),
    "no_era_for_day": N_("Không có bản đồ địa giới cho ngày {on}."),
}
PERIOD = {
    "period_unreadable": N_(
        "Không hiểu khoảng thời gian “{period}”. Viết 24h, 7d hoặc 2027-03-01..2027-03-12."
    ),
    "period_no_such_day": N_("Không có ngày “{day}”."),
    "period_backwards": N_("Khoảng thời gian “{period}” có ngày cuối trước ngày đầu."),
    "period_too_long": N_("Khoảng thời gian “{period}” quá dài hoặc nằm ngoài thời có vệ tinh."),
    "bbox_unreadable": N_(
        "Không hiểu khung tọa độ “{bbox}”. Viết tây,nam,đông,bắc bằng độ, ví dụ 103.35,21.45,103.90,22.05."
    ),
    "satellite_not_known": N_("Không có vệ tinh “{satellite}”. Có: {known}."),
    "confidence_not_known": N_("Không có mức tin cậy “{confidence}”. Có: {known}."),
    "parameter_not_known": N_("Không có tham số “{parameter}”. Có: {known}."),
    "database_unusable": N_("Không mở được cơ sở dữ liệu. Xem nhật ký của chương trình."),
}
REJECT = {
    "wrong_field_count": N_("số cột không khớp với dòng tiêu đề"),
    "unbalanced_quote": N_("dấu ngoặc kép không khép"),
    "line_too_long": N_("dòng quá dài"),
    "cut_line": N_("dòng bị cắt ở cuối tệp"),
    "not_an_object": N_("không phải một bản ghi"),
    "missing_value": N_("thiếu giá trị"),
    "not_a_number": N_("không phải số"),
    "latitude_out_of_range": N_("vĩ độ ngoài khoảng -90 đến 90"),
    "longitude_out_of_range": N_("kinh độ ngoài khoảng -180 đến 180"),
    "bad_date": N_("ngày không đọc được"),
    "ambiguous_date": N_("không rõ ngày trước hay tháng trước"),
    "date_out_of_range": N_("ngày ngoài khoảng 2000 đến 2100"),
    "bad_time": N_("giờ không đọc được"),
    "unknown_satellite": N_("vệ tinh lạ"),
    "unknown_confidence": N_("độ tin cậy lạ"),
    "confidence_out_of_range": N_("độ tin cậy ngoài khoảng 0 đến 100"),
    "negative_frp": N_("công suất âm"),
    "scan_out_of_range": N_("bề ngang ô quét vô lý"),
    "track_out_of_range": N_("bề dọc ô quét vô lý"),
    "bad_version": N_("phiên bản không đọc được"),
    "unknown_daynight": N_("ngày/đêm không đọc được"),
    "unknown_type": N_("loại nguồn nhiệt lạ"),
    "in_the_future": N_("giờ quan sát ở tương lai"),
}
FOREST = {
    "forest_error": N_("Không dùng được lớp rừng này."),
    "layer_unreadable": N_(
        "Không đọc được “{name}”: {problem}. Hãy xuất lại lớp từ phần mềm bản đồ rồi nạp lại."
    ),
    "layer_wrong_type": N_("“{name}” không phải lớp bản đồ đọc được ({kind}). Đọc được: {known}."),
    "layer_missing": N_("“{name}” không còn lớp {layer}. Hãy nạp lại tệp."),
    "layer_empty": N_("“{name}” không có lớp nào có hình. Hãy kiểm tra lại tệp đã xuất."),
    "layer_part_missing": N_(
        "“{name}” thiếu tệp {part}. Hãy nén đủ các tệp (.shp, .shx, .dbf, .prj) vào một tệp zip."
    ),
    "layer_too_large": N_(
        "“{name}” bung ra {size} byte, tối đa {limit} byte. Hãy chia lớp theo xã rồi nạp từng phần."
    ),
    "archive_broken": N_("Tệp nén “{name}” bị hỏng hoặc tải chưa xong. Hãy nén hoặc tải lại."),
    "archive_encrypted": N_("Tệp nén “{name}” có mật khẩu. Hãy nén lại không đặt mật khẩu."),
    "archive_unsafe_path": N_(
        "Không nhận tệp nén “{name}”: đường dẫn “{path}” bên trong {problem}. Không dùng tệp này."
    ),
    "archive_bomb": N_("Tệp nén “{name}” bung ra quá lớn một cách đáng ngờ ({path}). Không dùng tệp này."),
    "archive_without_layer": N_(
        "Tệp nén “{name}” không có lớp bản đồ nào, chỉ có: {found}. Cần .shp (kèm .shx, .dbf, .prj),"
        " .gpkg, .geojson, .tab hoặc .kml."
    ),
    "column_missing": N_(
        "Chưa có cột nào cho trạng thái rừng (mã maldlr hoặc ký hiệu ldlr). Các cột của tệp:"
        " {columns}. Hãy chọn cột."
    ),
    "column_unknown": N_("Tệp không có cột {column}. Các cột của tệp: {columns}."),
    "layer_crs_unknown": N_(
        "Hệ tọa độ {crs} không rõ cách đổi sang WGS84. Hãy chọn hệ tọa độ khác, ví dụ EPSG:9206."
    ),
    "encoding_unknown": N_("Không có bảng mã chữ {encoding}. Có: {known}."),
}
"""Why a forest layer is refused as a whole."""
FINDING = {
    "empty_geometry": N_("lô không có hình nên không nạp"),
    "unreadable_geometry": N_("hình của lô không đọc được nên không nạp"),
    "not_a_polygon": N_("hình là {type}, không phải vùng, nên không nạp"),
    "nothing_left": N_("đường biên của lô khép lại không thành vùng nào nên không nạp"),
    "outside_the_plane": N_("tọa độ của lô nằm ngoài hệ tọa độ đã chọn nên không nạp"),
    "dropped_z": N_("bỏ độ cao trong tọa độ"),
    "closed_ring": N_("đường biên hở, đã khép lại"),
    "repaired_ring": N_("đường biên tự cắt, đã sửa (diện tích đổi {change_m2} m²)"),
    "dropped_parts": N_("bỏ {count} mảnh không phải vùng"),
    "sliver": N_("vùng rất hẹp hoặc rất nhỏ: {area_m2} m²"),
    "no_state": N_("không có trạng thái rừng"),
    "unknown_state": N_("trạng thái rừng lạ: mã {code}, ký hiệu {abbreviation}"),
    "state_contradicts": N_("mã {code} là {expected} nhưng ký hiệu ghi {abbreviation}; dùng theo mã"),
    "unknown_function": N_("chức năng rừng lạ: {value}"),
    "unknown_commune_code": N_("mã xã lạ: {value}"),
    "commune_disagrees": N_("mã xã {value} là {said}, nhưng lô nằm ở {found}; dùng theo vị trí"),
    "outside_area": N_("nằm ngoài địa bàn"),
    "duplicate_lot": N_(
        "số lô trùng: tiểu khu {compartment}, khoảnh {subcompartment}, lô {lot} có {count} lần"
    ),
    "area_unreadable": N_("diện tích “{value}” không phải là số"),
    "area_differs": N_("diện tích ghi {declared_ha} ha, đo theo hình {geometry_ha} ha"),
    "area_unit_suspect": N_("diện tích có vẻ ghi theo m², không phải ha (gấp khoảng {ratio} lần hình)"),
    "planted_year_odd": N_("năm trồng {value} vô lý"),
    "mixed_encoding": N_("cột {column} viết bằng bảng mã khác ({encoding}): đọc là “{after}”"),
    "text_undecodable": N_("cột {column} có chữ không giải được: “{value}”"),
    "overlap": N_("chồng lên lô thứ {other} trong tệp: {area_ha} ha"),
    "gap": N_("khoảng trống {area_ha} ha giữa các lô"),
}
"""What is said of single plots while a forest layer is read."""
_TOPICS: tuple[tuple[Mapping[str, str], Mapping[str, str]], ...] = (
    (PLACE, PLACE_PROBLEM),
    (AGENCY, AGENCY_PROBLEM),
    (DUTY, DUTY_PROBLEM),
    (DUTYBOOK, DUTYBOOK_PROBLEM),
    (PORTABLE, PORTABLE_PROBLEM),
    (RULE, RULE_PROBLEM),
    (ACCESS, ACCESS_PROBLEM),
    (INCIDENT, INCIDENT_PROBLEM),
    (CASEWORK, CASEWORK_PROBLEM),
    (NOTICE, NOTICE_PROBLEM),
    (LEDGER, LEDGER_PROBLEM),
    (CHECKING, CHECKING_PROBLEM),
    (FOLLOWUP, FOLLOWUP_PROBLEM),
    (WALL, WALL_PROBLEM),
    (MEMBER_LINK, MEMBER_LINK_PROBLEM),
    (PATROL, PATROL_PROBLEM),
    (MEETING, MEETING_PROBLEM),
    (OUTREACH, OUTREACH_PROBLEM),
    (TEAM, TEAM_PROBLEM),
    (ZONE, ZONE_PROBLEM),
    (SUGGESTION, SUGGESTION_PROBLEM),
    (PRESENCE, PRESENCE_PROBLEM),
    (EFFORT, EFFORT_PROBLEM),
    (CASE, CASE_PROBLEM),
    (REPORT, REPORT_PROBLEM),
)
"""A table and its own problems: ``name_missing`` of a place is not that of a person."""
PROBLEM = {
    "leads_out_of_its_folder": N_("dẫn ra ngoài thư mục của nó"),
    "starts_at_the_root": N_("bắt đầu từ thư mục gốc"),
    "names_a_drive": N_("chỉ tới một ổ đĩa"),
    "holds_a_null_byte": N_("chứa ký tự rỗng"),
    **{name: words for _table, problems in _TOPICS for name, words in problems.items()},
    "not_there": N_("không có tệp này"),
    "empty_file": N_("tệp rỗng"),
    "not_what_its_name_says": N_("nội dung không đúng với tên tệp"),
    "damaged": N_("tệp bị hỏng"),
    "breaks_off": N_("tệp bị cắt giữa chừng"),
}
"""What the parameter `problem` of a refusal may be."""
_PLAIN = (SOURCE, PERIOD, REJECT, FOREST, FINDING, COVER, BASEMAP, FOREST_STORE, CAP)
TABLES: tuple[Mapping[str, str], ...] = (*_PLAIN, *(table for table, _problems in _TOPICS))


def _problem(table: Mapping[str, str], name: str) -> str | None:
    own = next((problems for known, problems in _TOPICS if known is table), {})
    return own.get(name) or PROBLEM.get(name)


class _Given(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


def _plain(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def say(code: str | None, params: Mapping[str, object] | None = None) -> str:
    """The sentence for a code; an unknown code is shown as it is, never hidden and never a traceback."""
    for table in TABLES:
        if code is not None and code in table:
            whole = said_of_rules(params or {}) if table is RULE else params or {}
            given = {name: _plain(value) for name, value in whole.items()}
            if (problem := _problem(table, str(given.get("problem")))) is not None:
                given["problem"] = _(problem)
            if table is LEDGER:
                steps = {name: LEDGER_STATES.get(str(given.get(name))) for name in ("status", "kind")}
                given |= {name: _(said) for name, said in steps.items() if said}
            if table is PLACE:
                given = said_of_places(str(code), given)
            return _(table[code]).format_map(_Given(given))
    return _("Lỗi chưa có tên: {code}. Hãy báo quản trị viên.", code=code or "?")
