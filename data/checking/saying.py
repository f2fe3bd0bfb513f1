"""What a verdict must say, and what it cannot say (DOMAIN.md, section 5)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from data.agencies.contacts import normal_phone
from data.checking.errors import VerdictInvalid
from data.checking.where import check_observer
from data.clock import require_aware
from data.store.tables import VERDICTS, WINDS

FIRES = ("forest_fire", "burning_allowed", "burning_not_allowed", "fire_other")
CHANNELS = ("field", "desk", "form", "sms")
LONGEST = 4000
LONGEST_NAME = 200
CLOCK_AHEAD = timedelta(minutes=10)
"""A phone's clock may be ahead by so much; the verdict is then of the moment at which it came."""


@dataclass(frozen=True)
class Verdict:
    """What a person found. Moments aware, degrees WGS84.

    Attributes
    ----------
    draft_id
        Of the browser or form: the same verdict sent twice is stored once.
    seen_version, seen_verdict_id
        The event's version and its last verdict as the person saw them; None: not told.
    direction, distance_km
        From the observer to the fire.
    is_out, out_at
        Of a fire only.
    searched_share
        0 to 1, as the person says; with a usable track it is computed instead. For nothing found.
    track_id
        See `data.checking.tracks`.
    corrects_id
        An earlier verdict that was wrong.
    """

    draft_id: str
    event_id: str
    kind: str
    description: str
    name: str
    phone: str
    observed_at: datetime
    seen_version: int | None = None
    seen_verdict_id: int | None = None
    direction: str | None = None
    distance_km: float | None = None
    area_m2: float | None = None
    is_out: bool | None = None
    out_at: datetime | None = None
    searched_share: float | None = None
    track_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    corrects_id: int | None = None
    channel: str = "field"


def _impossible(value: float | None, most: float = math.inf) -> bool:
    return value is not None and not (math.isfinite(value) and 0 <= value <= most)


def _problems(said: Verdict, now: datetime) -> dict[str, bool]:
    fire = said.kind in FIRES
    moments = [said.observed_at, *([said.out_at] if said.out_at else [])]
    return {
        "draft_missing": not said.draft_id.strip() or len(said.draft_id) > 40,
        "verdict_kind_unknown": said.kind not in VERDICTS,
        "choice_unknown": said.channel not in CHANNELS or said.direction not in (None, *WINDS),
        "description_missing": not said.description.strip(),
        "name_missing": not said.name.strip(),
        "too_long": len(said.description) > LONGEST or len(said.name) > LONGEST_NAME,
        "in_the_future": max(require_aware(each) for each in moments) > now + CLOCK_AHEAD,
        "distance_impossible": _impossible(said.distance_km, 100.0),
        "area_impossible": _impossible(said.area_m2, 1e9),
        "share_impossible": _impossible(said.searched_share, 1.0),
        "accuracy_impossible": _impossible(said.accuracy_m),
        "out_of_no_fire": not fire and (said.is_out is not None or said.out_at is not None),
        "out_at_without_out": said.out_at is not None and said.is_out is not True,
    }


def row_of(said: Verdict, hull: Any, now: datetime, *, observer_km: float, drill: bool) -> dict[str, Any]:
    """The columns of `verdict` that the person gave, in their normal form.

    Raises
    ------
    VerdictInvalid
        `problem`: draft_missing, verdict_kind_unknown, choice_unknown, description_missing, name_missing,
        too_long, in_the_future, distance_impossible, area_impossible, share_impossible,
        accuracy_impossible, out_of_no_fire, out_at_without_out, half_a_point, point_impossible.
    data.agencies.errors.PhoneInvalid, data.agencies.errors.PhoneOld
    ObserverSwapped, ObserverElsewhere
    """
    for problem, met in _problems(said, now).items():
        if met:
            raise VerdictInvalid(problem=problem)
    check_observer(said.latitude, said.longitude, hull, observer_km)
    names: Mapping[str, Any] = {
        name: getattr(said, name)
        for name in (
            "draft_id", "kind", "direction", "distance_km", "area_m2", "is_out", "latitude", "longitude",
            "accuracy_m", "corrects_id", "channel", "seen_version",
        )
    }  # fmt: skip
    return dict(names) | {
        "description": said.description.strip(),
        "name": " ".join(said.name.split()),
        "phone": normal_phone(said.phone, drill=drill),
        "observed_at": min(require_aware(said.observed_at), now),
        "out_at": min(said.out_at, now) if said.out_at else None,
    }
