"""Effort by agency, commune or month, as a table that is read at a glance: done beside what was meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard import formats, look
from dashboard.parts.html import html
from dashboard.parts.patrols.effort_words import month
from dashboard.services import services
from dashboard.words import _
from data.effort.summing import Effort, Line, months_of
from data.effort.targets import Target, Targets, targets
from data.store.engine import reading

_NOTHING = Target()


def _cell(done: float, wanted: float | None, places: int) -> str:
    """A figure; with a target, how much of it is done, as a bar too."""
    text = formats.number(done, places)
    if wanted is None:
        return f"<td>{escape(text)}</td>"
    share = 100.0 if not wanted else min(done / wanted * 100, 100.0)
    kind = "met" if done >= wanted else ""
    of = _("{done} trên {wanted}", done=text, wanted=formats.number(wanted, places if wanted % 1 else 0))
    return (
        f'<td class="meant {kind}" title="{escape(of, quote=True)}">{escape(text)}'
        f"<small>/{escape(formats.number(wanted, places if wanted % 1 else 0))}</small>"
        f'<i><u style="width:{share:.0f}%"></u></i></td>'
    )


def _row(name: str, line: Line, target: Target, *, people: bool) -> str:
    joint = formats.UNKNOWN if line.joint_share is None else f"{formats.number(line.joint_share * 100)} %"
    person = f"<td>{escape(formats.number(line.person_hours or 0, 1))}</td>" if people else ""
    doubt = f"<td>{escape(formats.number(line.doubtful_km, 1)) if line.doubtful_km else ''}</td>"
    return (
        f'<tr><th scope="row">{escape(name)}</th>{_cell(line.patrols, target.patrols, 0)}'
        f"<td>{escape(joint)}</td>{_cell(line.km, target.km, 1)}{_cell(line.hours, target.hours, 1)}"
        f"{person}<td>{escape(formats.number(line.ha, 1))}</td>{doubt}</tr>"
    )


def _table(
    first: str, rows: Sequence[tuple[str, Line, Target]], *, people: bool, total: Line | None = None
) -> None:
    heads = [first, _("Lượt đi"), _("Liên ngành"), "km", _("Giờ theo vết")]
    heads += [_("Giờ công")] if people else []
    heads += [_("ha đã thấy"), _("km cần hỏi lại")]
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(_row(name, line, target, people=people) for name, line, target in rows)
    foot = "" if total is None else f"<tfoot>{_row(_('Tất cả'), total, _NOTHING, people=people)}</tfoot>"
    html(
        f'<div class="cl-wide"><table class="cl-done"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody>{foot}</table></div>"
    )


def _agencies(found: Effort, names: Mapping[str, str], known: Targets) -> None:
    months = months_of(found.since, found.until)
    meant = {own: known.over(own, months) for own in known.by_agency}
    lines = {line.key: line for line in found.agencies}
    empty = {own: Line(own, 0, 0, 0.0, 0.0, 0.0, 0.0) for own, each in meant.items() if not each.empty}
    rows = [
        (names.get(own, own), line, meant.get(own, _NOTHING))
        for own, line in sorted((empty | lines).items(), key=lambda each: (-each[1].km, each[0]))
    ]
    if not rows:
        look.note(
            _("Chưa có lượt tuần tra nào trong thời gian này"),
            _("Lượt tuần tra được tính khi có người điểm danh hoặc nộp vết đi."),
        )
        return
    _table(_("Đơn vị"), rows, people=True, total=found.total)
    look.small(
        _(
            "Mỗi đơn vị có mặt được tính cả lượt đi; ở dòng cuối mỗi lượt chỉ tính một lần, nên không phải là"
            " tổng các dòng trên."
        )
    )


def _communes(found: Effort) -> None:
    areas = services().areas
    titles = {era: _("Địa giới {year}", year=era) for era in areas.eras}
    era = str(
        st.segmented_control(
            _("Địa giới"), list(titles), default=areas.present_era, required=True, key="effort_era",
            format_func=titles.__getitem__, label_visibility="collapsed",
        )
    )  # fmt: skip
    named = dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True))
    lines = sorted(found.communes[era], key=lambda line: -line.km)
    _table(_("Xã"), [(named[line.key], line, _NOTHING) for line in lines], people=False)


def _months(found: Effort) -> None:
    _table(
        _("Tháng"), [(month(line.key), line, _NOTHING) for line in found.months],
        people=True, total=found.total,
    )  # fmt: skip
    look.small(_("Lượt tính vào tháng bắt đầu đi; km và giờ tính vào đúng ngày đi, theo giờ Việt Nam."))


def show(found: Effort, names: Mapping[str, str]) -> None:
    """Draw the table that is chosen."""
    ways = {"agency": _("Theo đơn vị"), "commune": _("Theo xã"), "month": _("Theo tháng")}
    by = st.segmented_control(
        _("Theo"), list(ways), default="agency", required=True, key="effort_by",
        format_func=ways.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    with reading(services().engine) as conn:
        known = targets(conn)
    if by == "agency":
        _agencies(found, names, known)
    elif by == "commune":
        _communes(found)
    else:
        _months(found)
