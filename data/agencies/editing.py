"""A person's changes to agencies and focal points, checked and journalled."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from data.agencies.act import Act
from data.agencies.contacts import normal_channels, normal_email, normal_hours, normal_phone
from data.agencies.errors import AgencyInvalid
from data.agencies.kinds import KINDS
from data.agencies.rows import AGENCY, FOCAL_POINT, change, check_days, insert_row, stored
from data.store.tables import AGENCY_LEVELS, agency, focal_point
from geo.names import fold


@dataclass(frozen=True)
class Agency:
    """What a person says of an agency. `name` and `communes` None: not known. `communes` are area ids."""

    kind: str
    level: str
    name: str | None = None
    parent_id: str | None = None
    communes: list[str] | None = None
    note: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class FocalPoint:
    """What a person says of who answers for an agency; name or rank must be known."""

    agency_id: str
    level: str
    name: str | None = None
    rank: str | None = None
    phones: list[str] = field(default_factory=list)
    email: str | None = None
    channels: list[dict[str, str]] = field(default_factory=list)
    duty_hours: list[dict[str, Any]] | None = None
    stand_in_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def _tidy(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def _parents(conn: Connection) -> dict[str, set[str]]:
    above: dict[str, set[str]] = {}
    for own, parent in conn.execute(select(agency.c.agency_id, agency.c.parent_id)):
        above.setdefault(own, set()).update([parent] if parent else [])
    return above


def _check_parent(conn: Connection, own: str | None, parent: str | None) -> None:
    if parent is None:
        return
    above = _parents(conn)
    if parent not in above:
        raise AgencyInvalid(problem="parent_unknown")
    met, open_ = set(), [parent]
    while open_:
        one = open_.pop()
        if one == own:
            raise AgencyInvalid(problem="parent_below_itself")
        if one not in met:
            met.add(one)
            open_ += above.get(one, ())


def _agency_row(conn: Connection, wanted: Agency, own: str | None) -> dict[str, Any]:
    if wanted.kind not in KINDS:
        raise AgencyInvalid(problem="agency_kind_unknown")
    role, levels = KINDS[wanted.kind]
    if wanted.level not in levels:
        raise AgencyInvalid(problem="level_not_of_kind")
    row = asdict(wanted) | {"role": role, "name": _tidy(wanted.name), "note": _tidy(wanted.note)}
    row["communes"] = sorted(set(wanted.communes)) if wanted.communes else None
    _check_parent(conn, own, wanted.parent_id)
    check_days(row)
    return row


def new_agency_id(conn: Connection, wanted: Agency) -> str:
    """A stable slug from the name, from the kind where there is none."""
    base = "-".join("".join(c if c.isalnum() else " " for c in fold(wanted.name or wanted.kind)).split())
    taken = set(conn.execute(select(agency.c.agency_id)).scalars())
    return base if base and base not in taken else f"{base or 'agency'}-{secrets.token_hex(3)}"


def add_agency(
    conn: Connection, wanted: Agency, act: Act, *, agency_id: str | None = None, profile: str | None = None
) -> int:
    """Add an agency and return its row's id.

    Raises
    ------
    AgencyInvalid
        `problem` says why.
    data.access.Denied
    """
    row = _agency_row(conn, wanted, None)
    row |= {"agency_id": agency_id or new_agency_id(conn, wanted), "profile": profile}
    return insert_row(conn, AGENCY, row, act)


def edit_agency(
    conn: Connection, row_id: int, wanted: Agency, act: Act, *, seen_version: int, since: date | None = None
) -> int:
    """Mend an agency's row, or, with `since`, let it be another from that day on; returns the row that holds.

    Raises
    ------
    RecordUnknown, ConflictError, AgencyInvalid, data.access.Denied
    """
    found = stored(conn, AGENCY, row_id, seen_version, act)
    row = _agency_row(conn, wanted, found["agency_id"]) | {"profile": found["profile"]}
    return change(conn, AGENCY, found, row, act, since)


def _focal_row(conn: Connection, wanted: FocalPoint, act: Act, own: str | None) -> dict[str, Any]:
    row = asdict(wanted) | {"name": _tidy(wanted.name), "rank": _tidy(wanted.rank)}
    if not row["name"] and not row["rank"]:
        raise AgencyInvalid(problem="focal_point_nameless")
    if wanted.level not in AGENCY_LEVELS:
        raise AgencyInvalid(problem="level_not_of_kind")
    if wanted.agency_id not in set(conn.execute(select(agency.c.agency_id)).scalars()):
        raise AgencyInvalid(problem="focal_point_without_agency")
    if wanted.stand_in_id is not None:
        known = set(conn.execute(select(focal_point.c.focal_point_id)).scalars())
        if wanted.stand_in_id == own or wanted.stand_in_id not in known:
            raise AgencyInvalid(problem="stand_in_unknown")
    phones = [normal_phone(each, drill=act.drill) for each in wanted.phones if each.strip()]
    row["phones"] = list(dict.fromkeys(phones)) or None
    row["email"] = normal_email(wanted.email) if wanted.email and wanted.email.strip() else None
    row["channels"] = normal_channels(wanted.channels, drill=act.drill) or None
    row["duty_hours"] = normal_hours(wanted.duty_hours)
    check_days(row)
    return row


def add_focal_point(
    conn: Connection, wanted: FocalPoint, act: Act, *, focal_point_id: str | None = None
) -> int:
    """Add a focal point and return its row's id.

    Raises
    ------
    AgencyInvalid, PhoneInvalid, PhoneOld, EmailInvalid, data.access.Denied
    """
    row = _focal_row(conn, wanted, act, None)
    return insert_row(
        conn, FOCAL_POINT, row | {"focal_point_id": focal_point_id or f"dau-moi-{secrets.token_hex(6)}"}, act
    )


def edit_focal_point(
    conn: Connection,
    row_id: int,
    wanted: FocalPoint,
    act: Act,
    *,
    seen_version: int,
    since: date | None = None,
) -> int:
    """As `edit_agency`, for a focal point."""
    found = stored(conn, FOCAL_POINT, row_id, seen_version, act)
    if wanted.agency_id != found["agency_id"]:
        raise AgencyInvalid(problem="focal_point_without_agency")
    return change(
        conn, FOCAL_POINT, found, _focal_row(conn, wanted, act, found["focal_point_id"]), act, since
    )
