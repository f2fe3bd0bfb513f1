"""What lies under the map: which tiles, how far they reach, whose they are; or how to get some."""

from __future__ import annotations

import os

import streamlit as st

from dashboard import look
from dashboard.routes import base_tiles
from dashboard.services import services
from dashboard.words import _
from dashboard.words.errors import say
from dashboard.words.numbers import number
from data.mbtiles import FOLDER, TileFile


def _facts(file: TileFile) -> list[tuple[str, str]]:
    west, south, east, north = (number(value, 3) for value in file.bounds)
    return [
        (_("Tệp"), file.path.name),
        (_("Tên nền"), file.name),
        (_("Phạm vi (tây, nam, đông, bắc)"), f"{west} · {south} · {east} · {north}"),
        (_("Mức thu phóng"), f"{file.min_zoom}–{file.max_zoom}"),
        (_("Dung lượng"), f"{number(file.size_bytes / 1e6, 1)} MB"),
        (_("Ghi công"), file.attribution or _("tệp không ghi; hãy hỏi nơi làm ra tệp")),
    ]


def show() -> None:
    """The state of the basemap, in a card."""
    here = services()
    st.subheader(_("Nền bản đồ"))
    local = base_tiles.local_tiles(here.profile.directory)
    if local is not None and local.file is not None:
        look.small(_("Bản đồ dùng tệp nền trên máy này, không cần mạng."))
        look.facts(_facts(local.file))
        return
    if local is not None and local.error is not None:
        look.note(_("Tệp nền bản đồ không dùng được"), say(local.error.code, local.error.params), kind="warn")
    served = here.profile.basemap
    if served is not None:
        ready = served.address(os.environ) is not None
        look.small(
            _("Bản đồ lấy nền từ máy chủ của cấu hình; mất mạng thì chỉ còn ranh giới xã.")
            if ready
            else _("Cấu hình có máy chủ nền, nhưng chưa đặt khóa {variable}.", variable=served.key_variable)
        )
        look.facts([(_("Ghi công"), served.attribution), (_("Mức thu phóng"), f"≤ {served.max_zoom}")])
        return
    look.note(
        _("Chưa có nền bản đồ"),
        _("Bản đồ vẫn dùng được: ranh giới xã, rừng, địa danh và điểm cháy do chương trình tự vẽ."),
        steps=(
            _(
                "Có nền không cần mạng: chép một tệp .mbtiles (ảnh png, jpg hoặc webp) vào thư mục {folder}.",
                folder=f"{here.profile.directory.name}/{FOLDER}",
            ),
            _("Hoặc ghi máy chủ nền vào mục [basemap] của profile.toml."),
        ),
    )
