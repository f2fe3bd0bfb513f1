"""Each indicator as a card: its figure beside the period before and last year's, its parts, its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

import streamlit as st

from dashboard import formats, look
from dashboard.access import who
from dashboard.parts.html import html
from dashboard.parts.reports import words as said_words
from dashboard.services import services
from dashboard.words import _, counted
from data.cases.reading import reads_every
from data.events import find_event
from data.reports import words
from data.reports.fires import STATE
from data.reports.papers.file import CASES
from data.store.engine import reading
from geo.alphabet import sort_key

_FIRST = 30
_OPEN, _MOST = "reports_open", "reports_most"
_PROMISED = 6


def _bars(code: str, figures: Mapping[str, Any]) -> str:
    """A line for each period: its name, a bar, its figure; counts are drawn beside the largest of them."""
    shares = code in words.SHARES
    values = {which: words.amount(figure) for which, figure in figures.items()}
    most = 1.0 if shares else max([value for value in values.values() if value] or [1.0])
    lines = []
    for which, figure in figures.items():
        value = values[which]
        width = 100 * (value or 0) / most
        text, of = said_words.said(figure), said_words.of(figure)
        lines.append(
            f'<div class="{which}"><span>{escape(_(words.BESIDE[which]))}</span>'
            f'<i><u style="width:{width:.1f}%"></u></i><b>{escape(text)}</b>'
            f"<small>{escape(of)}</small></div>"
        )
    return f'<div class="cl-beside-bars">{"".join(lines)}</div>'


def _parts(code: str, figure: Mapping[str, Any]) -> str:
    shown = [
        f"<li><b>{escape(said_words.amount(code, part, value))}</b>"
        f" {escape(said_words.part(code, part, value))}</li>"
        for part, value in figure["parts"].items()
        if value and not part.startswith(STATE)
    ]
    return f'<ul class="cl-parts">{"".join(shown)}</ul>' if shown else ""


def _line(row: Sequence[str]) -> str:
    cells = "".join(f"<td>{escape(each)}</td>" for each in row[1:])
    return f"<tr><th scope=row>{escape(row[0])}</th>{cells}</tr>"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells are text, escaped here; the first column is a name, the others numbers."""
    head = "".join(f"<th scope=col>{escape(each)}</th>" for each in header)
    body = "".join(_line(row) for row in rows)
    return (
        f'<div class="cl-scroll"><table class="cl-report"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        "</table></div>"
    )


def _states(figure: Mapping[str, Any]) -> str:
    states = [
        (said_words.part(figure["code"], part), formats.number(value, 2))
        for part, value in figure["parts"].items()
        if part.startswith(STATE)
    ]
    return _table((_("Trạng thái rừng, loại đất"), _("ha cháy")), states) if states else ""


def _communes(found: Mapping[str, Any], *, eras: bool) -> str:
    names = ("held", "late", "missed", "ahead")

    def line(title: str, counts: Mapping[str, int]) -> list[str]:
        return [title, *(formats.number(counts[name]) if counts[name] else words.NOTHING for name in names)]

    named = {said_words.commune(own, era=eras): each for own, each in found["communes"].items()}
    rows = [line(title, named[title]) for title in sorted(named, key=sort_key)]
    if any(found["quarterly"].values()):
        rows.append(line(_("họp quý, toàn khu vực"), found["quarterly"]))
    header = ["", *(said_words.part("meetings_held", name) for name in names)]
    return _table(header, rows) if rows else ""


def _targets(targets: Sequence[Mapping[str, Any]], agencies: Mapping[str, str]) -> str:
    def cell(each: Mapping[str, Any], name: str, places: int) -> str:
        wanted = each["target"][name]
        aim = words.NOTHING if wanted is None else formats.number(wanted, places)
        return f"{formats.number(each['done'][name], places)}/{aim}"

    rows = [
        [
            agencies.get(each["agency_id"], each["agency_id"]),
            *(cell(each, name, places) for name, places in (("patrols", 0), ("km", 1), ("hours", 1))),
        ]
        for each in targets
    ]
    return _table((_("Làm được/chỉ tiêu"), _("lượt"), "km", _("giờ")), rows) if rows else ""


def _when(given: str | None) -> str:
    if not given:
        return ""
    if len(given) == len("2027-03-12"):
        return formats.day(date.fromisoformat(given))
    return formats.moment(datetime.fromisoformat(given))


