"""Why tree cover or names could not be fetched; each says that what is there stays."""

from dashboard.words import N_

COVER = {
    "landcover_error": N_("Không dùng được lớp phủ rừng vừa lấy. Lớp rừng hiện có giữ nguyên."),
    "landcover_unreachable": N_(
        "Không kết nối được tới {source}. Kiểm tra mạng. Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_timed_out": N_(
        "{source} không trả lời xong trong {seconds} giây. Hãy thử lại sau. Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_server_failed": N_(
        "Máy chủ {source} đang quá tải hoặc có lỗi (mã {status}). Hãy thử lại sau."
        " Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_refused": N_(
        "{source} trả lời mã {status} thay vì gửi tệp. Hãy báo quản trị viên. Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_truncated": N_(
        "Tải từ {source} bị đứt: nhận {received} trên {announced} byte. Hãy thử lại."
        " Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_missing": N_(
        "Không có tệp nào ở {source}. Quản trị viên cần kiểm tra mục landcover của hồ sơ triển khai."
        " Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_without_ranges": N_(
        "Máy chủ của {source} chỉ gửi được cả tệp, không gửi từng phần, nên không tải."
        " Hãy dùng máy chủ khác, hoặc chép tệp về máy này. Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_changed": N_("{source} bị thay giữa lúc đang đọc. Hãy thử lại. Lớp rừng hiện có giữ nguyên."),
    "landcover_too_large": N_(
        "Phần cần lấy của {source} quá lớn: {amount} {unit}, tối đa {limit}. Quản trị viên cần xem lại khung"
        " của hồ sơ triển khai. Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_not_a_tiff": N_(
        "{source} không phải ảnh GeoTIFF mà bắt đầu bằng {begins}: có thể mạng đòi đăng nhập."
        " Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_damaged": N_("{source} bị hỏng. Hãy thử lại. Lớp rừng hiện có giữ nguyên."),
    "landcover_wrong_raster": N_(
        "{source} không phải mảnh bản đồ WorldCover. Quản trị viên cần kiểm tra địa chỉ."
        " Lớp rừng hiện có giữ nguyên."
    ),
    "landcover_empty": N_("{source} không cho thấy rừng nào trong khung. Lớp rừng hiện có giữ nguyên."),
    "overpass_unreachable": N_(
        "Không kết nối được tới máy chủ OpenStreetMap {source}. Kiểm tra mạng. Những gì đang có giữ nguyên."
    ),
    "overpass_busy": N_(
        "Máy chủ OpenStreetMap {source} đang quá tải hoặc có lỗi. Hãy thử lại sau vài phút."
        " Những gì đang có giữ nguyên."
    ),
    "overpass_unreadable": N_(
        "Máy chủ OpenStreetMap {source} trả lời không đúng dạng: có thể mạng đòi đăng nhập."
        " Những gì đang có giữ nguyên."
    ),
    "overpass_empty": N_(
        "OpenStreetMap ({source}) chưa có gì thuộc loại này trong khung. Những gì đang có giữ nguyên."
    ),
}
