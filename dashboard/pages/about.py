"""*Giới thiệu*: what a hotspot is and is not, where the data comes from, what it must not be used for."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from dashboard import sky, words
from dashboard.parts.html import html
from dashboard.routes.health import VERSION
from dashboard.services import services
from dashboard.words import N_, _
from data.clock import real_now
from geo.passes import blind_windows

_CSS = Path(__file__).with_name("about.css").read_text(encoding="utf-8")

#: Required wording: FIRMS, "How do I cite FIRMS data?". It stays in English in every language.
FIRMS_SENTENCE = (
    "We acknowledge the use of data and/or imagery from NASA's Fire Information for Resource Management "
    "System (FIRMS)"
    " (https://earthdata.nasa.gov/firms), part of NASA's Earth Science Data and Information System (ESDIS)."
)
NUMBERS = (
    ("114", N_("Cháy, cứu nạn, cứu hộ")),
    ("113", N_("Công an")),
    ("115", N_("Cấp cứu y tế")),
)
IS = (
    N_("Một ô ảnh mà vệ tinh thấy nóng hơn hẳn xung quanh, lúc vệ tinh bay qua."),
    N_("Một bằng chứng: có thể có lửa ở đâu đó trong ô, cần người đến xem hoặc gọi hỏi."),
    N_("Một vị trí là tâm ô, không phải chỗ lửa cháy. Lửa có thể nằm cách tâm vài trăm mét."),
)
IS_NOT = (
    N_(
        "Không phải một đám cháy. Một đám cháy thường có nhiều điểm; có điểm không phải cháy rừng mà là "
        "đốt nương, lò gạch, mái tôn nóng."
    ),
    N_("Không phải diện tích cháy. Ô rộng 14 ha vẫn được đánh dấu khi chỉ một góc nhỏ đang cháy."),
    N_("Không phải tin tức thời. Điểm hiện ra sau khi vệ tinh bay qua, thường trong vòng 3 giờ."),
)
CONFIDENCE = (
    ("high", N_("Cao"), N_("Tín hiệu rất mạnh, thường là lửa lớn. Ban ngày có thể bão hòa cảm biến.")),
    ("nominal", N_("Vừa"), N_("Phần lớn các điểm. Đủ để coi là có lửa cho đến khi xác minh.")),
    (
        "low",
        N_("Thấp"),
        N_(
            "Khoảng 16 % số điểm ban ngày, ban đêm không có. Có thể là nắng hắt hoặc đất nóng, nhưng cũng "
            "là cách một đám cháy nhỏ hiện ra đầu tiên: vì vậy vẫn giữ và đánh dấu là yếu."
        ),
    ),
)
LIMITS = (
    N_(
        "Không có điểm cháy không có nghĩa là không có cháy: mây, khói dày, tán rừng và sườn khuất đều che "
        "được lửa; cháy nhỏ hoặc tắt trước lượt quét thì không lên ảnh."
    ),
    N_(
        "Số điểm trước và sau tháng 11/2026 không so được với nhau, vì Suomi NPP đã ngừng bay ngày "
        "01/11/2026."
    ),
    N_(
        "Tệp gần thời gian thực còn có thể được bổ sung hoặc sửa; khi có bản hiệu chỉnh, bản cũ được đánh "
        "dấu chứ không xóa."
    ),
    N_(
        "Nguồn nhiệt cố định (lò, bãi rác, mái nhà máy) được gắn cờ khi nóng nhiều ngày ở cùng chỗ, và "
        "không bị bỏ."
    ),
    N_(
        "Xã ghi cạnh một điểm nằm trong vòng 300 m quanh ranh giới là xã gần nhất, không phải kết luận về "
        "địa bàn."
    ),
)
#: Name, licence, what it does here.
LIBRARIES = (
    ("Leaflet 1.9.4", "BSD-2-Clause", N_("bản đồ trên trình duyệt; © Volodymyr Agafonkin và cộng sự")),
    ("django-leaflet", "LGPL-3.0", N_("gói mang tệp Leaflet, không chạy")),
    ("Streamlit", "Apache-2.0", N_("khung trang")),
    ("folium, streamlit-folium", "MIT", N_("đặt bản đồ vào trang")),
    ("GeoPandas, Shapely, pandas, SciPy", "BSD-3-Clause", N_("tính toán không gian và bảng số")),
    ("pyproj / PROJ", "MIT", N_("hệ tọa độ, kể cả VN-2000")),
    ("SQLAlchemy, Alembic", "MIT", N_("cơ sở dữ liệu")),
)
#: Sides in km, hectares, whose pixel: to scale in the figure.
PIXELS = (
    (0.375, 0.375, "14", N_("VIIRS, giữa vệt quét")),
    (0.80, 0.78, "62", N_("VIIRS, rìa vệt quét")),
    (1.0, 1.0, "100", N_("MODIS, giữa vệt quét")),
)
_KM = 120  # pixels of the figure per kilometre


def _items(texts: tuple[str, ...]) -> str:
    return "".join(f"<li>{escape(_(text))}</li>" for text in texts)


def _numbers() -> str:
    cells = "".join(
        f'<a href="tel:{number}"><b>{number}</b><span>{escape(_(what))}</span></a>'
        for number, what in NUMBERS
    )
    lead = _("Thấy cháy hoặc có người gặp nạn: gọi ngay, đừng đợi bản đồ.")
    return f'<aside class="cl-call"><p>{escape(lead)}</p><div>{cells}</div></aside>'


def _figure() -> str:
    """Pixels to scale, side by side on one ground line."""
    ground, x, drawn = _KM + 6, 8, ""
    for width, height, hectares, whose in PIXELS:
        w, h = width * _KM, height * _KM
        middle = x + max(w, 110) / 2
        drawn += (
            f'<rect x="{middle - w / 2:.1f}" y="{ground - h:.1f}" width="{w:.1f}" height="{h:.1f}" rx="2"/>'
        )
        drawn += f'<text class="ha" x="{middle:.1f}" y="{ground - h / 2 + 5:.1f}">{hectares} ha</text>'
        drawn += f'<text x="{middle:.1f}" y="{ground + 19}">{escape(_(whose))}</text>'
        x += max(int(w), 110) + 38
    alt = _("Kích thước ô ảnh theo cùng tỉ lệ: VIIRS 14 ha ở giữa và 62 ha ở rìa vệt quét, MODIS 100 ha.")
    box = f'viewBox="0 0 {x - 24} {ground + 28}"'
    return f'<svg class="cl-pixels" role="img" aria-label="{escape(alt)}" {box}>{drawn}</svg>'


def _blind_today() -> str:
    """The blind hours by the profile's windows, VIIRS alone: what is left once the MODIS satellites end."""
    here = services()
    windows = {
        name: spans
        for name, spans in here.profile.feeds.pass_windows.items()
        if name in ("NOAA-20", "NOAA-21")
    }
    day = here.now().astimezone(here.profile.tz).date()
    return ", ".join(sky.span(start, end) for start, end in blind_windows(windows, day, here.profile.tz))


