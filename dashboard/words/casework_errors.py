"""Words for what is refused around case files."""

from __future__ import annotations

from dashboard.words import N_

CASEWORK = {
    "record_invalid": N_("Chưa lưu hồ sơ: {problem}."),
    "document_invalid": N_("Chưa lập được văn bản: {problem}."),
    "outline_invalid": N_("Không lấy được vùng cháy từ đây: {problem}."),
}
CASEWORK_PROBLEM = {
    "merged_away": N_("vụ này đã gộp vào vụ khác, hãy ghi ở vụ đó"),
    "merge_with_itself": N_("không gộp một vụ với chính nó"),
    "merge_into_false_alarm": N_("không gộp vào vụ đã kết luận báo nhầm; hãy gộp theo chiều ngược lại"),
    "not_merged": N_("vụ này không còn gộp với vụ nào"),
    "before_it_happened": N_("có mốc giờ sớm hơn lúc vụ việc xảy ra"),
    "times_out_of_order": N_("các mốc phải theo thứ tự: đến hiện trường, khống chế, dập tắt"),
    "amount_impossible": N_("số phải từ 0 trở lên"),
    "slope_impossible": N_("độ dốc phải từ 0 đến 90 độ"),
    "year_impossible": N_("năm trồng không hợp lý"),
    "burned_does_not_sum": N_("tổng diện tích cháy khác với các phần theo trạng thái cộng lại"),
    "damaged_does_not_sum": N_("tổng diện tích thiệt hại khác với các phần theo trạng thái cộng lại"),
    "damage_contradicts": N_("đã chọn không thiệt hại về rừng mà vẫn có diện tích thiệt hại"),
    "planted_contradicts": N_("rừng tự nhiên thì không có năm trồng"),
    "force_unnamed": N_("chưa ghi tên lực lượng"),
    "force_unknown": N_("lực lượng này vừa được người khác sửa, hãy tải lại trang"),
    "people_impossible": N_("số người không hợp lý"),
    "area_changed": N_("người khác vừa đưa vào vùng cháy khác, hãy tải lại trang để xem"),
    "area_unknown": N_("không có vùng cháy này"),
    "nobody_named": N_("chưa ghi đã báo cho ai"),
    "outline_file_empty": N_("tệp rỗng"),
    "outline_file_large": N_("tệp lớn hơn 16 MB"),
    "outline_file_unknown": N_("tệp hỏng, hoặc không phải GPX, GeoJSON, KML, KMZ"),
    "outline_absent": N_("không có vùng hay đường đi nào; điểm rời thì không khép thành vùng được"),
    "outline_few_points": N_("đường đi chưa đủ ba điểm khác nhau"),
    "outline_swapped": N_("vĩ độ và kinh độ bị đảo chỗ; hãy xuất lại tệp"),
    "outline_far": N_("vùng này nằm ngoài địa bàn theo dõi"),
    "outline_nothing_left": N_("đường viền không bao quanh diện tích nào"),
    "outline_huge": N_("vùng lớn hơn 10.000 ha; kiểm tra lại các điểm"),
}
