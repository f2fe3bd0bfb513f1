"""The rules of the profile's ``duty_rules.toml``: stored once as drafts, then they belong to the people.

Nothing binds anybody until a person switches it on. A drill switches them on when it opens.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, update

from data.access import program
from data.agencies.act import Act
from data.clock import Clock
from data.errors import DataError
from data.ledger.rules import Rule, add_rule, current_rules, rule_rows
from data.seeding import decide_on, decided, digest
from data.store.engine import reading, writing
from data.store.tables import duty_rule
from data.toml_table import ProfileError, Table, read_toml

FILE = "duty_rules.toml"
_LISTS = ("fields", "subkinds", "communes", "places", "forests", "strengths")


def _receivers(table: Table) -> list[dict[str, str]]:
    found = []
    for each in table.tables("receivers"):
        found.append({name: each.text(name) for name in each.keys})
        each.refuse_unknown()
    return found


def _rule(table: Table) -> tuple[str, Rule]:
    own = table.text("id")
    rule = Rule(
        title=table.text("title"),
        matter_kind=table.text("matter"),
        receivers=_receivers(table),
        deadline_minutes=int(table.number("deadline_minutes", above=0)),
        basis=table.text("basis"),
        target_minutes=int(table.number("target_minutes", above=0)) if table.has("target_minutes") else None,
        urgency=table.text("urgency"),
        telling=table.text("telling"),
        min_level=int(table.number("min_level", least=1)) if table.has("min_level") else None,
        permanent_too=table.flag("permanent_too") if table.has("permanent_too") else False,
        before_start=table.flag("before_start") if table.has("before_start") else False,
        plan_id=table.text("plan") if table.has("plan") else None,
    )
    conditions: dict[str, Any] = {name: table.texts(name) for name in _LISTS if table.has(name)}
    table.refuse_unknown()
    return own, replace(rule, **conditions)


def read_rules(directory: Path) -> list[tuple[str, Rule]]:
    """The rules of a profile's folder, in their order; none where there is no file.

    Raises
    ------
    ProfileError
    """
    file = directory / FILE
    if not file.is_file():
        return []
    top = read_toml(file)
    rules = [_rule(each) for each in top.tables("rule")]
    top.refuse_unknown()
    return rules


def load_rules(engine: Engine, directory: Path, now: Clock, *, on_from: datetime | None = None) -> int:
    """Store the rules that the database has never seen; returns how many.

    Parameters
    ----------
    on_from
        In a drill: they bind from this moment of the story.

    Raises
    ------
    ProfileError
        The file is wrong; nothing is stored then.
    """
    rules = read_rules(directory)
    with reading(engine) as conn:
        known = set(decided(conn))
    if all(f"rule:{own}" in known for own, _rule in rules):
        return 0
    stored = 0
    with writing(engine) as conn:
        known = set(decided(conn)) | {f"rule:{row['rule_id']}" for row in current_rules(conn)}
        for own, rule in rules:
            if f"rule:{own}" in known:
                continue
            try:
                add_rule(conn, rule, Act(now(), program("profile"), "profile"), rule_id=own)
            except DataError as error:
                raise ProfileError(file=str(directory / FILE), key=own, problem=str(error)) from error
            if on_from is not None:
                row = rule_rows(conn, own)[0]
                conn.execute(update(duty_rule).where(duty_rule.c.id == row["id"]).values(valid_from=on_from))
            decide_on(conn, {f"rule:{own}": digest(vars(rule))})
            stored += 1
    return stored
