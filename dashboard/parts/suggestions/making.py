"""Make a run: the weights for it, what went into the last one, and what was missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts import actor_words
from dashboard.parts.html import html
from dashboard.parts.suggestions import act
from dashboard.parts.suggestions import words as score_words
from dashboard.services import services
from dashboard.words import _, counted
from data.zones.suggestions import keep, propose
from geo.suggesting import PARTS, Rules


def _weights(run: Mapping[str, Any] | None) -> dict[str, float]:
    """What the planner sets for the next run; at first what the last one had."""
    held = services().profile.suggesting.weights if run is None else run["rules"]["weights"]
    found = {}
    look.small(
        _(
            "Điểm của ô là trung bình các phần theo trọng số. Chỉ tỷ lệ giữa các trọng số có ý nghĩa;"
            " 0 là bỏ phần đó. Không văn bản nào quy định các số này."
        )
    )
    for part in PARTS:
        label = f"{_(score_words.PARTS[part])} – {_(score_words.WHY[part])}"
        found[part] = st.number_input(
            label, 0.0, 10.0, float(held.get(part, 0.0)), 0.05, key=f"suggest_weight_{part}", format="%.2f"
        )
    return found


def _make(weights: Mapping[str, float]) -> None:
    here = services()
    rules: Rules = replace(here.profile.suggesting, weights=dict(weights))
    with st.spinner(_("Đang chấm điểm từng ô…")):
        found = propose(here.engine, here.areas, rules, here.profile.forest, here.now(), here.profile.tz)
        done = counted("Đã chấm điểm xong: {count} khu vực được gợi ý.", len(found.zones))
        if act.deeds.do(lambda conn, by: keep(conn, found, by), done):
            for forget in (act.choose, act.look_at, act.redraw):
                forget(None)
    st.rerun()


def bar(run: Mapping[str, Any] | None) -> None:
    """The button that makes a run, and its weights."""
    with st.container(key="suggestbar", horizontal=True, vertical_alignment="center"):
        with st.popover(_("Trọng số"), icon=":material/tune:"):
            weights = _weights(run)
        nothing = not sum(weights.values()) > 0
        title = _("Chấm điểm và gợi ý") if run is None else _("Chấm điểm lại")
        if st.button(
            title, key="suggest_make", type="primary" if run is None else "secondary", disabled=nothing,
            icon=":material/grid_on:",
        ):  # fmt: skip
            _make(weights)
        if nothing:
            look.small(_("Mọi trọng số đang bằng 0."))


def _sources(run: Mapping[str, Any]) -> list[str]:
    ground = run["ground"]
    since = formats.day(datetime.fromisoformat(ground["since"]))
    lines = [
        _(
            "{fires} đám cháy từ {since} ({hotspots} điểm cháy; mỗi đám đếm một lần)",
            fires=formats.number(ground["fires"]),
            since=since,
            hotspots=formats.number(ground["hotspots"]),
        )
    ]
    if ground["layer"]:
        lines.append(_("lớp rừng “{name}”", name=ground["layer"]))
    lines.append(counted("{count} bản", ground["villages"]))
    lines.append(counted("{count} xã có cấp cháy đang công bố", len(ground["levels"])))
    lines.append(counted("{count} cuộc tuần tra đã đi", ground["patrols"]))
    if ground["zoned_cells"]:
        lines.append(counted("để ngoài {count} ô đã là khu vực tuần tra", ground["zoned_cells"]))
    if ground["refused_cells"]:
        lines.append(counted("để ngoài {count} ô mới bị từ chối", ground["refused_cells"]))
    return lines


def said(run: Mapping[str, Any]) -> None:
    """When the run was made, from what, and which parts do not count."""
    by = actor_words.actor(run["actor"])
    head = _("Chấm lúc {when} · {who}", when=formats.moment(run["made_at"]), who=by)
    listed = "".join(f"<li>{escape(line)}</li>" for line in _sources(run))
    missing = "".join(
        f"<li><b>{escape(_(score_words.PARTS[part]))}</b>: {escape(score_words.left_out(part, why))}</li>"
        for part, why in run["left_out"].items()
    )
    title = escape(_("Không tính trong lần này (để ngoài, không coi là 0)"))
    outside = f'<div class="out"><b>{title}</b><ul>{missing}</ul></div>' if missing else ""
    html(
        f'<section class="cl-scorerun"><p>{escape(head)}</p><ul class="from">{listed}</ul>{outside}</section>'
    )


def why_none(run: Mapping[str, Any]) -> None:
    """Why the run proposes nothing."""
    found = score_words.WHY_NONE.get(run["ground"].get("why_none") or "")
    if found is not None:
        title, text = found
        look.note(_(title), _(text), kind="warn")
