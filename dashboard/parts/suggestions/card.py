"""One suggestion: every part of its score with what was counted, its cells, and the planner's word."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import actor_words, dialogs
from dashboard.parts.html import html
from dashboard.parts.suggestions import accepting, act
from dashboard.parts.suggestions import words as score_words
from dashboard.services import services
from dashboard.words import _, counted
from data.store.engine import reading
from data.zones import zone_of
from data.zones.suggestions import refuse, reopen
from geo.zones import area_ha


def communes(run: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """Names of the communes that the cells lie in, the one with the most first."""
    count: dict[str, int] = {}
    for cell in row["cells"]:
        own = run["cells"]["commune"][cell]
        count[own] = count.get(own, 0) + 1
    names = sorted(count, key=lambda own: (-count[own], own))
    return ", ".join(services().areas.by_id(own).name for own in names)


def _bar(value: float | None) -> str:
    if value is None:
        return "–"
    return f'<i class="bar" style="--part:{value:.3f}"></i>{escape(score_words.score(value))}'


def _rows(parts: list[Mapping[str, Any]]) -> str:
    found = []
    for each in parts:
        name = escape(_(score_words.PARTS[each["part"]]))
        lines = score_words.counts(each)
        first, rest = escape(lines[0]), "".join(f"<span>{escape(line)}</span>" for line in lines[1:])
        adds = "–" if each["value"] is None else score_words.score(each["weight"] * each["value"])
        found.append(
            f"<tr><th>{name}</th><td>{escape(score_words.percent(each['weight']))}</td>"
            f"<td>{_bar(each['value'])}</td><td>{escape(adds)}</td><td>{first}{rest}</td></tr>"
        )
    return "".join(found)


def _table(run: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    head = "".join(
        f"<th>{escape(each)}</th>"
        for each in (_("Phần"), _("Trọng số"), _("Giá trị"), _("Góp"), _("Đã đếm được"))
    )
    out = "".join(
        f'<tr class="out"><th>{escape(_(score_words.PARTS[part]))}</th>'
        f'<td colspan="4">{escape(_("không tính"))}: {escape(score_words.left_out(part, why))}</td></tr>'
        for part, why in run["left_out"].items()
    )
    html(
        f'<div class="cl-scoretable"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{_rows(row['parts'])}{out}</tbody></table></div>"
    )


def _cells(run: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    cells = run["cells"]
    with st.expander(counted("Từng ô ({count})", len(row["cells"]))):
        order = sorted(row["cells"], key=lambda each: -(cells["score"][each] or 0))
        table = [
            {_("Ô"): score_words.cell_name(cells, each), _("Điểm"): cells["score"][each]}
            | {
                _(score_words.PARTS[part]): (
                    f"{score_words.score(values[each])} · {score_words.of_cell(cells, each, part)}"
                )
                for part, values in cells["parts"].items()
            }
            for each in order
        ]
        st.dataframe(
            table, hide_index=True, height=260,
            column_config={_("Điểm"): st.column_config.NumberColumn(format="%.2f")},
        )  # fmt: skip


def _open_refuse(row: Mapping[str, Any]) -> None:
    @dialogs.dialog(_("Từ chối gợi ý {number}", number=row["number"]))
    def ask() -> None:
        look.small(
            _(
                "Chỗ này sẽ không được gợi ý lại trong {days} ngày. Bỏ từ chối được bất cứ lúc nào.",
                days=formats.number(services().profile.suggesting.refused_days),
            )
        )
        reason = st.text_area(
            _("Vì sao không cần khu vực ở đây"), key=f"suggest_reason_{row['id']}", max_chars=500,
            placeholder=_("ví dụ: chủ rừng tự canh; nương đã chuyển sang trồng cây ăn quả"),
        )  # fmt: skip
        look.small(_("Không nhập thông tin bí mật nhà nước."))
        if st.button(_("Từ chối"), type="primary", key="suggest_refuse_yes"):
            state, text = act.deeds.attempt(lambda conn, by: refuse(conn, row["id"], reason, by))
            if state == "done":
                act.deeds.remember(
                    _("Đã từ chối gợi ý {number}.", number=row["number"]),
                    lambda conn, by: reopen(conn, row["id"], by),
                )
                st.rerun()
            look.note(_("Chưa lưu"), text or _("Người khác vừa quyết định gợi ý này."), kind="bad")

    ask()


def _deeds(run: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    with st.container(key="suggestdeeds", horizontal=True):
        if st.button(_("Nhận khu vực này"), type="primary", key="suggest_accept", icon=":material/check:"):
            accepting.open_dialog(run, row)
        if st.button(_("Vẽ lại rồi nhận"), key="suggest_edit", icon=":material/edit:"):
            act.redraw(row["id"])
            st.rerun()
        if st.button(_("Từ chối…"), key="suggest_refuse", icon=":material/block:"):
            _open_refuse(row)


def _decided(row: Mapping[str, Any], *, may: bool) -> None:
    who = actor_words.actor(row["decided_by"])
    when = formats.moment(row["decided_at"])
    if row["state"] == "refused":
        look.note(_("Đã từ chối lúc {when} · {who}", when=when, who=who), row["reason"])
        if may and st.button(_("Bỏ từ chối"), key=f"suggest_reopen_{row['id']}", icon=":material/undo:"):
            act.deeds.do(lambda conn, by: reopen(conn, row["id"], by), _("Đã bỏ từ chối."))
            st.rerun()
        return
    with reading(services().engine) as conn:
        became = zone_of(conn, row["zone_id"])
    name = "–" if became is None else f"{became['code']} · {became['name']}"
    look.note(_("Đã nhận lúc {when} · {who}", when=when, who=who), name)
    if became is not None:
        html(
            f'<a class="cl-go" target="_self" href="?section=zones&amp;zone={escape(became["code"])}">'
            f"{escape(_('Mở khu vực'))}</a>"
        )


def show(run: Mapping[str, Any], row: Mapping[str, Any], *, may: bool) -> None:
    """Draw it."""
    size = formats.number(area_ha(row["shape"]), 0)
    village = score_words.near(row["parts"])
    near = "" if village is None else " · " + _("gần bản {village}", village=village)
    title = _("Gợi ý {number}", number=row["number"])
    what = _(
        "{ha} ha, {cells} ô · xã {communes}", ha=size, cells=len(row["cells"]), communes=communes(run, row)
    )
    html(
        f'<header class="cl-scorehead"><b>{escape(score_words.score(row["score"]))}</b>'
        f"<div><h2>{escape(title)}</h2><p>{escape(what + near)}</p></div></header>"
    )
    if row["state"] != "open":
        _decided(row, may=may)
    elif may:
        _deeds(run, row)
    _table(run, row)
    look.small(
        _(
            "Giá trị từ 0 đến 1. Góp = trọng số × giá trị; điểm là tổng các phần góp. Ô nào thiếu một phần"
            " thì trọng số của phần đó chia cho các phần còn lại."
        )
    )
    _cells(run, row)
