"""Everything that a paper may say of an incident, read once. Who called is not in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from data.agencies.reading import agencies_at
from data.casework.burned_ground import counting
from data.casework.documents.checks import checks_of
from data.casework.documents.patrol_findings import patrol_findings_of
from data.casework.forces import forces_of
from data.casework.records import Record, record_of
from data.casework.report_clock import ReportClock, clocks, steps_of
from data.events import find_event
from data.incidents.errors import IncidentUnknown
from data.incidents.reading import events_of, parts_of, survivor, timeline
from data.ledger.reading import duties_of_matter, matter_of
from data.ledger.settings import ledger_settings
from data.reception.reading import calls_of
from geo.areas import Areas
from geo.vn2000 import SON_LA, to_vn2000

_POSITIONS = {"ranger_station": "Hạt trưởng", "ranger_subdepartment": "Chi cục trưởng"}


@dataclass(frozen=True)
class Letterhead:
    """Who writes, where, and who signs. None: the name was not entered; the paper leaves a line for it."""

    above: str | None
    agency: str | None
    place: str
    position: str


@dataclass(frozen=True)
class CaseFile:
    """Degrees WGS84, moments aware UTC, hectares.

    commune, commune_before
        Names by the present map and by the one before.
    steps
        Status → when it was reached last, of steps that were not taken back.
    vn2000
        (X north, Y east) in metres, EPSG:9206; None without a point.
    checks
        See `data.casework.documents.checks`.
    patrol_findings
        See `data.casework.documents.patrol_findings`.
    drill
        Nothing of it happens: every paper says so.
    """

    incident: Mapping[str, Any]
    record: Record
    forces: Sequence[Mapping[str, Any]]
    area: Mapping[str, Any] | None
    events: Sequence[Mapping[str, Any]]
    calls: Sequence[Mapping[str, Any]]
    entries: Sequence[Mapping[str, Any]]
    duties: Sequence[Mapping[str, Any]]
    parts: Sequence[Mapping[str, Any]]
    checks: Sequence[Mapping[str, Any]]
    patrol_findings: Sequence[Mapping[str, Any]]
    agencies: Mapping[str, Mapping[str, Any]]
    steps: Mapping[str, datetime]
    clock: ReportClock | None
    head: Letterhead
    commune: str | None
    commune_before: str | None
    vn2000: tuple[float, float] | None
    now: datetime
    tz: tzinfo
    drill: bool

    @property
    def code(self) -> str:
        """Of the incident."""
        return str(self.incident["code"])

    @property
    def burned_ha(self) -> float | None:
        """By the record; else by the outline; None where neither says."""
        if self.record.burned_ha is not None:
            return self.record.burned_ha
        return self.area["area_ha"] if self.area else None


def _letterhead(agencies: Mapping[str, Mapping[str, Any]], agency_id: str | None, place: str) -> Letterhead:
    own = agencies.get(agency_id or "")
    above = agencies.get((own or {}).get("parent_id") or "")
    position = _POSITIONS.get((own or {}).get("kind") or "", "Thủ trưởng đơn vị")
    return Letterhead(above["name"] if above else None, own["name"] if own else None, place, position)


def letterhead(conn: Connection, agency_id: str | None, place: str, now: datetime, tz: tzinfo) -> Letterhead:
    """Of an agency as it is today; of the installation's own where None is given."""
    agencies = {each["agency_id"]: each for each in agencies_at(conn, now.astimezone(tz).date())}
    return _letterhead(agencies, agency_id or ledger_settings(conn).watch_agency, place)


def _commune(areas: Areas, area_id: str | None) -> str | None:
    return None if area_id is None else str(areas.by_id(area_id).name)


def _grid(row: Mapping[str, Any]) -> tuple[float, float] | None:
    if row["latitude"] is None:
        return None
    plane = to_vn2000(row["longitude"], row["latitude"], SON_LA)
    return float(plane.northing), float(plane.easting)


def case_file(
    conn: Connection,
    incident_id: int,
    *,
    areas: Areas,
    place: str,
    now: datetime,
    tz: tzinfo,
    agency_id: str | None = None,
    drill: bool = False,
) -> CaseFile:
    """Read the case file of an incident, or of the one that it became part of.

    Parameters
    ----------
    place
        Where papers are dated, such as "Quỳnh Nhai".
    agency_id
        Who writes; None: the one that holds the incident, else the installation's own.

    Raises
    ------
    IncidentUnknown
    """
    row = survivor(conn, incident_id)
    if row is None:
        raise IncidentUnknown(id=incident_id)
    own = row["id"]
    events = [find_event(conn, each) for each in events_of(conn, own)]
    matter = matter_of(conn, "incident", str(own))
    agencies = {each["agency_id"]: each for each in agencies_at(conn, now.astimezone(tz).date())}
    writer = agency_id or row["agency_id"] or ledger_settings(conn).watch_agency
    before, present = areas.eras[0], areas.present_era
    parts = parts_of(conn, own)
    return CaseFile(
        incident=row,
        record=record_of(conn, own)[0],
        forces=forces_of(conn, own),
        area=counting(conn, own),
        events=[each for each in events if each is not None],
        calls=calls_of(conn, own),
        entries=timeline(conn, own),
        duties=duties_of_matter(conn, matter["id"]) if matter else [],
        parts=parts,
        checks=checks_of(conn, [each["id"] for each in events if each is not None]),
        patrol_findings=patrol_findings_of(conn, [each["code"] for each in (row, *parts)]),
        agencies=agencies,
        steps=steps_of(conn, [own]).get(own, {}),
        clock=clocks(conn, [row], now, tz).get(own),
        head=_letterhead(agencies, writer, place),
        commune=_commune(areas, row[f"commune_{present}_id"]),
        commune_before=_commune(areas, row[f"commune_{before}_id"]),
        vn2000=_grid(row),
        now=now,
        tz=tz,
        drill=drill,
    )
