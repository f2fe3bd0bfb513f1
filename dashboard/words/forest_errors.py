"""Why the store refuses a forest layer."""

from dashboard.words import N_

FOREST_STORE = {
    "forest_layer_unknown": N_("Không có lớp rừng số {layer_id}. Hãy tải lại trang."),
    "forest_layer_not_staged": N_(
        "Lớp rừng số {layer_id} không còn chờ xác nhận: đã có người quyết định. Hãy tải lại trang."
    ),
    "forest_layer_not_before": N_(
        "Lớp rừng số {layer_id} không phải bản ngay trước bản đang dùng. Hãy tải lại trang."
    ),
    "forest_import_running": N_("Đang có một lớp rừng khác được nạp ({holder}). Đợi xong rồi thử lại."),
    "forest_plots_lost": N_(
        "Đọc {read} hình nhưng chỉ được {plots} lô và {refused} hình bị loại: có lô bị mất, nên không giữ gì."
        " Hãy báo quản trị viên."
    ),
    "forest_layer_outside": N_(
        "Chỉ {inside} trên {plots} lô nằm trong các xã. Kiểm tra hệ tọa độ ở bước 3; nếu lớp đúng là của nơi"
        " khác, đánh dấu “vẫn nạp” ở đó."
    ),
    "forest_crs_unsure": N_("{layer} không ghi chắc chắn hệ tọa độ. Hãy chọn hệ tọa độ ở bước 3."),
    "forest_doubts": N_("Chưa lưu gì, còn điều phải hỏi: {doubts}"),
    "forest_no_plots": N_("Không hình nào trong {read} hình dùng được làm lô rừng, nên không giữ gì."),
}