def visible(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that this visitor may see: single cases only for whoever reads those of every agency."""
    return [each for each in rows if each["kind"] not in CASES or reads_every(who())]


def _events(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Id → the fire event that it means today: a report that was frozen may know one by an older id."""
    ids = [row["ref"] for row in rows if row["kind"] == "fire_event"]
    if not ids:
        return {}
    with reading(services().engine) as conn:
        return {own: found for own in ids if (found := find_event(conn, own)) is not None}


def _row(
    code: str,
    row: Mapping[str, Any],
    agencies: Mapping[str, str],
    events: Mapping[str, Mapping[str, Any]],
) -> str:
    told = " · ".join(filter(None, (_when(row["at"]), said_words.about(row, agencies))))
    return (
        f'<li><a href="{escape(said_words.address(row, events), quote=True)}" target="_self">'
        f"{escape(said_words.name(row))}</a><em>{escape(said_words.outcome(code, row))}</em>"
        f"<span>{escape(told)}</span></li>"
    )


def _list(code: str, rows: Sequence[Mapping[str, Any]], agencies: Mapping[str, str]) -> None:
    outcomes = list(dict.fromkeys(said_words.outcome(code, row) for row in rows))
    if len(outcomes) > 1:
        wanted = st.pills(_("Kết quả"), outcomes, key=f"reports_outcome_{code}", label_visibility="collapsed")
        rows = [row for row in rows if wanted in (None, said_words.outcome(code, row))]
    most = st.session_state.get(_MOST, _FIRST)
    events = _events(rows[:most])
    html(f'<ul class="cl-behind">{"".join(_row(code, row, agencies, events) for row in rows[:most])}</ul>')
    if len(rows) > most and st.button(_("Hiện thêm"), key=f"reports_more_{code}", width="stretch"):
        st.session_state[_MOST] = most + 3 * _FIRST
        st.rerun()


def _behind(code: str, figure: Mapping[str, Any], agencies: Mapping[str, str]) -> None:
    """The button that opens the records, and they."""
    rows = visible(figure["rows"])
    hidden = len(figure["rows"]) - len(rows)
    is_open = st.session_state.get(_OPEN) == code
    if rows:
        text = _("Ẩn bản ghi") if is_open else counted("Xem {count} bản ghi được tính", len(rows))
        if st.button(text, key=f"reports_open_{code}", type="tertiary", icon=":material/list:"):
            st.session_state[_OPEN] = None if is_open else code
            st.session_state[_MOST] = _FIRST
            st.rerun()
        if is_open:
            _list(code, rows, agencies)
    if hidden:
        look.small(counted("{count} hồ sơ, bàn giao: chỉ người được giao mới xem.", hidden))


def _card(code: str, said: Mapping[str, Any], agencies: Mapping[str, str]) -> None:
    figures = {which: said["figures"][code].get(which) for which in ("now", *said["beside"])}
    figure = figures["now"]
    more = ""
    if figure is not None:
        more = _parts(code, figure)
        if code == "meetings_held":
            more += _communes(said["meetings"], eras=len(said["eras"]) > 1)
        if code == "patrols_joint":
            more += _targets(said["targets"], agencies)
        if code == "fires_burned":
            more += _states(figure)
    else:
        why = (
            _("Kỳ này chưa có tệp vệ tinh nào, nên không có số liệu.")
            if code == "events_seen"
            else _("Kỳ này chưa ai ghi gì vào chương trình, nên không có số liệu.")
        )
        more = f'<p class="about">{escape(why)}</p>'
    with st.container(key=f"reportcard_{code}"):
        html(
            f'<section class="cl-indicator"><h2>{escape(_(words.TITLES[code]))}</h2>'
            f'<p class="about">{escape(_(words.ABOUT[code]))}</p>{_bars(code, figures)}{more}</section>'
        )
        if code == "events_seen":
            look.small(sensors(said))
        if figure is not None:
            _behind(code, figure, agencies)


def sensors(said: Mapping[str, Any]) -> str:
    """Hotspots beside the other period's, on satellites that saw some in both."""
    spots, year = said["hotspots"], "last_year" in said["beside"]
    if spots["now"] is None:
        if year:
            return _(
                "Điểm cháy: không vệ tinh nào thấy điểm cháy ở cả kỳ này và cùng kỳ năm trước để so sánh."
            )
        return _("Điểm cháy: không vệ tinh nào thấy điểm cháy ở cả kỳ này và kỳ trước để so sánh.")
    told = {
        "satellites": ", ".join(spots["shared"]),
        "now": formats.number(spots["now"]),
        "then": formats.number(spots["then"]),
    }
    if year:
        return _("Điểm cháy theo cùng các vệ tinh ({satellites}): {now}; cùng kỳ năm trước {then}.", **told)
    return _("Điểm cháy theo cùng các vệ tinh ({satellites}): {now}; kỳ trước {then}.", **told)


def show(said: Mapping[str, Any], agencies: Mapping[str, str]) -> None:
    """Draw a report's content: the plan's promises, then fires."""
    codes = [code for code in words.TITLES if code in said["figures"]]
    for title, some in (
        (_("Theo kế hoạch phối hợp"), codes[:_PROMISED]),
        (_("Cháy rừng"), codes[_PROMISED:]),
    ):
        st.subheader(title)
        for at in range(0, len(some), 2):  # pair by pair: on a phone they follow in their order
            for column, code in zip(st.columns(2, gap="medium"), some[at : at + 2], strict=False):
                with column:
                    _card(code, said, agencies)
