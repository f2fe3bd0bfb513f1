"""One case: what it is, what was done, persons, hand-overs, who has been told, who has read it.

Opening it is a reading, which the journal keeps; drawing it again in the same visit is the same reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.parts.actor_words import actor
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.agencies.words import agency_name
from dashboard.parts.cases import act, deeds_bar, words
from dashboard.parts.html import html
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.ledger import told_block
from dashboard.services import services
from dashboard.sheet import told
from dashboard.words import _
from data.agencies import agencies_at
from data.cases.errors import CaseUnknown
from data.cases.reading import READ, case_row, handovers_of, may, persons_of, read_case, readers_of, steps_of
from data.store.engine import reading, writing

_READ = "cases_read"


def _row(case_id: int) -> dict[str, Any]:
    """The whole case. Raises CaseUnknown."""
    by, seen = act.now_act(), st.session_state.setdefault(_READ, set())
    if case_id not in seen:
        with writing(services().engine) as conn:
            found = read_case(conn, case_id, by)
        seen.add(case_id)
        return found
    with reading(services().engine) as conn:
        row = case_row(conn, case_id)
        if row is None or not may(conn, by, row, READ):
            raise CaseUnknown(kind="joint_case", id=case_id)
        return row | {
            "steps": steps_of(conn, case_id),
            "persons": persons_of(conn, case_id),
            "handovers": handovers_of(conn, case_id),
        }


def _head(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    partners = ", ".join(names.get(own, own) for own in row["partners"])
    pairs = [
        (_("Lĩnh vực"), _(incident_words.FIELDS[row["field"]])),
        (_("Đơn vị chủ trì"), names.get(row["lead_agency_id"], row["lead_agency_id"])),
        (_("Đơn vị phối hợp"), partners),
        (_("Xã"), words.commune(row)),
        (_("Biết tin"), formats.moment(row["known_at"])),
        (_("Giữ thông tin cá nhân đến"), formats.day(row["keep_until"]) if row["keep_until"] else ""),
        (_("Tóm tắt"), row["summary"]),
    ]
    facts = "".join(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>" for n, v in pairs if v)
    html(
        f'<article class="cl-meeting"><header><h2>{escape(row["title"])}</h2>'
        f'<span class="cl-pill">{escape(_(words.STATUSES[row["status"]]))}</span></header>'
        f'<p class="under">{escape(row["code"])}</p><dl>{facts}</dl></article>'
    )


def _step(each: Mapping[str, Any], names: Mapping[str, str]) -> str:
    detail = each["detail"]
    said = [each["text"]]
    if each["kind"] == "evidence":
        said += [_("giữ: {who}", who=detail.get("kept_by", "")), detail.get("place", "")]
    if each["kind"] == "person":
        said.append(_(words.PERSONS.get(detail.get("role", ""), "")) if detail.get("role") else "")
    if each["kind"] == "handover":
        said.append(names.get(detail.get("to", ""), detail.get("to", "")))
    if each["kind"] == "receipt":
        said.append(detail.get("received_by", ""))
    text = " · ".join(escape(one) for one in said if one)
    return (
        f"<li><b>{escape(_(words.STEPS[each['kind']]))}</b> {text}"
        f"<span>{escape(formats.moment(each['happened_at']))} · {escape(actor(each['actor']))}</span></li>"
    )


def _persons(row: Mapping[str, Any]) -> None:
    if not row["persons"]:
        return
    st.subheader(_("Người liên quan"))
    lines = []
    for number, each in enumerate(row["persons"], start=1):
        role = _(words.PERSONS[each["role"]])
        if each["erased_at"] is not None:
            said = _("đã xóa thông tin {day}", day=formats.day(each["erased_at"]))
            lines.append(f"<li><b>{number}. {escape(role)}</b> <span>{escape(said)}</span></li>")
            continue
        more = [each["born"], each["address"], each["identity_number"], each["note"]]
        told_of = " · ".join(escape(one) for one in more if one)
        name = escape(each["name"])
        lines.append(f"<li><b>{number}. {name}</b> ({escape(role)})<span>{told_of}</span></li>")
    html(f'<ul class="cl-corrections">{"".join(lines)}</ul>')


def _handovers(row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    if not row["handovers"]:
        return
    st.subheader(_("Bàn giao"))
    for each in row["handovers"]:
        to, given = (
            names.get(each["to_agency_id"], each["to_agency_id"]),
            names.get(each["from_agency_id"], ""),
        )
        said = [
            "; ".join(each["items"]),
            _("người giao: {who}", who=each["offered_by"]),
            _("người nhận: {who}", who=each["received_by"]) if each["received_by"] else "",
            _("biên nhận số {number}", number=each["receipt_number"]) if each["receipt_number"] else "",
            each["reason"] or "",
        ]
        state, told_of = _(words.HANDOVERS[each["state"]]), " · ".join(one for one in said if one)
        when = formats.moment(each["answered_at"] or each["offered_at"])
        html(
            f'<div class="cl-handed {each["state"]}"><b>{escape(given)} → {escape(to)}</b> '
            f'<span class="cl-pill">{escape(state)}</span><p>{escape(told_of)}</p>'
            f"<small>{escape(when)}</small></div>"
        )
        deeds_bar.answer(each)


def _readers(case_id: int) -> None:
    with reading(services().engine) as conn:
        rows = readers_of(conn, case_id)
    with st.expander(_("Ai đã xem ({count})", count=formats.number(len(rows)))):
        lines = "".join(
            f"<li><b>{escape(actor(each['actor']))}</b> "
            f"<span>{escape(formats.moment(each['at']))}</span></li>"
            for each in rows
        )
        html(f'<ul class="cl-deeds">{lines}</ul>')


def show(case_id: int) -> None:
    """Draw it. Raises CaseUnknown."""
    row, here = _row(case_id), services()
    with reading(here.engine) as conn:
        names = agency_names.ever(conn)
        there = agencies_at(conn, formats.local(here.now()).date())
        part = told.of_matter(conn, "case", str(case_id), here.now())
    _head(row, names)
    if act.may():
        deeds_bar.show(row, {each["agency_id"]: agency_name(each) for each in there})
    _handovers(row, names)
    _persons(row)
    st.subheader(_("Việc đã làm"))
    listed = "".join(_step(each, names) for each in row["steps"])
    html(f'<ol class="cl-agenda">{listed}</ol>')
    told_block.show(part)
    look.small(_("Tin báo chỉ nêu số hồ sơ, lĩnh vực và đơn vị chủ trì."))
    _readers(case_id)