def _section(title: str, body: str, kind: str = "") -> str:
    return f'<section class="{kind}"><h2>{escape(title)}</h2>{body}</section>'


def _p(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _hotspot() -> str:
    yes, no = _("Điểm cháy là"), _("Điểm cháy không phải là")
    columns = (
        f'<div class="cl-isnot"><div class="is"><h3>{escape(yes)}</h3><ul>{_items(IS)}</ul>'
        "</div>"
        f'<div class="not"><h3>{escape(no)}</h3><ul>{_items(IS_NOT)}</ul></div>'
        "</div>"
    )
    return _section(_("Điểm cháy là gì"), columns)


def _pixel() -> str:
    body = _p(
        _(
            "Mỗi điểm là một ô ảnh. Ô của VIIRS rộng 14 ha khi vệ tinh ở ngay trên đầu và tới 62 ha ở rìa "
            "vệt quét; ô của MODIS từ 100 ha trở lên. Vì vậy trang luôn ghi diện tích ô và bán kính sai "
            "lệch, bằng nửa cạnh dài của ô."
        )
    )
    text = _(
        "VIIRS (NOAA-20, NOAA-21) thấy được đám cháy nhỏ hơn và chính xác hơn. MODIS (Terra, Aqua) thô hơn "
        "và sắp ngừng: Terra đầu năm 2027, Aqua khoảng tháng 9/2027. Hai loại được vẽ khác nhau và không "
        "cộng vào nhau khi so các năm."
    )
    return _section(_("Ô ảnh: một điểm rộng bao nhiêu"), f"{body}<figure>{_figure()}</figure>{_p(text)}")


def _sure() -> str:
    rows = "".join(
        f"<dt>{escape(_(name))}</dt><dd>{escape(_(text))}</dd>" for _code, name, text in CONFIDENCE
    )
    text = _(
        "Điểm gần nhau về chỗ và giờ được gom thành một đám cháy. Đám cháy là “chắc” khi hai vệ tinh hoặc "
        "hai lượt bay cùng thấy, hoặc có điểm tin cậy vừa trở lên; còn lại là “chưa chắc”. Chỉ người xác "
        "minh mới kết luận có cháy rừng."
    )
    return _section(_("Tin được đến đâu"), f"<dl>{rows}</dl>{_p(text)}")


def _time() -> str:
    first = _(
        "Hai vệ tinh VIIRS bay qua khoảng 00:43–02:25 và 12:16–13:58. Dữ liệu đến trong vòng 3 giờ, có khi "
        "lâu hơn; trang ghi riêng giờ vệ tinh thấy và giờ tệp đến."
    )
    second = _(
        "Ngoài các giờ đó là khoảng mù: {spans}. Nguy hiểm nhất là từ khoảng 14:00 đến 00:40, khi cháy "
        "chiều lan nhanh mà không vệ tinh nào nhìn. Lúc ấy chỉ có chòi canh, tuần tra và tin báo của dân.",
        spans=_blind_today(),
    )
    return _section(_("Nhìn lúc nào, mù lúc nào"), _p(first) + f'<p class="strong">{escape(second)}</p>')


def _sources() -> str:
    hotspots, borders, software = _("Điểm cháy"), _("Ranh giới"), _("Phần mềm")
    areas = services().areas
    outlines = _(
        "Ranh giới xã chỉ để tham khảo: đã giản lược, bản kèm theo sai lệch khoảng ±300 m; không phải"
        " ranh giới pháp lý."
    )
    given = "".join(f"<li>{escape(each)}</li>" for each in areas.attributions)
    libraries = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(licence)}</td><td>{escape(_(what))}</td></tr>"
        for name, licence, what in LIBRARIES
    )
    body = (
        f'<h3>{escape(hotspots)}</h3><p class="quoted" lang="en">{escape(FIRMS_SENTENCE)}</p>'
        f"<h3>{escape(borders)}</h3>{_p(outlines)}<ul>{given}</ul>"
        f"<h3>{escape(software)}</h3><table><tbody>{libraries}</tbody></table>"
    )
    return _section(_("Nguồn dữ liệu và bản quyền"), body)


