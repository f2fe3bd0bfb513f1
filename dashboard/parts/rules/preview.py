"""What a rule would have made of last month, and of the last 30 days: seen before it is saved or binds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, queries
from dashboard.parts.html import html
from dashboard.parts.rules.words import Names
from dashboard.services import services
from dashboard.words import _, counted
from data.ledger.preview import Past, Preview, last_days, last_month, preview, read_past
from data.store.engine import reading


@st.cache_resource(max_entries=8, show_spinner=False)
def _past(version: str, start: datetime, end: datetime, hour: datetime) -> Past:
    with reading(services().engine) as conn:
        return read_past(conn, start, end, hour)


def of(row: Mapping[str, Any], rule_id: str | None) -> tuple[Preview, Preview]:
    """The wording tried on the month before this one, and on the 30 days until this hour's end."""
    here = services()
    now = here.now()
    with reading(here.engine) as conn:
        version = queries.data_version(conn)
    # Read once an hour for everybody who types, and anew whenever something was stored.
    hour = now.replace(minute=59, second=59, microsecond=0)
    tried = (_past(version, *period, hour) for period in (last_month(now), last_days(hour)))
    month, days = (preview(past, row, rule_id=rule_id) for past in tried)
    return month, days


def _receivers(found: Preview, names: Names) -> str:
    most = max(found.receivers.values(), default=1)
    lines = ""
    partly = any(found.beyond.get(own, 0) not in (0, count) for own, count in found.receivers.items())
    for own, count in sorted(found.receivers.items(), key=lambda each: (-each[1], each[0])):
        name, new = escape(names.agencies.get(own, own)), found.beyond.get(own, 0)
        added = _("thêm {count}", count=formats.number(new))
        more = f"<small>{escape(added)}</small>" if partly else ""
        lines += (
            f'<li><span>{name}</span><i style="--part:{count / most:.3f}"></i>'
            f"<b>{escape(formats.number(count))}</b>{more}</li>"
        )
    return f"<ol>{lines}</ol>" if lines else ""


def _block(title: str, found: Preview, names: Names) -> str:
    if not found.matters:
        said = _("Không có tin loại này được ghi trong kỳ, nên chưa thử được.")
        return f"<section><h4>{escape(title)}</h4><p>{escape(said)}</p></section>"
    head = counted("{count} nghĩa vụ", found.duties)
    lines = [
        _(
            "{spoken} trên {all} tin thuộc quy tắc",
            spoken=formats.number(found.spoken_of),
            all=formats.number(found.matters),
        ),
    ]
    if found.added:
        lines.append(counted("{count} là thêm so với các quy tắc khác đang bật", found.added))
    elif found.duties:
        lines.append(_("không thêm gì so với các quy tắc khác đang bật"))
    if found.sooner:
        lines.append(counted("{count} đã có, nhưng nay đến hạn sớm hơn", found.sooner))
    if found.starting:
        lines.append(counted("{count} bắt đầu trước khi hết thời hạn, phải báo trước đó", found.starting))
    if found.nobody:
        lines.append(counted("{count} tin có bên nhận mà không có đơn vị nào", found.nobody))
    under = "".join(f"<p>{escape(each)}</p>" for each in lines)
    return (
        f"<section><h4>{escape(title)}</h4><strong>{escape(head)}</strong>{under}"
        f"{_receivers(found, names)}</section>"
    )


def show(row: Mapping[str, Any], rule_id: str | None, names: Names) -> None:
    """Draw it. `row` holds the columns of a rule, `rule_id` the rule that it is a wording of."""
    month, days = of(row, rule_id)
    title = _("Nếu quy tắc này đã có hiệu lực")
    name = f"{formats.local(month.start):%m/%Y}"
    blocks = _block(_("Tháng trước ({month})", month=name), month, names)
    blocks += _block(_("30 ngày qua"), days, names)
    html(f'<div class="cl-preview"><h3>{escape(title)}</h3><div>{blocks}</div></div>')
