"""What burns in the drill, read from the profile's drill/scenario.toml: every number of the story is data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Stage:
    """How a fire stands from `time` on: centre (degrees WGS84), radius in metres, power in MW per pixel."""

    time: datetime
    latitude: float
    longitude: float
    radius_m: float
    frp_mw: float


@dataclass(frozen=True)
class Fire:
    """A fire of the story: its stages in order of time (interpolated between), and when it is out."""

    id: str
    kind: str
    stages: tuple[Stage, ...]
    end: datetime


@dataclass(frozen=True)
class Moment:
    """A time worth jumping to, named in both languages."""

    time: datetime
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Background:
    """Field burning in season: how many small fires a day, at random places, in local daylight."""

    per_day: float
    peak_per_day: float
    regional_rows_per_pass: int


@dataclass(frozen=True)
class Outage:
    """The feed answers with errors between these two moments (UTC)."""

    feed_satellite: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Village:
    """An invented village of the exercise; degrees WGS84."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class SaidCall:
    """A call of the story: when it comes, what it tells; whoever calls does not exist."""

    id: str
    time: datetime
    occurred: datetime
    said: str
    place: str
    latitude: float
    longitude: float
    informant: str
    phone: str
    spread_risk: str


@dataclass(frozen=True)
class Scene:
    """The whole story. The clock stands at `opens` first; the backstory begins at `backstory_from`."""

    seed: int
    backstory_from: datetime
    opens: datetime
    ends: datetime
    bbox: tuple[float, float, float, float]
    fires: tuple[Fire, ...]
    moments: tuple[Moment, ...]
    background: Background
    outages: tuple[Outage, ...]
    villages: tuple[Village, ...] = ()
    calls: tuple[SaidCall, ...] = ()


def load_scene(file: Path) -> Scene:
    """Read `scenario.toml`. Times in the file carry their offset; they come out in UTC.

    Raises
    ------
    ValueError
        The file has no such key or a time without offset; the sentence names the key.
    """
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        return Scene(
            seed=int(raw["seed"]),
            backstory_from=_utc(raw["backstory_from"], "backstory_from"),
            opens=_utc(raw["opens"], "opens"),
            ends=_utc(raw["ends"], "ends"),
            bbox=tuple(raw["bbox"]),
            fires=tuple(_fire(item) for item in raw["fire"]),
            moments=tuple(_moment(item) for item in raw.get("moment", [])),
            background=Background(**raw["background"]),
            outages=tuple(
                Outage(
                    item["satellite"], _utc(item["start"], "outage.start"), _utc(item["end"], "outage.end")
                )
                for item in raw.get("outage", [])
            ),
            villages=tuple(
                Village(str(item["name"]), float(item["lat"]), float(item["lon"]))
                for item in raw.get("village", [])
            ),
            calls=tuple(_call(item) for item in raw.get("call", [])),
        )
    except KeyError as missing:
        raise ValueError(f"{file.name}: the key {missing} is missing") from None


def _fire(item: dict[str, object]) -> Fire:
    stages = tuple(
        Stage(_utc(s["time"], "stage.time"), s["lat"], s["lon"], s["radius_m"], s["frp_mw"])
        for s in item["stage"]  # type: ignore[attr-defined]
    )
    return Fire(str(item["id"]), str(item["kind"]), stages, _utc(item["end"], "fire.end"))


def _moment(item: dict[str, object]) -> Moment:
    return Moment(_utc(item["time"], "moment.time"), str(item["vi"]), str(item["en"]))


def _call(item: dict[str, object]) -> SaidCall:
    return SaidCall(
        id=str(item["id"]),
        time=_utc(item["time"], "call.time"),
        occurred=_utc(item["occurred"], "call.occurred"),
        said=str(item["said"]),
        place=str(item["place"]),
        latitude=float(item["lat"]),  # type: ignore[arg-type]
        longitude=float(item["lon"]),  # type: ignore[arg-type]
        informant=str(item["informant"]),
        phone=str(item["phone"]),
        spread_risk=str(item["spread_risk"]),
    )


def _utc(value: object, key: str) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"scenario: {key} must be a date and time with its offset, got {value!r}")
    return value.astimezone(UTC)
