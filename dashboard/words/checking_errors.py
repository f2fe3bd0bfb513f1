"""Words for what is refused, and for what is odd, around checking on the ground."""

from __future__ import annotations

from dashboard.words import N_

CHECKING = {
    "assignment_taken": N_("{owner} đang đi kiểm tra {event_id}. Hãy tải lại trang; nếu cần, nhận thay."),
    "assignment_unknown": N_("Việc kiểm tra này đã kết thúc hoặc không có. Hãy tải lại trang."),
    "assignment_invalid": N_("Chưa giao được việc kiểm tra: {problem}."),
    "verdict_invalid": N_("Chưa ghi được kết quả xác minh: {problem}."),
    "verdict_unknown": N_("Không có kết quả xác minh {id}. Hãy tải lại trang."),
    "review_refused": N_("Chưa kiểm duyệt được: {problem}."),
    "observer_swapped": N_(
        "Vĩ độ {latitude} và kinh độ {longitude} có vẻ bị đổi chỗ cho nhau. Hãy đổi lại rồi gửi."
    ),
    "observer_elsewhere": N_(
        "Chỗ đứng cách đám cháy {distance_km} km, quá {most_km} km thì không thể nhìn thấy."
        " Hãy sửa tọa độ hoặc bỏ trống."
    ),
    "point_to_confirm": N_(
        "Tọa độ này có thể hiểu là vĩ độ {latitude}, kinh độ {longitude} ({notation})."
        " Nếu đúng, hãy xác nhận."
    ),
    "point_outside": N_(
        "Vĩ độ {latitude}, kinh độ {longitude} nằm ngoài địa bàn theo dõi. Hãy kiểm tra lại tọa độ."
    ),
    "photo_too_large": N_("Ảnh {name} có {megabytes} MB, tối đa {limit_mb} MB. Hãy chụp lại cỡ nhỏ hơn."),
    "photo_too_many_pixels": N_(
        "Ảnh {name} có hơn {limit_megapixels} triệu điểm ảnh. Hãy chụp lại cỡ nhỏ hơn."
    ),
    "photo_not_an_image": N_(
        "Tệp {name} không phải ảnh mà là {kind}. Hãy chọn ảnh JPEG, PNG, WebP hoặc HEIC."
    ),
    "photo_damaged": N_("Ảnh {name} bị hỏng hoặc bị cắt giữa chừng, không mở được. Hãy chọn ảnh khác."),
    "photo_needs_package": N_(
        "Máy chủ này chưa đọc được ảnh HEIC ({name}). Hãy chụp dạng JPEG, hoặc báo quản trị viên cài"
        " {package}."
    ),
    "photo_invalid": N_("Chưa lưu được ảnh {name}: {problem}."),
    "photo_unknown": N_("Không có ảnh {id}, hoặc tệp ảnh đã mất."),
    "track_unknown": N_("Không có vết đi {id}. Hãy nạp lại tệp GPX."),
    "search_error": N_("Không dùng được dữ liệu tìm kiếm này."),
    "gpx_unreadable": N_("Không đọc được {name} như một tệp GPX: {reason}."),
    "gpx_unsafe": N_("Tệp {name} có khai báo DOCTYPE hoặc thực thể, GPX không cần; tệp bị từ chối."),
    "gpx_too_large": N_("Tệp {name} quá lớn: tối đa {limit_mb} MB và {limit_points} điểm."),
    "gpx_without_track": N_(
        "Tệp {name} không có vết đi, chỉ có {waypoints} điểm đánh dấu và {routes} tuyến dự định."
        " Hãy xuất vết đi (track)."
    ),
    "gpx_point_impossible": N_(
        "Tệp {name} có điểm không thể có: vĩ độ {latitude}, kinh độ {longitude}. Có thể hai số bị đổi chỗ."
    ),
    "form_file_unreadable": N_("Không đọc được {name} như bài gửi của biểu mẫu: {reason}."),
    "form_columns_missing": N_(
        "{name} không phải bảng của biểu mẫu này: thiếu cột {missing}. Hãy xuất lại từ ODK hoặc Kobo."
    ),
    "form_too_large": N_("{name} quá lớn: tối đa {limit_mb} MB và {limit_rows} dòng. Hãy chia nhỏ."),
    "form_foreign": N_(
        "{event_id} là đám cháy của nơi khác ({deployment}), không phải của hệ thống này; không ghi."
    ),
    "form_row_invalid": N_("Không hiểu cột {column}: “{value}”. Hãy sửa rồi nạp lại."),
    "form_photo_missing": N_("Tệp tải lên không có ảnh {name}. Hãy nạp cả thư mục ảnh."),
    "sms_verdict_unreadable": N_("Tin nhắn chưa rõ kết quả: {problem}."),
}
CHECKING_PROBLEM = {
    "owner_kind_unknown": N_("chưa chọn người hay tổ"),
    "owner_missing": N_("chưa ghi ai đi"),
    "due_in_the_past": N_("hạn trả lời đã qua"),
    "verdict_kind_unknown": N_("chưa chọn thấy gì"),
    "description_missing": N_("chưa mô tả"),
    "name_missing": N_("chưa ghi họ tên"),
    "distance_impossible": N_("khoảng cách phải từ 0 đến 100 km"),
    "share_impossible": N_("phần đã tìm phải từ 0 đến 100 %"),
    "share_missing": N_("không thấy cháy thì phải ghi đã tìm bao nhiêu phần trăm, ví dụ KHONG 80"),
    "accuracy_impossible": N_("sai số vị trí phải từ 0 m trở lên"),
    "out_of_no_fire": N_("đã chọn không có cháy mà vẫn ghi đã tắt hay chưa"),
    "out_at_without_out": N_("có giờ tắt mà chưa chọn đã tắt"),
    "draft_taken": N_("mã bản nháp này đã dùng cho nội dung khác"),
    "corrects_another_event": N_("kết quả cần sửa thuộc đám cháy khác"),
    "decision_unknown": N_("chưa chọn xác nhận hay trả lại"),
    "own_verdict": N_("người xác minh không tự kiểm duyệt; cần người thứ hai"),
    "said_already": N_("đã ghi quyết định này rồi"),
    "record_unknown": N_("kết quả xác minh hoặc vụ việc chưa được lưu"),
    "too_many_photos": N_("đã đủ số ảnh cho một lần"),
}
PHOTO_FINDING = {
    "no_exif": N_("ảnh không có thông tin máy ảnh"),
    "exif_broken": N_("thông tin máy ảnh bị hỏng"),
    "no_time": N_("ảnh không ghi giờ chụp"),
    "no_place": N_("ảnh không ghi nơi chụp"),
    "time_differs": N_("giờ chụp khác giờ kiểm tra"),
    "place_differs": N_("nơi chụp khác nơi kiểm tra"),
    "time_ahead": N_("giờ chụp sau lúc nhận ảnh"),
    "used_before": N_("ảnh này đã dùng ở chỗ khác"),
}
"""What is said of a photo (`data.checking.exif.FINDINGS`)."""
TRACK_FINDING = {
    "no_times": N_("vết đi không có giờ"),
    "some_times": N_("một số điểm của vết đi không có giờ"),
    "times_backwards": N_("giờ trong vết đi chạy ngược"),
    "broken": N_("vết đi bị đứt quãng, không nối qua chỗ đứt"),
    "another_day": N_("vết đi của ngày khác, không tính phần đã tìm"),
}
"""What is said of a track (`data.checking.tracks.FINDINGS`)."""
VERDICT = {
    "forest_fire": N_("cháy rừng"),
    "burning_allowed": N_("đốt nương, được phép"),
    "burning_not_allowed": N_("đốt nương, không được phép"),
    "fire_other": N_("có cháy, không phải cháy rừng"),
    "nothing": N_("không thấy cháy"),
    "permanent_source": N_("nguồn nhiệt cố định"),
}
REVIEW = {"confirmed": N_("đã kiểm duyệt"), "returned": N_("trả lại")}
