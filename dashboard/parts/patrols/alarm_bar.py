"""Patrols that have not set out, or are not back: told above the calendar, and on each one's sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.field.session import name_of
from dashboard.parts.actor_words import actor
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.patrols import act
from dashboard.services import services
from dashboard.words import N_, _
from data.access import may_ever
from data.patrols.act import FOLLOW
from data.presence.alarm_rows import open_alarms, take_charge
from data.store.engine import reading

KINDS = {"late_start": N_("Chưa xuất phát"), "overdue_return": N_("Quá giờ chưa về")}


def _told(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Who was tried, in order."""
    said = []
    for each in row["told"]:
        when = formats.clock(datetime.fromisoformat(each["at"]))
        name = each["person"] or names.get(each["agency_id"], each["agency_id"])
        how = _("đã nhắn") if each["notice_id"] is not None else _("cần gọi điện")
        said.append(f"{when} {name} ({how})")
    return (" → ".join(said) or _("Chưa có đầu mối nào để báo")) + "."


def alarm(row: Mapping[str, Any], names: Mapping[str, str], *, code: str = "") -> None:
    """One alarm (a row of `patrol_alarm`) with the button of whoever takes charge, and with `code` the way to
    its patrol."""
    own, taken = row["id"], row["acknowledged_at"] is not None
    waits = row["ended_at"] is None and not taken
    since = _("báo động từ {when}", when=formats.moment(row["raised_at"]))
    lines = [_told(row, names)]
    if taken:
        when = formats.moment(row["acknowledged_at"])
        lines.append(_("{name} nhận lo việc này lúc {when}.", name=row["acknowledged_by"], when=when))
    if row["ended_at"] is not None:
        lines.append(_("Hết báo động lúc {when}.", when=formats.moment(row["ended_at"])))
    title = " · ".join(part for part in (_(KINDS[row["kind"]]), code, since) if part)
    look.note(title, " ".join(lines), kind="bad" if waits else "warn")
    with st.container(key=f"patrolalarm_{own}", horizontal=True):
        if waits and may_ever(who(), FOLLOW):
            name = name_of(who()) or actor(who().name)
            if st.button(_("Tôi lo việc này"), key=f"patrol_alarm_{own}", icon=":material/front_hand:"):
                act.do(lambda conn, by: take_charge(conn, own, name, by), _("Đã ghi là bạn lo việc này."))
                st.rerun()
        if code and st.button(_("Mở chuyến tuần tra"), key=f"patrol_alarm_open_{own}", type="tertiary"):
            act.open_patrol(row["patrol_id"])
            st.rerun()


def show() -> None:
    """Every open alarm; nothing where there is none."""
    with reading(services().engine) as conn:
        rows = open_alarms(conn)
        names = agency_names.ever(conn) if rows else {}
    for row in rows:
        alarm(row, names, code=row["code"])
