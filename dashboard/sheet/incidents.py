"""The incidents that a sheet's fire event belongs to: what people already know of it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from dashboard import formats
from dashboard.parts.incidents import words as incident_words
from dashboard.sheet.model import Fact, Sheet
from dashboard.words import _
from data.incidents import incidents_of
from data.store.engine import reading


def with_incidents(sheet: Sheet, event_id: str | None, engine: Engine, *, base: str = "") -> Sheet:
    """The sheet with a line for each incident of the event, before everything else; the same where there is
    none. `base` is the path that all pages lie under."""
    if event_id is None:
        return sheet
    with reading(engine) as conn:
        rows = incidents_of(conn, event_id)
    told = []
    for row in rows:
        kind, status = incident_words.KINDS[row["kind"]], incident_words.status(row["status"], row["kind"])
        note = f"{status} · {formats.moment(row['occurred_at'])}"
        told.append(
            Fact(
                "incident",
                _("Vụ việc"),
                f"{row['code']} · {_(kind)}",
                note,
                href=incident_words.address(row["code"], base),
            )
        )
    return replace(sheet, facts=(*told, *sheet.facts))