def show() -> None:
    """Draw the page. It asks nothing of the network and reads nothing but the profile."""
    here = services()
    st.html(f"<style>{_CSS}</style>")
    place = here.profile.name_en if words.current() == "en" else here.profile.name_vi
    lead = _(
        "Canh Lửa theo dõi điểm cháy từ vệ tinh trên địa bàn {place}, để kiểm lâm, công an và quân sự cùng "
        "nhìn một bản đồ và báo tin cho nhau.",
        place=place,
    )
    warning = _(
        "Không dùng trang này làm căn cứ duy nhất cho quyết định liên quan đến tính mạng: sơ tán, cho "
        "người vào vùng cháy, hay cho rút người ra. Dữ liệu vệ tinh đến muộn, thiếu và có thể sai."
    )
    parts = [
        _hotspot(),
        _pixel(),
        _sure(),
        _time(),
        _section(_("Những điều trang này không nói được"), f"<ul>{_items(LIMITS)}</ul>"),
        _sources(),
    ]
    foot = _("Canh Lửa phiên bản {version} · {year}", version=VERSION, year=real_now().year)
    title, caution = _("Giới thiệu"), _("Không dùng cho quyết định sinh tử")
    with st.container(key="about"):
        html(
            f'<article class="cl-about"><header><h1>{escape(title)}</h1><p class="lead">'
            f"{escape(lead)}</p></header>"
            f'<p class="cl-warning"><b>{escape(caution)}</b>'
            f"{escape(warning)}</p>{_numbers()}"
            f"{''.join(parts)}<footer>{escape(foot)}</footer></article>"
        )
