"""``/export/effort.xlsx?span=month:YYYY-MM``: effort by agency, commune, month and patrol."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import drill_mark, formats, words
from dashboard.exports.workbook import INTEGER, TWO_DECIMALS, Column, Page, workbook
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.patrols import effort_words
from dashboard.parts.patrols import words as patrol_words
from dashboard.services import Services, services
from dashboard.words import _
from dashboard.words.errors import say
from data.effort import Ground
from data.effort.gathering import Work
from data.effort.periods import Span, month_span, span_of
from data.effort.summing import Effort, Line, effort, months_of
from data.effort.targets import Target, Targets, targets
from data.store.engine import reading

PATH = "/export/effort.xlsx"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAY = "dd/mm/yyyy"
_log = logging.getLogger(__name__)


def _numbers(values: Sequence[float | None]) -> pd.Series:
    return pd.Series([None if each is None else float(each) for each in values], dtype="float64")


def _texts(values: Sequence[str]) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def _figures(lines: Sequence[Line], *, people: bool) -> list[Column]:
    def shares() -> list[float | None]:
        return [None if each.joint_share is None else round(each.joint_share * 100, 1) for each in lines]

    columns = [
        Column(_("Lượt đi"), _numbers([each.patrols for each in lines]), 9, INTEGER),
        Column(_("Lượt liên ngành"), _numbers([each.joint for each in lines]), 15, INTEGER),
        Column(_("Liên ngành, %"), _numbers(shares()), 14, TWO_DECIMALS),
        Column("km", _numbers([each.km for each in lines]), 11, TWO_DECIMALS),
        Column(_("Giờ theo vết"), _numbers([each.hours for each in lines]), 13, TWO_DECIMALS),
    ]
    if people:
        columns.append(
            Column(_("Giờ công"), _numbers([each.person_hours for each in lines]), 11, TWO_DECIMALS)
        )
    columns += [
        Column(_("ha đã thấy"), _numbers([each.ha for each in lines]), 12, TWO_DECIMALS),
        Column(_("km cần hỏi lại"), _numbers([each.doubtful_km for each in lines]), 15, TWO_DECIMALS),
    ]
    if people:
        columns.append(
            Column(_("km ngoài địa bàn"), _numbers([each.outside_km for each in lines]), 16, TWO_DECIMALS)
        )
    return columns


def _meant(wanted: Sequence[Target]) -> list[Column]:
    return [
        Column(_("Chỉ tiêu: lượt"), _numbers([each.patrols for each in wanted]), 14, INTEGER),
        Column(_("Chỉ tiêu: km"), _numbers([each.km for each in wanted]), 13, TWO_DECIMALS),
        Column(_("Chỉ tiêu: giờ"), _numbers([each.hours for each in wanted]), 13, TWO_DECIMALS),
    ]


def _agencies(found: Effort, names: Mapping[str, str], known: Targets) -> Page:
    months = months_of(found.since, found.until)
    lines = {line.key: line for line in found.agencies}
    for own in known.by_agency:
        if not known.over(own, months).empty:
            lines.setdefault(own, Line(own, 0, 0, 0.0, 0.0, 0.0, 0.0))
    rows = [*lines.values(), replace(found.total, key="")]
    title = Column(_("Đơn vị"), _texts([names.get(each.key, each.key) or _("Tất cả") for each in rows]), 38)
    wanted = [known.over(each.key, months) if each.key else Target() for each in rows]
    return Page(_("Đơn vị"), [title, *_figures(rows, people=True), *_meant(wanted)])


def _agency_months(found: Effort, names: Mapping[str, str], known: Targets) -> Page:
    pairs = [key for key, line in found.agency_months.items() if line.patrols or line.km or line.person_hours]
    lines = [found.agency_months[key] for key in pairs]
    head = [
        Column(_("Đơn vị"), _texts([names.get(own, own) for own, _month in pairs]), 38),
        Column(_("Tháng"), _texts([effort_words.month(month) for _own, month in pairs]), 15),
    ]
    figures = [each for each in _figures(lines, people=True) if each.header != _("ha đã thấy")]
    return Page(_("Đơn vị và tháng"), [*head, *figures, *_meant([known.of(*key) for key in pairs])])


def _communes(found: Effort, era: str, named: Mapping[str, str]) -> Page:
    lines = found.communes[era]
    title = Column(_("Xã"), _texts([named[each.key] for each in lines]), 28)
    return Page(_("Xã, địa giới {era}", era=era), [title, *_figures(lines, people=False)])


def _months(found: Effort) -> Page:
    lines = [*found.months, found.total]
    title = [effort_words.month(each.key) if each.key else _("Tất cả") for each in lines]
    return Page(_("Tháng"), [Column(_("Tháng"), _texts(title), 18), *_figures(lines, people=True)])


def _patrols(works: Sequence[Work], names: Mapping[str, str]) -> Page:
    metres = [sum(piece.metres for piece in each.pieces) for each in works]
    seconds = [sum(piece.seconds for piece in each.pieces) for each in works]
    yes, no = _("có"), _("không")
    return Page(
        _("Từng lượt"),
        [
            Column(_("Mã"), _texts([each.code for each in works]), 16),
            Column(_("Ngày"), pd.Series([each.on for each in works], dtype="datetime64[us]"), 12, _DAY),
            Column(_("Loại"), _texts([_(patrol_words.KINDS[each.kind]) for each in works]), 20),
            Column(
                _("Đơn vị có mặt"),
                _texts(["; ".join(names.get(own, own) for own in each.agencies) for each in works]),
                60,
            ),
            Column(_("Liên ngành"), _texts([yes if each.joint else no for each in works]), 11),
            Column("km", _numbers([round(each / 1000, 2) for each in metres]), 11, TWO_DECIMALS),
            Column(
                _("Giờ theo vết"), _numbers([round(each / 3600, 2) for each in seconds]), 13, TWO_DECIMALS
            ),
        ],
    )


def _facts(found: Effort, span: Span, here: Services) -> list[tuple[str, Any]]:
    now = formats.local(here.now()).replace(tzinfo=None, second=0, microsecond=0)
    sight = formats.number(here.profile.patrols.visibility_m)
    return [
        (_("Chương trình"), "Canh Lửa"),
        (_("Thời kỳ"), effort_words.span(span)),
        (_("Lập lúc (giờ VN)"), now),
        (
            _("Lưu ý"),
            _(
                "Mỗi lượt tính cho mọi đơn vị có mặt; dòng tất cả tính mỗi lượt một lần,"
                " không phải tổng các dòng."
            ),
        ),
        (
            _("Lưu ý"),
            _("Lượt tính vào tháng bắt đầu đi; km và giờ tính vào đúng ngày đi, theo giờ Việt Nam."),
        ),
        (_("Lưu ý"), _("ha đã thấy: cách vết đi tới {metres} m, mỗi nơi tính một lần.", metres=sight)),
        (_("Lưu ý"), _("km cần hỏi lại: của vết đi không có giờ, giờ lạ, hoặc điều khác cần hỏi.")),
        (_("Người chưa điểm danh về"), found.open_stays),
        *([(_("Diễn tập"), drill_mark.line())] if here.drill else []),
    ]


def as_xlsx(here: Services, span: Span) -> bytes:
    """The workbook."""
    ground = Ground.of(here.profile, here.areas, drill=here.drill)
    with reading(here.engine) as conn:
        found = effort(conn, span.since, span.until, ground)
        names, known = agency_names.ever(conn), targets(conn)
    table = here.areas.communes
    named = dict(zip(table["area_id"], table["name"], strict=True))
    eras = sorted(here.areas.eras, reverse=True)
    pages = [
        _agencies(found, names, known),
        *(_communes(found, era, named) for era in eras),
        _months(found),
        _agency_months(found, names, known),
        _patrols(found.works, names),
    ]
    mark = drill_mark.line() if here.drill else ""
    return workbook(pages, (_("Số liệu"), _facts(found, span, here)), mark)


def file_name(here: Services, span: Span) -> str:
    """ "cong-tuan-tra-month-2027-03.xlsx", in a drill marked as one."""
    return f"{'DIEN-TAP_' if here.drill else ''}cong-tuan-tra-{span.key.replace(':', '-')}.xlsx"


def _refused(code: str, params: Mapping[str, object], status: int) -> Response:
    return JSONResponse({"error": code, "params": dict(params), "message": say(code, params)}, status)


def answer(request: Request) -> Response:
    """The file, or why there is none, as JSON."""
    words.use(request.query_params.get("lang"))
    here, asked = services(), request.query_params
    strange = next((name for name in asked if name not in ("span", "lang")), None)
    if strange is not None:
        return _refused("parameter_not_known", {"parameter": strange[:40], "known": "span, lang"}, 400)
    text = asked.get("span")
    span = month_span(formats.local(here.now()).date()) if text is None else span_of(text)
    if span is None:
        return _refused("span_unreadable", {"span": str(text)[:40]}, 400)
    try:
        body = as_xlsx(here, span)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: database unusable: %s", PATH, type(error).__name__)
        return _refused("database_unusable", {}, 503)
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(here, span)}"',
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=_XLSX, headers=headers)


async def _endpoint(request: Request) -> Response:
    return await run_in_threadpool(answer, request)


def routes() -> list[Route]:
    """The one address."""
    return [Route(PATH, _endpoint)]
