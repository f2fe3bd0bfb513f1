"""Verdicts of a dossier in words, with their photos, reviews and conflicts; and the words of the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import formats
from dashboard.parts.actor_words import actor
from dashboard.sheet.place import WINDS
from dashboard.words import _
from dashboard.words.checking_errors import PHOTO_FINDING, REVIEW, VERDICT


def conflict(found: Mapping[str, Any] | None) -> list[str]:
    """What a person did not know when they answered (see `data.checking.conflicts`)."""
    if not found:
        return []
    said = []
    if found.get("merged_into"):
        said.append(_("Đám cháy này đã được nhập vào {event}.", event=found["merged_into"]))
    if "version" in found:
        said.append(_("Đám cháy đã có thêm điểm cháy hoặc thay đổi sau khi người kiểm tra xem."))
    for each in found.get("verdicts", []):
        when = formats.moment(formats.as_utc(each["observed_at"]))
        said.append(_("Đã có kết quả khác: {kind}, lúc {when}.", kind=_(VERDICT[each["kind"]]), when=when))
    return said


def photo(row: Mapping[str, Any]) -> dict[str, Any]:
    """One photo, with what its EXIF says."""
    return {
        "id": row["id"],
        "name": row["name"],
        "taken": formats.moment(formats.as_utc(row["taken_at"])) if row["taken_at"] else "",
        "findings": [_(PHOTO_FINDING.get(each, each)) for each in row["findings"]],
        "patrol": row.get("patrol"),
        "patrol_id": row.get("patrol_id"),
    }


def details(row: Mapping[str, Any]) -> list[str]:
    """The figures of a verdict, those that were given."""
    said = []
    if row.get("direction") or row.get("distance_km") is not None:
        wind = _(WINDS[row["direction"]]) if row.get("direction") else ""
        far = formats.distance(row["distance_km"] * 1000) if row.get("distance_km") is not None else ""
        said.append(_("cách người xem {far} {wind}", far=far, wind=wind).strip())
    if row.get("area_m2") is not None:
        said.append(_("{m2} m²", m2=formats.number(row["area_m2"], 0)))
    if row.get("is_out") is not None:
        said.append(_("đã tắt") if row["is_out"] else _("chưa tắt"))
    if row.get("out_at"):
        said.append(_("tắt lúc {when}", when=formats.moment(formats.as_utc(row["out_at"]))))
    if row.get("searched_share") is not None:
        how = _("theo vết đi") if row["searched_by"] == "track" else _("tự khai")
        share = formats.number(row["searched_share"] * 100, 0)
        said.append(_("đã tìm {share} % ({how})", share=share, how=how))
    return said


def told(row: Mapping[str, Any], found: Mapping[str, Any], *, see: bool) -> dict[str, Any]:
    """One verdict."""
    review = row["review"]
    return {
        "id": row["id"],
        "kind": _(VERDICT[row["kind"]]),
        "code": row["kind"],
        "speaks": row["id"] == found["speaks"],
        "counts": row["counts"],
        "text": row["description"],
        "by": row.get("name") or actor(row["actor"]),
        "phone": row.get("phone", "") if see else "",
        "when": formats.moment(formats.as_utc(row["observed_at"])),
        "received": formats.moment(formats.as_utc(row["received_at"])),
        "details": details(row),
        "corrects": row["corrects_id"],
        "review": _(REVIEW[review["decision"]]) if review else _("chờ kiểm duyệt"),
        "review_kind": review["decision"] if review else "waiting",
        "reviewer": actor(review["actor"]) if review else "",
        "reason": review["reason"] if review else "",
        "conflict": conflict(row["conflict"]),
        "photos": [photo(each) for each in row["photos"]],
    }


def sheet_words() -> dict[str, str]:
    """Of the template of the sheet."""
    return {
        "go": _("Dẫn đường"),
        "maps": _("Google Maps"),
        "take": _("Mang theo"),
        "claim": _("Tôi đi"),
        "claim_over": _("Nhận thay"),
        "release": _("Trả lại, không đi nữa"),
        "hand": _("Giao cho người khác"),
        "due": _("Trả lời trong"),
        "to": _("Giao cho"),
        "note": _("Ghi chú"),
        "do": _("Giao"),
        "until": _("hạn {t}"),
        "what": _("Ở đâu, thấy gì"),
        "where": _("Vùng cần tìm"),
        "where_help": _("Ô ảnh vệ tinh cộng sai số vị trí. Lửa có thể ở bất cứ đâu trong vùng tô."),
        "team": _("Chia cho"),
        "people": _("người"),
        "split": _("Chia khu"),
        "sectors": _("Mỗi số là khu của một người."),
        "history": _("Kết quả xác minh"),
        "none": _("Chưa xác minh."),
        "answer": _("Trả lời"),
        "seen_by": _("người xem"),
        "photo": _("ảnh"),
        "speaks": _("đang dùng"),
        "not_counted": _("không còn tính"),
        "corrects": _("sửa kết quả số"),
        "conflict": _("Trái với điều đã biết, chờ người kiểm duyệt:"),
        "against": _("Các kết quả nói khác nhau. Người kiểm duyệt cần xem."),
        "incident": _("Vụ việc"),
        "found": _("Bạn thấy gì?"),
        "describe": _("Mô tả"),
        "name": _("Họ tên"),
        "phone": _("Điện thoại"),
        "when": _("Lúc kiểm tra"),
        "when_help": _("Để trống là lúc bắt đầu viết."),
        "photos": _("Ảnh"),
        "camera": _("Chụp ảnh"),
        "gallery": _("Chọn ảnh"),
        "my_place": _("Chỗ tôi đứng"),
        "get_place": _("Lấy vị trí máy"),
        "type_place": _("hoặc gõ tọa độ"),
        "direction": _("Lửa ở hướng nào"),
        "distance": _("Cách bao xa, km"),
        "area": _("Diện tích cháy, m²"),
        "out": _("Đã tắt chưa"),
        "yes": _("Đã tắt"),
        "no": _("Chưa tắt"),
        "unknown": _("không rõ"),
        "out_at": _("Tắt lúc"),
        "share": _("Đã tìm bao nhiêu phần trăm vùng này"),
        "track": _("Vết đi (GPX), nếu có"),
        "share_help": _("Có vết đi thì máy chủ tính phần đã tìm, với tầm nhìn {m} m mỗi bên."),
        "fix": _("Sửa kết quả trước"),
        "fix_none": _("không, đây là lần xem mới"),
        "send": _("Gửi kết quả"),
        "drop": _("Bỏ bản nháp"),
        "edit": _("Sửa trước khi gửi"),
        "more": _("Thêm chi tiết"),
        "again": _("Trả lời lần nữa"),
    }
