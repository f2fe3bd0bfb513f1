"""One deployment as data: the folder of open files that says where this installation is and what it watches.

A profile is read once, checked as a whole, and never changed afterwards. A mistake in a file is a
`ProfileError` that names the file and the key, because an administrator, not a programmer, will read it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.basemap import Basemap, read_basemap
from data.cap.settings import CapSettings, read_cap
from data.checking.settings import CheckingSettings, read_checking
from data.feeds.spec import FeedsSettings, read_feeds
from data.forest.cover_settings import LandCoverSettings, read_landcover
from data.forest.settings import ForestSettings, read_forest
from data.incidents.settings import IncidentSettings, read_incidents
from data.ledger.settings import LedgerSettings, read_ledger
from data.notices.limits import EscalationSettings, NoticeSettings, read_escalation, read_notices
from data.patrols.settings import PatrolSettings, read_patrols
from data.suggesting import read_suggesting
from data.toml_table import ProfileError, Table, read_toml
from data.wall.settings import WallSettings, read_wall
from geo.suggesting.rules import Rules as SuggestingRules

__all__ = ["EventSettings", "Profile", "ProfileError", "load_profile", "profile_directory"]

SHIPPED = Path(__file__).parent / "profiles" / "quynh_nhai"


@dataclass(frozen=True)
class EventSettings:
    """Limits of the grouping into fire events (km, hours)."""

    link_km: float
    link_hours: float
    close_hours: float


@dataclass(frozen=True)
class Profile:
    """One deployment.

    `bbox` is (west, south, east, north) in degrees WGS84: what is watched and stored. `timezone` is an IANA
    name; storage is UTC all the same. `areas_dir` holds the outlines for `geo.areas.load_areas`. `basemap` is
    None unless the profile asks for tiles: then no page requests anything from elsewhere.
    """

    id: str
    name_vi: str
    name_en: str
    timezone: str
    bbox: tuple[float, float, float, float]
    near_border_m: float
    events: EventSettings
    areas_dir: Path
    directory: Path
    feeds: FeedsSettings
    basemap: Basemap | None = None
    forest: ForestSettings = field(default_factory=ForestSettings)
    landcover: LandCoverSettings = field(default_factory=LandCoverSettings)
    incidents: IncidentSettings = field(default_factory=IncidentSettings)
    cap: CapSettings = field(default_factory=CapSettings)
    ledger: LedgerSettings = field(default_factory=LedgerSettings)
    notices: NoticeSettings = field(default_factory=NoticeSettings)
    escalation: EscalationSettings = field(default_factory=EscalationSettings)
    checking: CheckingSettings = field(default_factory=CheckingSettings)
    wall: WallSettings = field(default_factory=WallSettings)
    suggesting: SuggestingRules = field(default_factory=SuggestingRules)
    patrols: PatrolSettings = field(default_factory=PatrolSettings)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def profile_directory(environ: Mapping[str, str] | None = None) -> Path:
    """The folder of the profile: CANHLUA_PROFILE, else the shipped one."""
    named = (os.environ if environ is None else environ).get("CANHLUA_PROFILE", "").strip()
    return Path(named) if named else SHIPPED


def _timezone(table: Table) -> str:
    name = table.text("timezone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise table.error("timezone", f"no IANA time zone is called {name!r}") from None
    return name


def load_profile(directory: Path | str | None = None) -> Profile:
    """Read profile.toml and feeds.toml of a profile folder.

    Parameters
    ----------
    directory
        The folder; None means CANHLUA_PROFILE, else the shipped profile.

    Raises
    ------
    ProfileError
        A file is absent or not TOML, or a key is missing, unknown, or has an impossible value.
    """
    folder = Path(directory) if directory is not None else profile_directory()
    if not folder.is_dir():
        raise ProfileError(file=str(folder), key="", problem="there is no such folder")
    top = read_toml(folder / "profile.toml")
    name, events = top.table("name"), top.table("events")
    areas = folder / top.text("areas")
    if not areas.resolve().is_relative_to(folder.resolve()):
        raise top.error("areas", "must be a folder inside the profile")
    timezone = _timezone(top)
    profile = Profile(
        id=top.text("id"),
        name_vi=name.text("vi"),
        name_en=name.text("en"),
        timezone=timezone,
        bbox=top.bbox("bbox"),
        near_border_m=top.number("near_border_m", least=0),
        events=EventSettings(
            link_km=events.number("link_km", above=0),
            link_hours=events.number("link_hours", above=0),
            close_hours=events.number("close_hours", above=0),
        ),
        areas_dir=areas,
        directory=folder,
        feeds=read_feeds(folder / "feeds.toml"),
        basemap=read_basemap(top.table("basemap")) if top.has("basemap") else None,
        forest=read_forest(top.table("forest")) if top.has("forest") else ForestSettings(),
        landcover=(
            read_landcover(top.table("landcover"), folder) if top.has("landcover") else LandCoverSettings()
        ),
        notices=read_notices(top.table("notices")) if top.has("notices") else NoticeSettings(),
        escalation=(
            read_escalation(top.table("escalation")) if top.has("escalation") else EscalationSettings()
        ),
        incidents=read_incidents(top.table("incidents")) if top.has("incidents") else IncidentSettings(),
        cap=read_cap(top.table("cap")) if top.has("cap") else CapSettings(),
        ledger=(
            read_ledger(top.table("ledger"), events.number("close_hours", above=0))
            if top.has("ledger")
            else LedgerSettings(close_hours=events.number("close_hours", above=0))
        ),
        checking=read_checking(top.table("checking")) if top.has("checking") else CheckingSettings(),
        wall=read_wall(top.table("wall")) if top.has("wall") else WallSettings(),
        suggesting=(read_suggesting(top.table("suggesting")) if top.has("suggesting") else SuggestingRules()),
        patrols=read_patrols(top.table("patrols")) if top.has("patrols") else PatrolSettings(),
    )
    for table in (name, events, top):
        table.refuse_unknown()
    return profile
