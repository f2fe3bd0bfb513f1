"""Who looks at a sheet's fire event on the ground and what was found, with the way to the field page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from dashboard import words
from dashboard.field import phrases
from dashboard.sheet.model import Fact, Sheet
from dashboard.words import _
from data.access import Actor
from data.checking.assignments import assignments_of, shown_assignment
from data.checking.listing import verdict_line
from data.checking.settings import CheckingSettings
from data.checking.standing import NOTHING, standings
from data.store.engine import reading


def with_checking(
    sheet: Sheet,
    event_id: str | None,
    engine: Engine,
    who: Actor,
    now: datetime,
    settings: CheckingSettings,
    *,
    base: str = "",
) -> Sheet:
    """The sheet with a line about its check, before everything else; the same where there is no event.

    `base` is the path that all pages lie under.
    """
    if event_id is None:
        return sheet
    with reading(engine) as conn:
        held = assignments_of(conn, [event_id]).get(event_id)
        said = verdict_line(standings(conn, [event_id]).get(event_id, NOTHING))
    goes, _mark = phrases.holder(shown_assignment(held, who, now, settings.quiet_minutes), now)
    found = phrases.verdict(said) or _("chưa xác minh")
    root = f"/{base.strip('/')}" if base.strip("/") else ""
    href = f"{root}/m/{event_id}?lang={words.current()}"
    return replace(sheet, facts=(Fact("checking", _("Kiểm tra"), found, goes, href=href), *sheet.facts))
