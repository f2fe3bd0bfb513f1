"""*Số liệu 24 giờ*: was everybody told in time; if not, who, which, why. Counted over duties."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import formats, look
from dashboard.parts import ways, whole_page
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.figures import chart as figure_chart
from dashboard.parts.figures import duties as figure_duties
from dashboard.parts.figures import frozen as figure_frozen
from dashboard.parts.figures import names as figure_names
from dashboard.parts.html import html
from dashboard.parts.ledger import audit_note
from dashboard.parts.ledger import words as ledger_words
from dashboard.services import services
from dashboard.words import _, counted
from data.ledger.figures import (
    BUCKETS,
    Count,
    clocks,
    count_all,
    count_by,
    first_start,
    median_to_told,
)
from data.ledger.frozen import frozen, moved_since
from data.ledger.months import Month, months_between
from data.store.engine import reading

_CSS = "".join(
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("desk.css", "figures.css")
)


def _month() -> Month:
    """The month that is looked at: of the address, else the present one."""
    here = services()
    now, zone = here.now(), here.profile.tz
    with reading(here.engine) as conn:
        first = first_start(conn)
    known = {each.text: each for each in months_between(min(first or now, now), now, zone)}
    asked = st.query_params.get("month", "")
    if "figures_month" not in st.session_state:
        st.session_state["figures_month"] = asked if asked in known else next(iter(known))
    chosen = st.selectbox(_("Tháng"), list(known), key="figures_month", format_func=figure_names.month)
    return known[chosen]


def _opening(count: Count) -> None:
    share = "—" if count.share is None else f"{formats.number(count.share * 100, 1)} %"
    title = _("Số liệu 24 giờ")
    lead = _("Từng nghĩa vụ báo tin của tháng, từ lúc biết tới lúc báo có bằng chứng; không đếm số tin gửi.")
    boxes = (
        (counted("đúng hạn, trên {count} đã xét", count.due), share),
        (_("nghĩa vụ"), formats.number(count.total)),
    )
    drawn = "".join(f"<div><span>{escape(name)}</span><b>{escape(value)}</b></div>" for name, value in boxes)
    html(
        f'<header class="cl-pagehead"><div><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>'
        f'<div class="now">{drawn}</div></header>'
    )


def _before_start(count: Count) -> str:
    """What the deadline alone does not say: how many heard of it before it began; "" where nothing did."""
    if not count.with_start:
        return ""
    numbers = {"met": formats.number(count.start_met), "all": formats.number(count.with_start)}
    said = _("Báo trước giờ bắt đầu: {met}/{all} nghĩa vụ về tuần tra, họp, kiểm tra, tập huấn.", **numbers)
    more = _(
        "Báo trong thời hạn mà sau giờ bắt đầu vẫn là đúng hạn của kế hoạch, nhưng không kịp cho việc ấy."
    )
    kind = "warn" if count.start_met < count.with_start else ""
    return f'<p class="cl-start {kind}"><b>{escape(said)}</b> {escape(more if kind else "")}</p>'


def _partition(count: Count, ruling: Mapping[str, int], median: str) -> None:
    """The six buckets with their numbers, the ruling clocks, and what is told beside."""
    named = "; ".join(f"{_(ledger_words.CLOCKS[name])} ({formats.number(n)})" for name, n in ruling.items())
    cells = "".join(
        f'<div style="--bucket: {figure_chart.COLOURS[name]}"><b>{formats.number(count.buckets[name])}</b>'
        f"<span>{escape(_(ledger_words.BUCKETS[name]))}</span></div>"
        for name in BUCKETS
    )
    beside = [
        (_("Tiếp nhận sau thời hạn"), formats.number(count.acknowledged_late)),
        (_("Đạt mục tiêu"), f"{formats.number(count.target_met)}/{formats.number(count.with_target)}"),
        (_("Trung vị từ lúc biết tới lúc báo"), median),
    ]
    if count.sent_open:
        beside.append((_("Chỉ mới gửi, còn hạn để có bằng chứng"), formats.number(count.sent_open)))
    listed = "".join(f"<span>{escape(name)}: <b>{escape(value)}</b></span>" for name, value in beside)
    start = _before_start(count)
    clock = _("Đồng hồ: {clocks}.", clocks=named) if named else ""
    share = _(
        "Tỷ lệ đúng hạn: phần báo đúng hạn có bằng chứng, trong số đã có bằng chứng, đã trễ hoặc đã qua thời"
        " hạn. Tin chỉ mới gửi mà còn hạn thì chưa xét; miễn thì không kể."
    )
    html(
        f'<section class="cl-buckets">{cells}</section>{start}<p class="cl-beside">{listed}</p>'
        f'<p class="cl-clock">{escape(clock)} {escape(share)}</p>'
    )


def _by(month: Month, names: Mapping[str, str]) -> None:
    """The partition by what is chosen, as bars and as a table, down to each duty."""
    here = services()
    dimension = st.segmented_control(
        _("Theo"), list(figure_names.DIMENSIONS), default="receiver", required=True, key="figures_by",
        format_func=lambda each: _(figure_names.DIMENSIONS[each]),
    )  # fmt: skip
    by = str(dimension)
    with reading(here.engine) as conn:
        parts = count_by(conn, month, here.now(), by)
    if not parts:
        look.note(
            _("Tháng này không có nghĩa vụ nào"),
            _("Không có tin nào phải báo, hoặc quy tắc báo tin chưa bật. Xem trang Quy tắc báo tin."),
        )
        return
    said = figure_names.namer(by, names, here.areas)
    st.altair_chart(
        figure_chart.chart({said(key): each for key, each in parts.items()}, dark=look.is_dark()),
        width="stretch", key=f"figures_chart_{by}",
    )  # fmt: skip
    rows = [
        {
            _(figure_names.DIMENSIONS[by]): said(key),
            **{_(ledger_words.BUCKETS[name]): each.buckets[name] for name in BUCKETS},
            _("cộng"): each.total,
            _("đúng hạn, %"): "—" if each.share is None else formats.number(each.share * 100, 1),
            _("trước giờ bắt đầu"): f"{each.start_met}/{each.with_start}" if each.with_start else "",
            _("tiếp nhận trễ"): each.acknowledged_late,
        }
        for key, each in parts.items()
    ]
    st.dataframe(rows, hide_index=True, key=f"figures_table_{by}")
    figure_duties.show(month, by, {key: said(key) for key in parts})


def _body() -> None:
    here = services()
    head = st.container(key="figureshead")
    figure_frozen.news()
    audit_note.show()
    with st.container(key="figuresways", horizontal=True, vertical_alignment="bottom"):
        month = _month()
        now = here.now()
        with reading(here.engine) as conn:
            today, kept, ruling = count_all(conn, month, now), frozen(conn, month), clocks(conn, month)
            middle, names = median_to_told(conn, month), agency_names.ever(conn)
            moved = moved_since(conn, month, kept, now) if kept else []
        file = escape(ways.way("export/duties.xlsx", month=month.text), quote=True)
        save = escape(_("Tải Excel"))
        html(f'<a class="cl-file" href="{file}" target="_self" download>{save}</a>')
        figure_frozen.button(month, today, kept)
    with head:
        _opening(today)
    _partition(today, ruling, "—" if middle is None else ledger_words.span(middle))
    figure_frozen.show(month, kept, today, moved)
    _by(month, names)


def show() -> None:
    """Draw the page."""
    whole_page.draw("figures", _body, _CSS)
