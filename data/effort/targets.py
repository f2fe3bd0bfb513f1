"""What an agency sets out to do in a month: patrols, kilometres, hours; for every month, or for one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from data.access import permit
from data.effort.errors import TargetInvalid
from data.errors import ConflictError
from data.journal import append
from data.patrols.act import PLAN, By
from data.store.lock import serialise
from data.store.tables import setting

KEY = "effort.targets"
EVERY = "every"
"""Instead of a month: what holds for each month that has no target of its own."""
MOST = {"patrols": 200, "km": 20_000, "hours": 20_000}
"""More in a month is a slip of the hand."""
_MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Target:
    """None: nothing was set."""

    patrols: float | None = None
    km: float | None = None
    hours: float | None = None

    @property
    def empty(self) -> bool:
        return self == Target()


@dataclass(frozen=True)
class Targets:
    """All targets: agency → month or `EVERY` → target."""

    by_agency: Mapping[str, Mapping[str, Target]]

    def of(self, agency_id: str, month: str) -> Target:
        """What an agency set out to do in a month."""
        theirs = self.by_agency.get(agency_id, {})
        return theirs.get(month) or theirs.get(EVERY) or Target()

    def own(self, agency_id: str, month: str) -> Target:
        """What was entered for exactly this month (or `EVERY`)."""
        return self.by_agency.get(agency_id, {}).get(month) or Target()

    def over(self, agency_id: str, months: Iterable[str]) -> Target:
        """The sum over months; None where no month has one."""
        each = [asdict(self.of(agency_id, month)) for month in months]

        def total(name: str) -> float | None:
            known = [row[name] for row in each if row[name] is not None]
            return sum(known) if known else None

        return Target(total("patrols"), total("km"), total("hours"))


def _stored(conn: Connection) -> dict[str, dict[str, dict[str, Any]]]:
    found = conn.execute(select(setting.c.value).where(setting.c.key == KEY)).scalar()
    return found or {}


def targets(conn: Connection) -> Targets:
    """What is stored."""
    return Targets(
        {
            agency: {month: Target(**values) for month, values in months.items()}
            for agency, months in _stored(conn).items()
        }
    )


def _checked(target: Target) -> None:
    for name, value in asdict(target).items():
        if value is not None and not (math.isfinite(value) and 0 <= value <= MOST[name]):
            raise TargetInvalid(problem="target_impossible", most=MOST[name])
    if target.patrols is not None and target.patrols != round(target.patrols):
        raise TargetInvalid(problem="target_patrols_whole")


def set_target(conn: Connection, agency_id: str, month: str, target: Target, by: By, *, seen: Target) -> None:
    """Store what an agency sets out to do; an empty target takes it back.

    Parameters
    ----------
    month
        YYYY-MM, or `EVERY`.
    seen
        What the person saw stored.

    Raises
    ------
    data.access.Denied, data.errors.ConflictError
    TargetInvalid
        `problem`: target_impossible, target_patrols_whole, target_month.
    """
    serialise(conn)
    permit(by.who, PLAN, {"agency_id": agency_id}, conn=conn)
    if month != EVERY and not _MONTH.fullmatch(month):
        raise TargetInvalid(problem="target_month")
    _checked(target)
    before = targets(conn).own(agency_id, month)
    if before != seen:
        raise ConflictError(record_kind="setting", record_id=KEY, seen=0, stored=1)
    if before == target:
        return
    whole = _stored(conn)
    theirs = {key: value for key, value in whole.get(agency_id, {}).items() if key != month}
    if not target.empty:
        theirs[month] = asdict(target)
    conn.execute(delete(setting).where(setting.c.key == KEY))
    conn.execute(insert(setting).values(key=KEY, value=whole | {agency_id: theirs}))
    append(
        conn,
        at=by.now,
        actor=by.who.name,
        origin=by.origin,
        action="edited",
        record_kind="setting",
        record_id=KEY,
        before={"agency_id": agency_id, "month": month, **asdict(before)},
        after={"agency_id": agency_id, "month": month, **asdict(target)},
    )
