"""The last runs as a table that becomes a list of cards on a phone; rejected rows open in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from dashboard import formats
from dashboard.parts.sources.state_signs import icon
from dashboard.runs import Reject, Run
from dashboard.words import N_, _, counted
from dashboard.words.errors import say

#: Status of a run → its sign and its words.
STATUS = {
    "ok": ("fresh", N_("Đã nhận")),
    "not_modified": ("unchanged", N_("Không có gì mới")),
    "partial": ("late", N_("Nhận thiếu: dòng cuối bị cắt")),
    "failed": ("failing", N_("Không nhận được")),
}
HEADS = (N_("Lúc"), N_("Nguồn"), N_("Kết quả"), N_("Dòng đọc"), N_("Mới"), N_("Trùng"), N_("Loại"))


def _status(run: Run) -> str:
    text = _(STATUS[run.status][1])
    if run.times > 1:
        text = counted("{text}, {count} lần liền", run.times, text=text)
    return text


def _when(run: Run, now: datetime) -> str:
    last = formats.short_moment(run.at, now)
    return (
        last
        if run.times == 1
        else _("{first} – {last}", first=formats.short_moment(run.first, now), last=last)
    )


def _rejects(run: Run, shown: Sequence[Reject]) -> str:
    if not run.rejected:
        return ""
    lines = "".join(
        "<li><b>{line}</b> {reason}{value}</li>".format(
            line=escape(_("dòng {line}:", line=formats.number(each.line))),
            reason=escape(say(each.reason, {"column": each.column, "value": each.value})),
            value=f" <code>{escape((each.column + ' = ' if each.column else '') + each.value[:120])}</code>"
            if each.value
            else "",
        )
        for each in shown
    )
    rest = run.rejected - len(shown)
    unseen = escape(counted("và {count} dòng nữa", rest))
    more = f"<li>{unseen}</li>" if rest > 0 and shown else ""
    head = escape(counted("{count} dòng bị loại, xem lý do", run.rejected))
    return f"<details><summary>{head}</summary><ul>{lines}{more}</ul></details>"


def _row(run: Run, name: str, shown: Sequence[Reject], now: datetime) -> str:
    sign = STATUS[run.status][0]
    file = f"<small>{escape(run.file_name)}</small>" if run.file_name else ""
    trouble = (
        f'<p class="trouble">{escape(say(run.error_code, run.error_params))}</p>' if run.error_code else ""
    )
    read = run.status in ("ok", "partial")
    figures = (run.rows_read, run.rows_new, run.duplicates, run.rejected)
    cells = "".join(
        f'<td class="figure" data-label="{escape(_(head))}">'
        f"{formats.number(value) if read else formats.UNKNOWN}</td>"
        for head, value in zip(HEADS[3:], figures, strict=True)
    )
    return (
        f'<tr class="{escape(run.status)}"><td class="when">{escape(_when(run, now))}</td>'
        f'<td class="source">{escape(name)}{file}</td>'
        f'<td class="result"><span class="cl-state {sign}">{icon(sign)}{escape(_status(run))}</span>'
        f"{trouble}{_rejects(run, shown)}</td>{cells}</tr>"
    )


def table(
    runs: Sequence[Run], names: Mapping[str, str], rejects: Mapping[int, Sequence[Reject]], now: datetime
) -> str:
    """The table as HTML; file names and values come from outside and are escaped."""
    head = "".join(
        f'<th scope="col"{" class=figure" if n > 2 else ""}>{escape(_(each))}</th>'
        for n, each in enumerate(HEADS)
    )
    body = "".join(
        _row(
            run,
            _("Tệp nạp bằng tay") if run.kind == "upload" else names.get(run.feed_id, run.feed_id),
            rejects.get(run.id, ()),
            now,
        )
        for run in runs
    )
    return f'<table class="cl-runs"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
