"""Plan an inspection, change it, look back at one: what, when, which contents, which checklist."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats, look
from dashboard.parts import dialogs, save_button
from dashboard.parts.teams import act, words
from dashboard.parts.teams.team_form import agencies
from dashboard.parts.together import communes
from dashboard.services import services
from dashboard.words import _, counted
from data.agencies.act import Act
from data.store.engine import reading
from data.store.tables import SUBJECT_KINDS
from data.teams.checklists import PROPOSED
from data.teams.inspecting import Inspection, add_content, edit_inspection, plan_inspection
from data.teams.reading import list_teams

_BEGINS, _LASTS, _STEP = time(8, 0), timedelta(hours=3), timedelta(minutes=30)
"""What a new inspection begins with: a morning, until somebody says otherwise."""
_BLANK: Mapping[str, Any] = {
    "id": None, "version": 0, "team_id": None, "subject_kind": "commune", "subject": "", "commune_id": None,
    "starts_at": None, "ends_at": None, "contents": [], "checklist": [], "follows_id": None,
}  # fmt: skip


def _window(held: Mapping[str, Any], key: str) -> tuple[datetime, datetime]:
    tz, today = services().profile.tz, formats.local(services().now()).date()
    first = datetime.combine(today + timedelta(days=7), _BEGINS)
    last = first + _LASTS
    if held["starts_at"] is not None:
        first, last = formats.local(held["starts_at"]), formats.local(held["ends_at"])
    with st.container(key=f"{key}_when", horizontal=True, vertical_alignment="bottom"):
        on = st.date_input(_("Từ ngày"), first.date(), format="DD/MM/YYYY", key=f"{key}_day")
        begins = st.time_input(_("từ"), first.time(), step=_STEP, key=f"{key}_from")
        # The last day follows the first one that is chosen, as many days later as it was.
        days = st.number_input(_("số ngày"), 1, 31, (last.date() - first.date()).days + 1, key=f"{key}_days")
        ends = st.time_input(_("đến"), last.time(), step=_STEP, key=f"{key}_to")
    until: date = on + timedelta(days=int(days) - 1)
    return (
        datetime.combine(on, begins or _BEGINS, tzinfo=tz),
        datetime.combine(until, ends or time(17), tzinfo=tz),
    )


def _what(held: Mapping[str, Any], key: str) -> tuple[str, str, str | None]:
    kind = st.segmented_control(
        _("Kiểm tra ở"), SUBJECT_KINDS, default=held["subject_kind"], required=True, key=f"{key}_kind",
        format_func=lambda each: _(words.SUBJECTS[each]),
    )  # fmt: skip
    left, right = st.columns(2)
    subject = left.text_input(_("Tên nơi được kiểm tra"), held["subject"], key=f"{key}_name", max_chars=300)
    commune = communes.choice(right, held["commune_id"], key, _("chưa chọn"))
    if kind == "commune" and not subject.strip() and commune:
        subject = communes.names()[commune]
    return str(kind), subject, commune


def _typed(held: Mapping[str, Any], key: str) -> tuple[dict[str, Any], Inspection | None]:
    """What must be filled in (label → what it holds), and the inspection where all of it is."""
    with reading(services().engine) as conn:
        teams = {row["id"]: row["name"] for row in list_teams(conn) if row["ended_at"] is None}
    ids = list(teams)
    only = 0 if len(ids) == 1 else None
    team = st.selectbox(
        counted("Đoàn", 1), ids, ids.index(held["team_id"]) if held["team_id"] in ids else only,
        key=f"{key}_team", format_func=teams.__getitem__, placeholder=_("chọn"),
    )  # fmt: skip
    kind, subject, commune = _what(held, key)
    start, end = _window(held, key)
    own = act.now_act().who.agency_id
    mine = [each["text"] for each in held["contents"]]
    contents = st.text_area(
        _("Nội dung kiểm tra, hướng dẫn; mỗi dòng một nội dung"), "\n".join(mine), key=f"{key}_contents",
        height=90,
    )  # fmt: skip
    checklist = [each["text"] for each in held["checklist"]] or (
        list(PROPOSED[kind]) if held["id"] is None else []
    )
    points = st.text_area(
        _("Mục kiểm tra; mỗi dòng một mục"), "\n".join(checklist), key=f"{key}_points_{kind}", height=170,
        help=_("Gợi ý theo loại nơi được kiểm tra; sửa, thêm, bớt tùy ý."),
    )  # fmt: skip
    look.small(_("Không nhập thông tin bí mật nhà nước."))
    needed = {counted("Đoàn", 1): team, _("Tên nơi được kiểm tra"): subject}
    if team is None or not subject.strip():
        return needed, None
    whose = {each["text"]: each.get("agency_id") for each in held["contents"]}
    lines = [" ".join(line.split()) for line in contents.splitlines()]
    said = [{"text": line, "agency_id": whose.get(line, own)} for line in lines if line]
    wanted = Inspection(
        team, kind, subject, start, end, said, points.splitlines(), commune, held["follows_id"]
    )
    return needed, wanted


def _dialog(held: Mapping[str, Any]) -> None:
    own, seen = held["id"], held["version"]
    key = f"inspection_form_{own}_{seen}_{held['follows_id']}_{held['team_id']}"
    needed, wanted = _typed(held, key)
    here, reason = services(), ""
    if own is not None and held["announced_at"] is not None:
        reason = st.text_input(_("Lý do, nếu đổi giờ đã thông báo"), key=f"{key}_reason", max_chars=300)
    if not save_button.pressed(_("Lưu"), f"{key}_save", needed) or wanted is None:
        return
    made: list[int] = []

    def change(conn: Connection, by: Act, version: int) -> None:
        if own is None:
            made.append(plan_inspection(conn, wanted, by, here.profile.tz))
        else:
            edit_inspection(conn, own, wanted, by, seen_version=version, reason=reason)

    done = act.saved(key, change, seen)
    if done:
        act.remember(_("Đã lưu cuộc kiểm tra. Các lực lượng khác được báo khi bấm Thông báo."))
        if made:
            act.choose(act.INSPECTION, made[0])
    act.close(key, done=done)


def open_new(team_id: int | None = None) -> None:
    """Open the dialog for a new inspection."""
    dialogs.dialog(_("Lập cuộc kiểm tra"), width="large")(_dialog)({**_BLANK, "team_id": team_id})


def open_edit(row: Mapping[str, Any]) -> None:
    """Open the dialog for one as the person sees it now."""
    dialogs.dialog(_("Sửa cuộc kiểm tra"), width="large")(_dialog)(row)


def open_follow_up(row: Mapping[str, Any]) -> None:
    """Open the dialog for a visit that looks back at this one."""
    kept = {name: row[name] for name in ("team_id", "subject_kind", "subject", "commune_id")}
    points = [{"text": each["text"]} for each in row["checklist"] if each.get("result") != "ok"]
    held = {**_BLANK, **kept, "follows_id": row["id"], "checklist": points}
    dialogs.dialog(_("Lập cuộc kiểm tra lại"), width="large")(_dialog)(held)


def open_content(row: Mapping[str, Any]) -> None:
    """Open the dialog in which another force adds a content."""
    dialogs.dialog(_("Lồng ghép nội dung"))(_content)(row)


def _content(row: Mapping[str, Any]) -> None:
    key = f"inspection_content_{row['id']}_{row['version']}"
    order, names = agencies()
    own = act.now_act().who.agency_id
    agency = st.selectbox(
        _("Nội dung của đơn vị"), order, order.index(own) if own in order else None, key=f"{key}_agency",
        format_func=lambda each: names.get(each, each), placeholder=_("chọn"),
    )  # fmt: skip
    text = st.text_area(_("Nội dung muốn kiểm tra thêm"), key=f"{key}_text", max_chars=1000, height=90)
    needed = {_("Nội dung của đơn vị"): agency, _("Nội dung muốn kiểm tra thêm"): text}
    if save_button.pressed(_("Thêm"), f"{key}_save", needed) and agency:
        act.finish(
            key,
            lambda conn, by, _v: add_content(conn, row["id"], text, agency, by),
            0,
            _("Đã thêm nội dung của {name}.", name=names.get(agency, agency)),
        )
