"""What a message needs of this installation: channels, limits, names of communes, its time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from data.access import Actor, program
from data.notices.limits import EscalationSettings, NoticeSettings
from data.notices.message import VIETNAM, Names
from data.notices.phrases import phrase
from data.notices.sending import Patience
from data.notices.settings import Channels
from data.patrols.settings import PatrolSettings
from data.profile import Profile
from data.store.tables import agency
from geo.areas import Areas

PROGRAM: Actor = program("notices")
"""Who writes what the outbox does."""


@dataclass(frozen=True)
class Office:
    """One installation as the outbox sees it. `communes`: names by area id."""

    channels: Channels
    notices: NoticeSettings = field(default_factory=NoticeSettings)
    escalation: EscalationSettings = field(default_factory=EscalationSettings)
    communes: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo = VIETNAM
    patience: Patience = field(default_factory=Patience)
    patrols: PatrolSettings = field(default_factory=PatrolSettings)

    @property
    def language(self) -> str:
        """What messages are written in."""
        return self.notices.language

    @property
    def drill(self) -> bool:
        return self.channels.drill


def office_of(profile: Profile, areas: Areas, channels: Channels) -> Office:
    """The office of a profile."""
    table = areas.communes
    names = {
        own: f"{kind} {name}"
        for own, kind, name in zip(table["area_id"], table["kind"], table["name"], strict=True)
    }
    return Office(channels, profile.notices, profile.escalation, names, profile.tz, patrols=profile.patrols)


def names_now(conn: Connection, office: Office) -> Names:
    """Names of agencies as they were entered last; where none was, what kind of agency it is."""
    query = select(agency.c.agency_id, agency.c.name, agency.c.kind).order_by(agency.c.id)
    found: dict[str, str] = {}
    for own, name, kind in conn.execute(query):
        said = name or phrase(office.language, f"kind_{kind}")
        found[own] = said if name or own not in found else found[own]
    return Names(found, office.communes)
