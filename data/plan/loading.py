"""The coordination plans of the profile's files (plan*.toml): stored once, then they belong to the people."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from data.access import program
from data.agencies.act import Act
from data.clock import Clock
from data.errors import DataError
from data.plan.editing import Plan, add_plan
from data.plan.reading import list_plans
from data.seeding import decide_on, decided, digest
from data.store.engine import reading, writing
from data.toml_table import ProfileError, read_toml


def _read(file: Path) -> tuple[str, Plan]:
    top = read_toml(file)
    signatories = top.texts("signatories") if top.has("signatories") else ()
    hours = top.number("share_hours", above=0) if top.has("share_hours") else None
    days = top.number("notice_days", above=0) if top.has("notice_days") else None
    plan = Plan(
        title=top.text("title"),
        period_from=top.day("period_from"),
        period_to=top.day("period_to"),
        number=top.text("number") if top.has("number") else None,
        signed_on=top.day("signed_on") if top.has("signed_on") else None,
        signatories=[{"agency_id": each, "signed_by": None} for each in signatories],
        clauses=list(top.texts("clauses")),
        rotation=list(top.texts("rotation")) if top.has("rotation") else None,
        lead_times={"share_hours": hours, "notice_days": days},
        source=top.text("source"),
    )
    own = top.text("id")
    top.refuse_unknown()
    return own, plan


def load_plans(engine: Engine, directory: Path, now: Clock) -> int:
    """Store the plans that the database has never seen; returns how many.

    Raises
    ------
    ProfileError
        A file is wrong; nothing is stored then.
    """
    files = sorted(directory.glob("plan*.toml"))
    plans = [(file, *_read(file)) for file in files]
    with reading(engine) as conn:
        known = set(decided(conn))
    if all(f"plan:{own}" in known for _, own, _plan in plans):
        return 0
    stored = 0
    with writing(engine) as conn:
        known = {key.removeprefix("plan:") for key in decided(conn)} | {
            plan["plan_id"] for plan in list_plans(conn)
        }
        for file, own, plan in plans:
            if own in known:
                continue
            try:
                add_plan(conn, plan, Act(now(), program("profile"), "profile"), plan_id=own)
            except DataError as error:
                raise ProfileError(file=str(file), key=own, problem=str(error)) from error
            decide_on(conn, {f"plan:{own}": digest(vars(plan))})
            stored += 1
    return stored
