"""One inspection: what, when, combined contents, checklist and findings, recommendations, who was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.followup import items
from dashboard.parts.html import html, lines_of
from dashboard.parts.incidents.papers import DOCX, drill_name, place
from dashboard.parts.ledger import told_block
from dashboard.parts.teams import act, inspection_deeds, words
from dashboard.parts.together import history_list
from dashboard.parts.ways import way
from dashboard.services import services
from dashboard.words import N_, _, counted
from data.followup import items_of
from data.store.engine import reading
from data.teams.inspecting import RESULTS, write_results
from data.teams.papers.report import inspection_file, report
from data.teams.reading import INSPECTION, follow_ups, looked_back_at, team_of
from data.teams.states import STATES


def _visits(rows: Sequence[Mapping[str, Any]]) -> str:
    """HTML: ways to other visits."""
    return ", ".join(
        f'<a href="{escape(way("teams", inspection=str(each["id"])), quote=True)}" target="_self">'
        f"{escape(each['code'])} · {escape(formats.day(each['starts_at']))}</a>"
        for each in rows
    )


def _facts(row: Mapping[str, Any], team: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is said of it, as (name, HTML)."""
    with reading(services().engine) as conn:
        before, later = looked_back_at(conn, row)[:1], follow_ups(conn, row["id"])
    announced = row["announced_at"]
    found = [
        (_("Thời gian"), escape(words.when(row))),
        (_("Địa bàn"), escape(words.commune(row))),
        (counted("Đoàn", 1), escape(team["name"])),
        (_("Thông báo"), escape(formats.moment(announced) if announced else _("chưa thông báo"))),
        (_("Kiểm tra xong"), escape(formats.moment(row["done_at"]) if row["done_at"] else "")),
        (_("Kiểm tra lại cuộc"), _visits(before)),
        (_("Đã lập kiểm tra lại"), _visits(later)),
        (_("Lý do"), escape(row["reason"] or "")),
    ]
    return [(name, said) for name, said in found if said]


def _head(row: Mapping[str, Any], team: Mapping[str, Any]) -> None:
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{said}</dd>" for name, said in _facts(row, team))
    html(
        f'<article class="cl-inspection {row["status"]}"><header><h2>{escape(words.subject(row))}</h2>'
        f'<span class="cl-pill {row["status"]}">{escape(_(words.STATUSES[row["status"]]))}</span></header>'
        f'<p class="under">{escape(row["code"])}</p><dl>{lines}</dl></article>'
    )


def _contents(row: Mapping[str, Any]) -> None:
    with reading(services().engine) as conn:
        names = agency_names.ever(conn)
    if not row["contents"]:
        look.small(_("Chưa ghi nội dung. Các lực lượng khác lồng ghép nội dung của mình ở đây."))
        return
    lines = "".join(
        f"<li>{escape(each['text'])}"
        f"<span>{escape(names.get(each.get('agency_id') or '', each.get('agency_id') or ''))}</span></li>"
        for each in row["contents"]
    )
    html(f'<ul class="cl-contents">{lines}</ul>')


def _read_results(row: Mapping[str, Any]) -> None:
    lines = "".join(
        f"<li class={escape(each['result'] or 'none')}>{escape(each['text'])}"
        f"<em>{escape(_(words.RESULTS[each['result']]) if each['result'] else '')}</em>"
        f"<span>{escape(each['note'] or '')}</span></li>"
        for each in row["checklist"]
    )
    if lines:
        html(f'<ul class="cl-checklist">{lines}</ul>')
    if row["findings"]:
        html(f'<p class="cl-findings">{lines_of(row["findings"])}</p>')
    if not lines and not row["findings"]:
        look.small(_("Chưa có mục kiểm tra nào."))


