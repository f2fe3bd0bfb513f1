"""Everything that a report's paper and workbook say, read once: as it was frozen, else as it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from data.casework.documents.case_file import Letterhead, letterhead
from data.effort.ground import Ground
from data.patrols.papers.words import KINDS as PATROLS
from data.plan import plan_at, plan_of
from data.reports import words
from data.reports.content import content, period_of_report
from data.reports.freezing import Moved, frozen, moved_since
from data.store.tables import agency

CASES = ("joint_case", "case_handover")
_FORCES = {"ranger": "Kiểm lâm", "police": "Công an", "military": "Quân sự"}


@dataclass(frozen=True)
class ReportFile:
    """Moments aware UTC; days local.

    Attributes
    ----------
    said
        As `data.reports.content.content`: frozen where `kept` is a row, else of `now`.
    moved
        What later corrections made another figure; empty where nothing was frozen.
    plan
        That was in force on the last day; None where none is known.
    names, communes
        Agencies and communes (of every map) by id.
    cases
        Whether the rows of single cases may be shown to whoever asks.
    """

    kind: str
    text: str
    first: date
    last: date
    said: Mapping[str, Any]
    kept: Mapping[str, Any] | None
    moved: Sequence[Moved]
    head: Letterhead
    plan: Mapping[str, Any] | None
    names: Mapping[str, str]
    communes: Mapping[str, str]
    cases: bool
    now: datetime
    tz: tzinfo
    drill: bool

    @property
    def period(self) -> str:
        """ "tháng 3 năm 2027"."""
        return words.period_name(self.kind, self.first, self.last)

    @property
    def besides(self) -> list[str]:
        """The periods that stand in the table: now, and what it is compared with."""
        return ["now", *self.said["beside"]]

    def figure(self, code: str, which: str = "now") -> dict[str, Any] | None:
        """A figure of the period, or of one beside it."""
        found: dict[str, Any] | None = self.said["figures"].get(code, {}).get(which)
        return found

    def rows(self, code: str) -> list[dict[str, Any]]:
        """The records behind a figure, without single cases for those who may read none."""
        return [each for each in self._all(code) if self.cases or each["kind"] not in CASES]

    def hidden(self, code: str) -> int:
        """How many records behind a figure are not shown."""
        return len(self._all(code)) - len(self.rows(code))

    def _all(self, code: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (self.figure(code) or {}).get("rows", [])
        return rows

    def commune(self, own: str) -> str:
        """ "Mường Giôn"; across both maps with the one that it is of."""
        name = self.communes.get(own, own)
        return f"{name} ({own.rsplit('-', 1)[-1]})" if len(self.said["eras"]) > 1 else name

    def text_of(self, row: Mapping[str, Any]) -> str:
        """What a record behind a figure is about, in Vietnamese."""
        told = str(row["text"])
        if row["kind"] == "duty" or row["kind"] == "case_handover":
            return self.names.get(told, told)
        if row["kind"] == "meeting":
            return f"Xã {self.commune(told)}" if told else words.WHOLE_AREA
        table = {"joint_case": words.FIELDS, "patrol": PATROLS}.get(str(row["kind"]), {})
        return table.get(told, told)


def names_of(conn: Connection) -> dict[str, str]:
    """Every agency that was ever entered, by its latest row; its force where its name was not entered."""
    query = select(agency.c.agency_id, agency.c.name, agency.c.role).order_by(
        agency.c.valid_from, agency.c.id
    )
    return {
        row.agency_id: row.name or f"{_FORCES.get(row.role, 'Đơn vị')} (chưa nhập tên)"
        for row in conn.execute(query)
    }


def report_file(
    conn: Connection,
    kind: str,
    text: str,
    ground: Ground,
    *,
    now: datetime,
    place: str,
    cases: bool,
    drill: bool,
) -> ReportFile:
    """Read it. `place`: where papers are dated.

    Raises
    ------
    data.reports.errors.ReportInvalid, data.periods.PeriodUnreadable
    """
    period = period_of_report(conn, kind, text, ground)
    zone, areas = ground.profile.tz, ground.areas
    today, kept = content(conn, kind, period, now, ground), frozen(conn, kind, text)
    table = areas.communes
    return ReportFile(
        kind=kind,
        text=text,
        first=period.first,
        last=period.last,
        said=kept["content"] if kept else today,
        kept=kept,
        moved=moved_since(kept, today) if kept else [],
        head=letterhead(conn, None, place, now, zone),
        plan=plan_of(conn, text) if kind == "plan" else plan_at(conn, period.last),
        names=names_of(conn),
        communes=dict(zip(table["area_id"], table["name"], strict=True)),
        cases=cases,
        now=now,
        tz=zone,
        drill=drill,
    )
