"""Words for a local basemap that cannot be used."""

from dashboard.words import N_

BASEMAP = {
    "mbtiles_unusable": N_("Không dùng được {file} làm nền bản đồ."),
    "mbtiles_unreadable": N_("{file} không phải tệp MBTiles đọc được ({detail}). Hãy chép lại tệp."),
    "mbtiles_no_pictures": N_(
        "{file} chứa ô bản đồ kiểu {format}. Bản đồ này chỉ vẽ được ảnh:"
        " hãy xuất lại thành png, jpg hoặc webp."
    ),
    "mbtiles_empty": N_("{file} không có ô bản đồ nào. Hãy xuất lại tệp."),
}
