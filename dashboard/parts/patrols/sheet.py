"""One patrol: when, where, who, what stands against it, its steps, who has been told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.actor_words import actor
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.html import html
from dashboard.parts.ledger import told_block
from dashboard.parts.patrols import (
    act,
    conflict_list,
    deeds_bar,
    people_part,
    sheet_parts,
    words,
)
from dashboard.parts.together import history_list
from dashboard.parts.ways import way
from dashboard.services import services
from dashboard.words import _
from data.patrols.conflicts import conflicts
from data.patrols.reading import RECORD_KIND, patrols_of_series
from data.patrols.situation import situation_of
from data.patrols.states import FIRST, STATES
from data.patrols.wanted import plan_of
from data.store.engine import reading


def _vehicle(each: Mapping[str, Any]) -> str:
    return f"{each['plate']} ({each['kind']})" if each["kind"] else str(each["plate"])


def _communes(ids: Sequence[str] | None) -> str:
    """Where it goes, the most of the ground first."""
    table = services().areas.communes
    names = dict(zip(table["area_id"], table["name"], strict=True))
    return ", ".join(names.get(each, each) for each in ids or ())


def _facts(row: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    required = words.roles(row["required_roles"]) if row["required_roles"] else ""
    found = [
        (_("Thời gian"), words.span(row["starts_at"], row["ends_at"])),
        (_("Đơn vị chủ trì"), names.get(row["lead_agency_id"], row["lead_agency_id"])),
        (_("Phải có mặt"), required),
        (_("Nơi tập trung"), row["meeting_place"]),
        (_("Xã nay"), _communes(row["communes_2025"])),
        (_("Xã cũ"), _communes(row["communes_2021"])),
        (_("Phương tiện"), ", ".join(_vehicle(each) for each in row["vehicles"])),
        (_("Trang bị"), row["equipment"]),
        (_("Ghi chú"), row["notes"]),
        (_("Bắt đầu thực tế"), formats.moment(row["started_at"]) if row["started_at"] else ""),
        (_("Về lúc"), formats.moment(row["returned_at"]) if row["returned_at"] else ""),
        (_("Lý do hủy") if row["status"] == "cancelled" else _("Kết quả"), row["ended_reason"] or ""),
    ]
    if row["assigned_at"]:
        said = _("{moment}, {who}", moment=formats.moment(row["assigned_at"]), who=actor(row["assigned_by"]))
        found.append((_("Giao nhiệm vụ"), said))
    return [(name, value) for name, value in found if value]


def _zone(each: Mapping[str, Any]) -> str:
    size = (
        f"{formats.number(each['area_ha'], 2)} ha"
        if each["area_ha"] is not None
        else formats.distance(each["length_m"])
    )
    gone = " · " + _("đã thôi dùng") if each["archived_at"] else ""
    href = escape(way("planning", section="zones", zone=each["code"]), quote=True)
    text = f"{escape(each['code'])} · {escape(each['name'])}"
    return f'<li><a href="{href}" target="_self">{text}</a> <span>{escape(size + gone)}</span></li>'


def _series(row: Mapping[str, Any]) -> str:
    if not row["series_id"]:
        return ""
    with reading(services().engine) as conn:
        rows = patrols_of_series(conn, row["series_id"])
    number = [each["id"] for each in rows].index(row["id"]) + 1
    return _(
        "Lượt {number}/{count} của một kế hoạch lặp {repeat}",
        number=formats.number(number),
        count=formats.number(len(rows)),
        repeat=_(words.REPEATS[row["repeat"]]) if row["repeat"] else "",
    )


def _head(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    pill = "" if STATES[row["status"]].open else "closed"
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(row, names))
    ground, none = _("Khu vực, tuyến"), _("chưa chọn")
    zones = "".join(_zone(each) for each in row["zones"])
    where = f"<ul>{zones}</ul>" if zones else escape(none)
    under = " · ".join(part for part in (_(words.KINDS[row["kind"]]), _series(row)) if part)
    html(
        f'<article class="cl-patrol {row["status"]}"><header><h2>{escape(row["code"])}</h2>'
        f'<span class="cl-pill {pill}">{escape(_(words.STATUSES[row["status"]]))}</span></header>'
        f'<p class="under">{escape(under)}</p><p class="said">{escape(row["objective"])}</p>'
        f"<dl>{lines}<dt>{escape(ground)}</dt><dd>{where}</dd></dl></article>"
    )


def _against(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    here = services()
    if not STATES[row["status"]].plan:
        return
    with reading(here.engine) as conn:
        around = situation_of(
            conn, plan_of(row), here.now(), here.profile.tz, here.profile.patrols, patrol_id=row["id"]
        )
    conflict_list.show(conflicts(around), names, hint=row["status"] == FIRST)


def _who_knows(row: Mapping[str, Any]) -> None:
    if row["assigned_at"] is None:
        look.note(
            _("Chưa báo ai"),
            _("Khi giao nhiệm vụ, đơn vị của từng người đi được báo qua đầu mối, có hạn và bằng chứng."),
        )
        return
    told_block.of_matter(RECORD_KIND, row["id"])


def show(row: Mapping[str, Any]) -> None:
    """Draw it."""
    with reading(services().engine) as conn:
        names = agency_names.ever(conn)
    if st.button(_("Về lịch"), key="patrol_close", icon=":material/arrow_back:", type="tertiary"):
        act.open_patrol(None)
        st.rerun()
    with st.container(key="patrolsheet"):
        left, right = st.columns([7, 5], gap="medium")
        with left:
            _head(row, names)
            if act.may_plan():
                deeds_bar.show(row)
            people_part.show(row, names)
            history_list.show(RECORD_KIND, row["id"])
        with right:
            _against(row, names)
            _who_knows(row)
            for part in sheet_parts.PARTS:
                part(row)
