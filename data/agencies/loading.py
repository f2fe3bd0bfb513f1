"""The agencies of the profile's files: stored once; what the files say later is offered, never imposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from data.access import program
from data.agencies.act import Act
from data.agencies.editing import Agency, FocalPoint, add_agency, add_focal_point, edit_agency
from data.agencies.errors import RecordUnknown
from data.agencies.reading import all_rows
from data.agencies.rows import AGENCY
from data.clock import Clock
from data.errors import DataError
from data.seeding import decide_on, decided, digest
from data.store.engine import reading, writing
from data.store.tables import agency, focal_point
from data.toml_table import ProfileError, Table, read_toml

FOLDER = "agencies"
DRILL_FILE = Path("drill") / "agencies.toml"


@dataclass(frozen=True)
class Entry:
    """One entry of a file. `key` is ``agency:…`` or ``focal_point:…``."""

    key: str
    id: str
    wanted: Agency | FocalPoint
    profile: str | None
    file: Path

    @property
    def digest(self) -> str:
        return digest(vars(self.wanted))


@dataclass(frozen=True)
class Offer:
    """An agency of which the file says something else than when it was stored."""

    agency_id: str
    wanted: Agency
    digest: str


def _day(table: Table, key: str) -> date | None:
    return table.day(key) if table.has(key) else None


def _text(table: Table, key: str) -> str | None:
    return table.text(key) if table.has(key) else None


def _agency(table: Table, profile: str | None) -> Entry:
    own = table.text("id")
    wanted = Agency(
        kind=table.text("kind"),
        level=table.text("level"),
        name=_text(table, "name"),
        parent_id=_text(table, "parent"),
        communes=sorted(table.texts("communes")) if table.has("communes") else None,
        note=_text(table, "note"),
        valid_from=_day(table, "valid_from"),
        valid_to=_day(table, "valid_to"),
    )
    table.refuse_unknown()
    return Entry(f"agency:{own}", own, wanted, profile, table.file)


def _focal_point(table: Table) -> Entry:
    own = table.text("id")
    hours: list[dict[str, Any]] | None = None
    if table.has("duty_hours"):
        hours = [
            {"days": each.items("days"), "from": each.text("from"), "to": each.text("to")}
            for each in table.tables("duty_hours")
        ]
    channels = table.tables("channels") if table.has("channels") else []
    wanted = FocalPoint(
        agency_id=table.text("agency"),
        level=table.text("level"),
        name=_text(table, "name"),
        rank=_text(table, "rank"),
        phones=list(table.texts("phones")) if table.has("phones") else [],
        email=_text(table, "email"),
        channels=[{"kind": each.text("kind"), "address": each.text("address")} for each in channels],
        duty_hours=hours,
        stand_in_id=_text(table, "stand_in"),
    )
    table.refuse_unknown()
    return Entry(f"focal_point:{own}", own, wanted, None, table.file)


def _read(file: Path) -> list[Entry]:
    top = read_toml(file)
    profile = _text(top, "profile")
    entries = [_agency(each, profile) for each in top.tables("agency")] if top.has("agency") else []
    if top.has("focal_point"):
        entries += [_focal_point(each) for each in top.tables("focal_point")]
    top.refuse_unknown()
    return entries


def read_entries(directory: Path, *, drill: bool = False) -> list[Entry]:
    """The entries of a profile's folder, files in the order of their names, the drill's own last.

    Raises
    ------
    ProfileError
        A file cannot be read, or an id stands there twice.
    """
    files = sorted((directory / FOLDER).glob("*.toml"))
    if drill and (directory / DRILL_FILE).is_file():
        files.append(directory / DRILL_FILE)
    entries = [entry for file in files for entry in _read(file)]
    met: set[str] = set()
    for entry in entries:
        if entry.key in met:
            raise ProfileError(file=str(entry.file), key=entry.id, problem="stands there twice")
        met.add(entry.key)
    return entries


def _known(conn: Connection) -> set[str]:
    agencies = conn.execute(select(agency.c.agency_id)).scalars()
    points = conn.execute(select(focal_point.c.focal_point_id)).scalars()
    return {f"agency:{each}" for each in agencies} | {f"focal_point:{each}" for each in points}


def _add(conn: Connection, entry: Entry, act: Act) -> None:
    try:
        if isinstance(entry.wanted, Agency):
            add_agency(conn, entry.wanted, act, agency_id=entry.id, profile=entry.profile)
        else:
            add_focal_point(conn, entry.wanted, act, focal_point_id=entry.id)
    except DataError as error:
        raise ProfileError(file=str(entry.file), key=entry.id, problem=str(error)) from error


def load(engine: Engine, directory: Path, now: Clock, *, drill: bool = False) -> int:
    """Store what the profile's files hold and the database has never seen; returns how many were stored.

    Whatever a person made of a record since, it is left alone, retired ones too. Safe when two processes
    start at once.

    Raises
    ------
    ProfileError
        A file is wrong; nothing is stored then.
    """
    entries = read_entries(directory, drill=drill)
    with reading(engine) as conn:
        known = _known(conn) | set(decided(conn))
    if all(entry.key in known for entry in entries):
        return 0
    act = Act(now(), program("profile"), "profile", drill)
    with writing(engine) as conn:
        known = _known(conn) | set(decided(conn))
        new = [entry for entry in entries if entry.key not in known]
        # Who stands above comes first: a parent must be there.
        for entry in _in_order(new):
            _add(conn, entry, act)
        decide_on(conn, {entry.key: entry.digest for entry in new})
    return len(new)


def _in_order(entries: list[Entry]) -> list[Entry]:
    left, ordered, ids = list(entries), [], {entry.key for entry in entries}
    while left:
        ready = [entry for entry in left if not _above(entry) & ids]
        if not ready:
            raise ProfileError(file=str(left[0].file), key=left[0].id, problem="stands below itself")
        ordered += ready
        ids -= {entry.key for entry in ready}
        left = [entry for entry in left if entry not in ready]
    return ordered


def _above(entry: Entry) -> set[str]:
    """What must be stored before it."""
    if isinstance(entry.wanted, Agency):
        return {f"agency:{entry.wanted.parent_id}"}
    return {f"agency:{entry.wanted.agency_id}", f"focal_point:{entry.wanted.stand_in_id}"}


def offers(conn: Connection, directory: Path) -> list[Offer]:
    """Agencies whose entry in the file differs from the one that was stored or decided on."""
    seen = decided(conn)
    return [
        Offer(entry.id, entry.wanted, entry.digest)
        for entry in read_entries(directory)
        if isinstance(entry.wanted, Agency) and seen.get(entry.key, entry.digest) != entry.digest
    ]


def take(conn: Connection, offer: Offer, act: Act, *, yes: bool) -> None:
    """Let the file's entry correct the newest row of its agency, or (`yes` False) leave the row for good.

    Raises
    ------
    RecordUnknown, AgencyInvalid, data.access.Denied
    """
    rows = all_rows(conn, AGENCY, offer.agency_id)
    if not rows:
        raise RecordUnknown(kind="agency", id=offer.agency_id)
    if yes:
        edit_agency(conn, rows[0]["id"], offer.wanted, act, seen_version=rows[0]["version"])
    decide_on(conn, {f"agency:{offer.agency_id}": offer.digest})
