"""The sentences of a message, Vietnamese and English: both stand in every message, whoever reads it."""

from __future__ import annotations

LANGUAGES = {"vi": "vi-VN", "en": "en-US"}
"""RFC 3066 names of the two ``<info>`` blocks. English as CAP's default language."""
PHRASES: dict[str, tuple[str, str]] = {
    "exercise": ("DIỄN TẬP – không phải cháy thật", "DIỄN TẬP – EXERCISE, not a real fire"),
    "sender": ("Canh Lửa – {name}", "Canh Lửa – {name}"),
    "audience": (
        "Kiểm lâm, Công an, Quân sự và cơ quan phối hợp",
        "Forest rangers, police, military and cooperating agencies",
    ),
    # what it is
    "event.fire_event": ("Nhóm điểm cháy do vệ tinh thấy", "Hotspots seen by satellite"),
    "event.forest_fire": ("Cháy rừng", "Forest fire"),
    "event.land_fire": ("Cháy nương, cháy thực bì", "Field or vegetation fire"),
    "event.danger_level": ("Cấp cháy rừng {numeral} ({name})", "Forest fire danger {numeral} ({name})"),
    "event.other": ("Vụ việc", "Incident"),
    "level.1": ("thấp", "low"),
    "level.2": ("trung bình", "moderate"),
    "level.3": ("cao", "high"),
    "level.4": ("nguy hiểm", "dangerous"),
    "level.5": ("cực kỳ nguy hiểm", "extremely dangerous"),
    # its headline
    "head": ("{event}: {where}", "{event}: {where}"),
    "head.unverified": ("{event}, chưa xác minh: {where}", "{event}, not verified: {where}"),
    "head.verified": ("{event}, đã xác minh: {where}", "{event}, verified: {where}"),
    "head.Update": ("Cập nhật – {head}", "Update – {head}"),
    "head.Cancel": ("Không còn hiệu lực – {head}", "No longer in force – {head}"),
    # where
    "commune": ("{kind} {name}", "{name} {kind}"),
    "kind.xã": ("xã", "commune"),
    "kind.thị trấn": ("thị trấn", "township"),
    "kind.phường": ("phường", "ward"),
    "area.former": (" (địa giới cũ: {names})", " (former communes: {names})"),
    "area.near_border": ("gần địa giới", "near the border"),
    "area.none": ("{name}, chưa rõ xã", "{name}, commune not known"),
    "point": (
        "Tọa độ WGS84 (vĩ độ, kinh độ): {latitude}, {longitude}.",
        "Position WGS84 (latitude, longitude): {latitude}, {longitude}.",
    ),
    "no_point": ("Chưa có tọa độ.", "No coordinates yet."),
    "nearest": ("Cách {name} {km} km {wind}.", "{km} km {wind} of {name}."),
    "nearest.centre": ("tâm {name}", "the middle of {name}"),
    "nearest.here": ("Tại {name}.", "At {name}."),
    "wind.N": ("về phía bắc", "north"),
    "wind.NE": ("về phía đông bắc", "north-east"),
    "wind.E": ("về phía đông", "east"),
    "wind.SE": ("về phía đông nam", "south-east"),
    "wind.S": ("về phía nam", "south"),
    "wind.SW": ("về phía tây nam", "south-west"),
    "wind.W": ("về phía tây", "west"),
    "wind.NW": ("về phía tây bắc", "north-west"),
    "place_text": ("Nơi xảy ra theo tin báo: {text}.", "Place as reported: {text}."),
    "forest.inside": ("Trong rừng{plot}.", "In forest{plot}."),
    "forest.near": ("Gần rừng{plot}.", "Near forest{plot}."),
    "forest.outside": ("Ngoài rừng theo bản đồ.", "Outside forest by the map."),
    "forest.unknown": ("Chưa rõ có trong rừng hay không.", "Whether it is in forest is not known."),
    "plot.lot": ("lô {text}", "lot {text}"),
    "plot.subcompartment": ("khoảnh {text}", "sub-compartment {text}"),
    "plot.compartment": ("tiểu khu {text}", "compartment {text}"),
    # what is known
    "seen": ("Vệ tinh {satellites} thấy {count} điểm cháy.", "{satellites} saw hotspots: {count}."),
    "seen.some": ("Vệ tinh thấy điểm cháy.", "Satellites saw hotspots."),
    "frp": ("Mạnh nhất {mw} MW.", "Strongest {mw} MW."),
    "area_ha": ("Diện tích theo tin báo: {ha} ha.", "Area as reported: {ha} ha."),
    "summary": ("Nội dung: {text}.", "As recorded (in Vietnamese): {text}."),
    "spread": ("Có nguy cơ cháy lan.", "It may spread."),
    "houses": ("Có nguy cơ cháy nhà.", "Houses are in danger."),
    "level": ("Cấp cháy rừng đã công bố ở đó: {numeral}.", "Announced fire danger there: {numeral}."),
    "announced": ("Căn cứ: {source}.", "Announced by: {source}."),
    "holds": ("Có hiệu lực từ {first} đến {last}.", "In force from {first} until {last}."),
    "evidence": (
        "Một điểm cháy là bằng chứng, chưa phải đám cháy.",
        "A hotspot is evidence, not yet a fire.",
    ),
    "reported": ("Tin do người báo, chưa xác minh.", "Reported by a person, not verified."),
    "verified": ("Đã xác minh tại chỗ.", "Verified."),
    "status.responding": ("Đang xử lý.", "Forces are at work."),
    "status.controlled": ("Đã khống chế.", "Under control."),
    "status.resolved": ("Đã xong.", "Over."),
    "status.closed": ("Đã đóng hồ sơ.", "Closed."),
    # the clocks
    "clocks": ("Các mốc giờ ({zone}): {clocks}.", "Clocks ({zone}): {clocks}."),
    "clock.happened_at": ("xảy ra {at}", "happened {at}"),
    "clock.seen_at": ("vệ tinh thấy {at}", "satellite saw {at}"),
    "clock.stored_at": ("nhận tệp {at}", "file stored {at}"),
    "clock.known_at": ("có người biết {at}", "known to a person {at}"),
    "clock.verified_at": ("xác minh {at}", "verified {at}"),
    "ruling": ("Thời hạn báo tin tính từ lúc {clock}: {at}.", "The duty to inform runs from {clock}: {at}."),
    "ruling.stored": ("nhận tệp", "the file being stored"),
    "ruling.known": ("biết tin", "its being known"),
    "ruling.announced": ("công bố", "its announcement"),
    # its end
    "over.withdrawn": ("Tin này đã được rút: {reason}.", "This was withdrawn: {reason}."),
    "over.unsaid": ("không ghi lý do", "no reason given"),
    "over.emptied": (
        "Không còn điểm cháy nào trong nhóm này: dữ liệu vệ tinh đã được thay bằng bản chính xác hơn.",
        "No hotspot is left in this group: better satellite data took their place.",
    ),
    "over.merged": (
        "Nhóm này đã gộp vào một đám cháy khác; theo dõi các tin về đám cháy đó.",
        "This group became part of another fire; follow the messages about that one.",
    ),
    "over.permanent": (
        "Đây là nguồn nhiệt cố định, không tính là cháy rừng.",
        "This is a permanent heat source and does not count as a forest fire.",
    ),
    "over.not_fire": (
        "Vụ việc đã được ghi lại là loại khác, không phải cháy rừng hay cháy thực bì.",
        "The incident is now recorded as something else than a forest or vegetation fire.",
    ),
    "over.below_level": (
        "Cấp cháy rừng công bố nay dưới cấp IV.",
        "The announced fire danger is now below level IV.",
    ),
    "over.caution": (
        "Tin rút không có nghĩa là ở đó không có cháy.",
        "A withdrawn message does not mean that nothing burns there.",
    ),
    # what to do
    "do.verify": (
        "Cử người gần nhất đến xác minh. Nếu có cháy: gọi 114, báo Hạt Kiểm lâm và UBND xã, huy động tại chỗ."
        " Trả lời kết quả, kể cả khi không thấy cháy.",
        "Send whoever is nearest to verify. If it burns: call 114, tell the ranger station and the commune's"
        " People's Committee, mobilise on the spot. Answer what was found, also when it is nothing.",
    ),
    "do.fight": (
        "Huy động lực lượng tại chỗ theo phương án; gọi 114; báo Hạt Kiểm lâm và UBND xã ngay."
        " Chỉ vào gần lửa khi có người chỉ huy và đường rút.",
        "Mobilise the forces on the spot by the plan; call 114; tell the ranger station and the commune's"
        " People's Committee at once. Go near the fire only under command and with a way out.",
    ),
    "do.level": (
        "Không đốt nương, không đốt xử lý thực bì (Nghị định 156/2018, Điều 47.3). Trực 24/24, theo dõi điểm"
        " cháy vệ tinh, báo kiểm lâm địa bàn xác minh, nhận và ghi tin báo cháy.",
        "No burning of fields or cleared vegetation (Decree 156/2018, Article 47.3). On duty day and night:"
        " watch satellite hotspots, have local rangers verify them, take and log fire calls.",
    ),
    "do.watch": (
        "Tiếp tục canh tại chỗ, đề phòng cháy lại. Thấy khói hoặc lửa thì gọi 114.",
        "Keep watch on the spot: it may flare up again. If there is smoke or fire, call 114.",
    ),
    "do.nothing": (
        "Không cần làm gì thêm theo các tin đã nêu. Thấy cháy thì gọi 114.",
        "Nothing more needs to be done on the messages referred to. If you see a fire, call 114.",
    ),
    "contact": ("114 (báo cháy)", "114 (fire)"),
}


def phrase(language: str, key: str, /, **values: object) -> str:
    """A sentence in Vietnamese ("vi") or English."""
    return PHRASES[key][0 if language == "vi" else 1].format(**values)


def decimal(language: str, value: float, places: int) -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English."""
    text = f"{value:,.{places}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text