def _write_results(row: Mapping[str, Any]) -> None:
    own, seen = row["id"], row["version"]
    key = f"inspection_results_{own}_{seen}"
    checklist = []
    with st.form(key, border=False):
        for at, each in enumerate(row["checklist"]):
            with st.container(key=f"checkpoint_{at}"):
                html(f'<p class="cl-point">{escape(each["text"])}</p>')
                result = st.segmented_control(
                    each["text"], RESULTS, default=each["result"], key=f"{key}_{at}",
                    format_func=lambda one: _(words.RESULTS[one]), label_visibility="collapsed",
                )  # fmt: skip
                note = st.text_input(
                    _("Ghi chú"), each["note"], key=f"{key}_{at}_note", max_chars=400,
                    label_visibility="collapsed", placeholder=_("ghi chú"),
                )  # fmt: skip
            checklist.append({"text": each["text"], "result": result, "note": note})
        findings = st.text_area(
            _("Kết quả kiểm tra, hướng dẫn"), row["findings"], key=f"{key}_findings", height=130
        )
        look.small(_("Không nhập thông tin bí mật nhà nước."))
        sent = st.form_submit_button(_("Lưu kết quả"), type="primary")
    if sent:
        act.do(
            lambda conn, by: write_results(conn, own, checklist, findings, by, seen_version=seen),
            _("Đã lưu kết quả."),
        )
        st.rerun()


def _results(row: Mapping[str, Any]) -> None:
    if STATES[row["status"]].write and act.may():
        _write_results(row)
        return
    if not STATES[row["status"]].write:
        look.small(_("Ghi là đã kiểm tra rồi mới ghi kết quả. Mục sẽ kiểm tra:"))
    _read_results(row)


def _recommendations(row: Mapping[str, Any]) -> None:
    may = act.may()
    with reading(services().engine) as conn:
        past = [(each, items_of(conn, INSPECTION, each["id"])) for each in looked_back_at(conn, row)]
    for visit, rows in past:
        if rows:
            st.subheader(_("Kiến nghị của {code}", code=visit["code"]))
            items.listing(act, rows, may=may)
    if past:
        st.subheader(_("Kiến nghị lần này"))
    source = items.Source(INSPECTION, row["id"], _("Ghi kiến nghị"), _("Chưa có kiến nghị nào."))
    items.show(act, source, may=may, may_add=may and STATES[row["status"]].write)


PARTS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], None]]] = {
    "contents": (N_("Nội dung kiểm tra"), _contents),
    "results": (N_("Kết quả kiểm tra"), _results),
    "recommendations": (N_("Kiến nghị"), _recommendations),
}


def _who_knows(row: Mapping[str, Any]) -> None:
    if row["announced_at"] is None:
        look.note(
            _("Chưa báo ai"),
            _("Khi thông báo, các lực lượng trong đoàn và ở địa bàn phải được báo, có hạn và bằng chứng."),
        )
        return
    told_block.of_matter(INSPECTION, row["id"])


def _paper(row: Mapping[str, Any]) -> None:
    here, own = services(), row["id"]

    def data() -> bytes:
        with reading(here.engine) as conn:
            file = inspection_file(
                conn, own, areas=here.areas, place=place(), now=here.now(), tz=here.profile.tz,
                drill=here.drill,
            )  # fmt: skip
        return report(file)

    st.download_button(
        _("Báo cáo (.docx)"), data, drill_name(f"bao-cao-kiem-tra-{row['code']}.docx"), DOCX,
        key="inspection_paper", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    with reading(services().engine) as conn:
        team = team_of(conn, row["team_id"]) or {"name": ""}
    _head(row, team)
    if act.may():
        inspection_deeds.show(row)
    key = act.part_key(row["id"])
    if st.session_state.get(key) not in PARTS:
        st.session_state[key] = "contents"
    with st.container(key="inspectionparts"):
        chosen = st.segmented_control(
            _("Phần"), list(PARTS), key=key, required=True, label_visibility="collapsed",
            format_func=lambda each: _(PARTS[each][0]),
        )  # fmt: skip
    PARTS[str(chosen)][1](row)
    if row["status"] == "done":
        _paper(row)
    _who_knows(row)
    history_list.show(INSPECTION, row["id"])
