"""Danger levels: announced for communes, and those who must know are called."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from data.danger_levels import Announcement, By, announce, newest_id
from data.drill.story.calling import call_all
from data.drill.story.deeds import SCREEN, Deed, Made, hand
from data.drill.story.parts import SaidLevel
from data.profile import Profile


def deeds(own: SaidLevel, profile: Profile) -> Iterator[Deed]:
    """It is announced, and told on the telephone."""
    agency_id, name = profile.ledger.watch_agency, f"level:{own.announced.isoformat()}"

    def say(conn: Connection, made: Made) -> None:
        by = By(own.announced, hand(agency_id), SCREEN)
        wanted = Announcement(own.level, own.source, own.holds_from, own.holds_until)
        seen = {each: newest_id(conn, each) for each in own.communes}
        rows = announce(conn, own.communes, wanted, by, seen=seen)
        made.update({f"{name}:{number}": row for number, row in enumerate(rows)})

    def call(conn: Connection, made: Made) -> None:
        for number in range(len(own.communes)):
            if own.told and f"{name}:{number}" in made:
                row = made[f"{name}:{number}"]
                call_all(conn, "danger_level", row, own.told, profile.tz, agency_id)

    yield Deed(own.announced, name, say)
    if own.told:
        yield Deed(own.told, f"{name}:told", call)
