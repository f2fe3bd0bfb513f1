"""Every cell of a run as a workbook: whoever doubts a score can compute it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import drill_mark, formats
from dashboard.exports.workbook import DEGREES, INTEGER, TWO_DECIMALS, Column, Page, workbook
from dashboard.parts.suggestions import score_map
from dashboard.parts.suggestions import words as score_words
from dashboard.services import Services, services
from dashboard.words import _
from dashboard.words import current as current_language
from dashboard.words import use as use_language
from geo.suggesting.explaining import NEVER


def _columns(run: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], here: Services) -> list[Column]:
    cells = run["cells"]
    lon, lat = score_map.grid_of(run, here.areas.crs_metres).middle
    of = {cell: row["number"] for row in rows for cell in row["cells"]}
    names = {own: here.areas.by_id(own).name for own in set(cells["commune"])}
    days = [_("chưa ai tới") if each == NEVER else each for each in cells["patrol_days"]]

    def column(header: str, values: Any, width: float = 12, shape: str = "General") -> Column:
        return Column(header, pd.Series(list(values), dtype=object), width, shape)

    parts = [
        column(_("giá trị: {part}", part=_(score_words.PARTS[part])), values, 16, TWO_DECIMALS)
        for part, values in cells["parts"].items()
    ]
    return [
        column(_("hàng"), cells["row"]),
        column(_("cột"), cells["column"]),
        column(_("vĩ độ giữa ô"), lat.round(6), 14, DEGREES),
        column(_("kinh độ giữa ô"), lon.round(6), 14, DEGREES),
        column(_("xã"), (names[own] for own in cells["commune"]), 16),
        column(_("điểm"), cells["score"], 10, TWO_DECIMALS),
        column(_("thuộc gợi ý"), (of.get(number) for number in range(len(cells["row"])))),
        *parts,
        column(_("đám cháy trong ô"), cells["fires"], 14, INTEGER),
        column(_("đám cháy ở ô bên"), cells["fires_around"], 14, INTEGER),
        column(_("tỷ lệ rừng"), cells["forest_share"], 12, TWO_DECIMALS),
        column(_("bản gần nhất"), cells["village"], 18),
        column(_("cách bản, m"), cells["village_m"], 12, INTEGER),
        column(_("cách nương, m"), cells["field_m"], 12, INTEGER),
        column(_("cấp cháy rừng"), cells["level"], 12, INTEGER),
        column(_("số ngày từ lần tuần tra cuối"), days, 16),
    ]


def make(run: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], here: Services) -> bytes:
    """The workbook: cells, and how the score is computed."""
    rules = run["rules"]
    facts: list[tuple[str, Any]] = [
        (_("chấm lúc"), formats.moment(run["made_at"])),
        *(
            (_("trọng số: {part}", part=_(score_words.PARTS[part])), rules["weights"].get(part, 0.0))
            for part in score_words.PARTS
        ),
        *(
            (_("một đám cháy tính là: {what}", what=_(score_words.VERDICTS[verdict])), value)
            for verdict, value in rules["verdicts"].items()
        ),
        (_("mỗi năm trước đó nhân với"), rules["fades"]),
        (_("ngoài mùa nhân với"), rules["off_season"]),
        (_("đám ở ô bên nhân với"), rules["around"]),
        (_("phần đám cháy bằng 1 từ tổng"), run["ground"]["full_fires"]),
        (_("cạnh ô, m"), rules["side_m"]),
        *(
            (_("không tính: {part}", part=_(score_words.PARTS[part])), score_words.left_out(part, why))
            for part, why in run["left_out"].items()
        ),
    ]
    mark = drill_mark.line() if here.drill else ""
    return workbook([Page(_("Điểm từng ô"), _columns(run, rows, here))], (_("Cách tính"), facts), mark)


def button(run: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """The button that brings it."""
    here, language = services(), current_language()

    def content() -> bytes:
        use_language(language)  # it runs in a thread of its own
        return make(run, rows, here)

    drill = "DIEN-TAP_" if here.drill else ""
    st.download_button(
        _("Tải điểm của mọi ô (.xlsx)"), data=content,
        file_name=f"{drill}canhlua_goi-y_{formats.local(run['made_at']):%Y%m%d-%H%M}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key="suggest_xlsx", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
