"""``/export/duties.xlsx?month=YYYY-MM``: a month's duties as rows, and what they come to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import drill_mark, formats, words
from dashboard.exports.workbook import DATE, INTEGER, Column, Page, workbook
from dashboard.parts.agencies import names as agency_names
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.ledger import matter_words
from dashboard.parts.ledger import words as ledger_words
from dashboard.services import Services, services
from dashboard.words import _
from dashboard.words.errors import say
from data.errors import DataError
from data.ledger.figures import BUCKETS
from data.ledger.months import Month, month_of, read_month
from data.ledger.report import document, duty_rows
from data.store.engine import reading

PATH = "/export/duties.xlsx"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_log = logging.getLogger(__name__)
Row = Mapping[str, Any]


def _moments(rows: Sequence[Row], name: str) -> pd.Series:
    """On the clock of here, as a workbook knows it."""
    local = [None if row[name] is None else formats.local(row[name]).replace(tzinfo=None) for row in rows]
    return pd.Series(local, dtype="datetime64[us]")


def _texts(rows: Sequence[Row], said: Callable[[Row], object]) -> pd.Series:
    return pd.Series([said(row) for row in rows], dtype=object)


def _duty_page(here: Services, rows: Sequence[Row], names: Mapping[str, str], now: datetime) -> Page:
    areas = here.areas
    communes = dict(zip(areas.communes["area_id"], areas.communes["name"], strict=True))

    def name(own: str | None) -> str:
        return names.get(own or "", own or "")

    def minutes(row: Row) -> float | None:
        told = row["told_at"]
        return None if told is None else round((told - row["started_at"]).total_seconds() / 60, 1)

    def moment(header: str, column: str) -> Column:
        return Column(header, _moments(rows, column), 17, DATE)

    def text(header: str, width: float, said: Callable[[Row], object]) -> Column:
        return Column(header, _texts(rows, said), width)

    def word(table: Mapping[str, str], column: str) -> Callable[[Row], object]:
        return lambda row: _(table[row[column]]) if row[column] in table else (row[column] or "")

    return Page(
        _("Nghĩa vụ báo tin"),
        [
            Column(_("Số"), pd.Series([row["id"] for row in rows], dtype="int64"), 8, INTEGER),
            text(_("Tin"), 34, matter_words.what),
            text(_("Lĩnh vực"), 22, word(incident_words.FIELDS, "field")),
            text(_("Xã"), 18, lambda row: communes.get(row["commune_2025_id"], "")),
            text(_("Xã cũ (2021)"), 18, lambda row: communes.get(row["commune_2021_id"], "")),
            text(_("Bên nắm tin"), 30, lambda row: name(row["holder_id"])),
            text(_("Bên nhận tin"), 30, lambda row: name(row["receiver_id"])),
            text(_("Kết quả"), 24, word(ledger_words.BUCKETS, "bucket")),
            text(_("So với giờ bắt đầu"), 16, lambda row: ledger_words.by_start(row, now)),
            text(_("Đồng hồ"), 30, word(ledger_words.CLOCKS, "clock")),
            moment(_("Tính từ (giờ VN)"), "started_at"),
            moment(_("Mục tiêu"), "target_at"),
            moment(_("Thời hạn"), "deadline_at"),
            moment(_("Giờ bắt đầu"), "before_at"),
            moment(_("Báo lần đầu"), "told_at"),
            moment(_("Báo có bằng chứng"), "proven_at"),
            moment(_("Tiếp nhận"), "acknowledged_at"),
            Column(_("Phút tới lúc báo"), pd.Series([minutes(row) for row in rows], dtype="float64"), 12),
            text(_("Cách báo"), 16, word(ledger_words.CHANNELS, "channel")),
            text(_("Người nhận"), 22, lambda row: row["person"] or row["acknowledged_by"] or ""),
            text(_("Bằng chứng"), 24, word(ledger_words.PROOFS, "proof")),
            text(_("Số văn bản"), 16, lambda row: row["reference"] or ""),
            text(_("Lý do miễn"), 30, lambda row: row["reason"] or ""),
            text(_("Mức khẩn"), 10, word(ledger_words.URGENCIES, "urgency")),
            text(_("Căn cứ"), 44, lambda row: row["basis"]),
        ],
    )


def _facts(month: Month, found: Row, here: Services) -> list[tuple[str, Any]]:
    total, kept = found["total"], found["frozen"]
    clocks = "; ".join(f"{_(ledger_words.CLOCKS[name])}: {n}" for name, n in found["clocks"].items())
    now = formats.local(here.now()).replace(tzinfo=None, second=0, microsecond=0)
    return [
        (_("Chương trình"), "Canh Lửa"),
        (_("Tháng"), month.text),
        (_("Lập lúc (giờ VN)"), now),
        *((_(ledger_words.BUCKETS[name]), total[name]) for name in BUCKETS),
        (_("Cộng (không kể đã rút)"), total["total"]),
        (_("Tiếp nhận sau thời hạn"), total["acknowledged_late"]),
        (_("Đạt mục tiêu"), f"{total['target_met']}/{total['with_target']}"),
        (_("Báo trước giờ bắt đầu"), f"{total['start_met']}/{total['with_start']}"),
        (_("Đồng hồ"), clocks),
        (_("Lưu ý"), _("Tính theo nghĩa vụ, không theo số tin đã gửi. Chỉ mới gửi thì không tính là đạt.")),
        (_("Lưu ý"), _("Tháng là tháng đồng hồ bắt đầu chạy, giờ Việt Nam.")),
        *(
            [(_("Đã chốt"), f"{kept['at']} · {kept['by']}")]
            + [(f"{_('Lúc chốt')}: {_(ledger_words.BUCKETS[name])}", kept["total"][name]) for name in BUCKETS]
            if kept
            else []
        ),
        *([(_("Diễn tập"), drill_mark.line())] if here.drill else []),
    ]


def as_xlsx(here: Services, month: Month) -> bytes:
    """The workbook: duties as rows, and a sheet that says what they come to."""
    now = here.now()
    with reading(here.engine) as conn:
        found, rows, names = document(conn, month, now), duty_rows(conn, month, now), agency_names.ever(conn)
    mark = drill_mark.line() if here.drill else ""
    return workbook([_duty_page(here, rows, names, now)], (_("Số liệu"), _facts(month, found, here)), mark)


def file_name(here: Services, month: Month) -> str:
    """ "nghia-vu-2027-03.xlsx", in a drill marked as one."""
    return f"{'DIEN-TAP_' if here.drill else ''}nghia-vu-{month.text}.xlsx"


def answer(request: Request) -> Response:
    """The file, or why there is none, as JSON."""
    words.use(request.query_params.get("lang"))
    here, asked = services(), request.query_params
    strange = next((name for name in asked if name not in ("month", "lang")), None)
    if strange is not None:
        params = {"parameter": strange[:40], "known": "month, lang"}
        message = say("parameter_not_known", params)
        return JSONResponse({"error": "parameter_not_known", "params": params, "message": message}, 400)
    try:
        zone = here.profile.tz
        month = read_month(asked["month"], zone) if "month" in asked else month_of(here.now(), zone)
        body = as_xlsx(here, month)
    except DataError as error:
        message = say(error.code, error.params)
        return JSONResponse({"error": error.code, "params": error.params, "message": message}, 400)
    except (SQLAlchemyError, OSError) as error:
        _log.error("%s: database unusable: %s", PATH, type(error).__name__)
        code = "database_unusable"
        return JSONResponse({"error": code, "params": {}, "message": say(code)}, 503)
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(here, month)}"',
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=_XLSX, headers=headers)


async def _endpoint(request: Request) -> Response:
    return await run_in_threadpool(answer, request)


def routes() -> list[Route]:
    """The one address."""
    return [Route(PATH, _endpoint)]
