"""The announced danger level of the commune that a sheet is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from dashboard.parts.dutybook import duty_words
from dashboard.sheet.model import Fact, Sheet
from dashboard.words import _
from data.danger_levels import NOBODY_SAID, levels_at
from data.store.engine import reading

RECENT = timedelta(hours=72)
"""What was seen within this is judged by the level of now, older things by the level of their time."""


def with_level(
    sheet: Sheet, commune_id: str | None, engine: Engine, *, seen: datetime, now: datetime
) -> Sheet:
    """The sheet with what counts in the commune (area id); the same where it lies in none."""
    if commune_id is None:
        return sheet
    with reading(engine) as conn:
        standing = levels_at(conn, now if now - seen <= RECENT else seen).get(commune_id, NOBODY_SAID)
    fact = Fact("danger", _("Cấp cháy rừng đã công bố"), duty_words.standing(standing))
    at = next((n for n, each in enumerate(sheet.facts, 1) if each.key == "commune"), len(sheet.facts))
    return replace(sheet, facts=(*sheet.facts[:at], fact, *sheet.facts[at:]))
