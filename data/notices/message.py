"""One message, frozen when it is made: what it says is the same on every channel and at every try.

It is built from rows alone, so that whoever reads the table `notice` later reads what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from data.ledger.involving import NOT_INVOLVED
from data.ledger.limits import limit_at
from data.matters import of_plans
from data.matters.facts import called, is_centre
from data.store.tables import NOTICE_PURPOSES

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LINK = "{link}"
"""Stands in a frozen text for the address at which it is acknowledged (the public address may change)."""
CODE = "{code}"
"""Stands in a text that is being made for the reply code, which is known only once the row is there."""


@dataclass(frozen=True)
class Names:
    """What ids are called: agencies by `agency_id`, communes of both maps by area id."""

    agencies: Mapping[str, str] = field(default_factory=dict)
    communes: Mapping[str, str] = field(default_factory=dict)

    def agency(self, agency_id: str | None) -> str:
        """The agency's name; its id where no name was entered; "" for nobody."""
        return "" if agency_id is None else clean(self.agencies.get(agency_id) or agency_id)

    def commune(self, area_id: str) -> str:
        """The commune's name, its id where the map does not know it."""
        return clean(self.communes.get(area_id) or area_id)


@dataclass(frozen=True)
class Item:
    """One duty of a message: what must be known. Moments aware UTC, degrees WGS84.

    `what` is a key of the phrases. `clocks` are (phrase, moment), each clock named, in the order of time's
    way through the system. `nearest_called`: the name with its unit ("bản Pom Khoang"). `communes` are of
    today's map, `communes_before` of the map until 30/06/2025. Of what the forces do together: `window`, who
    leads, which `people` of the receiver are named, in which `zones`, with which `topics`; `deadline_at` is
    when it begins, where it must be told before that and that is sooner.
    """

    duty_id: int
    kind: str
    what: str
    code: str
    latitude: float | None
    longitude: float | None
    summary: str
    place_text: str
    nearest_name: str
    nearest_called: str
    nearest_is_centre: bool
    nearest_m: float | None
    nearest_wind: str
    communes: tuple[str, ...]
    communes_before: tuple[str, ...]
    plot: Mapping[str, str] | None
    owners: tuple[str, ...]
    clocks: tuple[tuple[str, datetime], ...]
    valid: tuple[datetime, datetime] | None
    level: int | None
    satellites: tuple[str, ...]
    detections: int | None
    area_ha: float | None
    spread_risk: bool
    house_risk: bool
    holder: str
    receiver: str
    started_at: datetime
    deadline_at: datetime
    urgency: str
    basis: str
    reason: str
    field: str = "forest"
    window: tuple[datetime, datetime] | None = None
    lead: str = ""
    people: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def together(self) -> bool:
        """Whether the forces planned it, rather than somebody saw or told it: then it has no coordinates."""
        return self.kind in of_plans.KINDS


@dataclass(frozen=True)
class Message:
    """What is told to one person: `items` are all the duties that it meets, the most urgent first.

    `receiver` is the agency the person belongs to; `late_agency` the one below that did not answer (when it
    went up to a superior).
    `changed`: they were told before, of another time or place. `with_link`: there is an address at which it
    can be acknowledged.
    """

    purpose: str
    items: tuple[Item, ...]
    receiver: str
    person: str = ""
    late_agency: str = ""
    drill: bool = False
    language: str = "vi"
    with_link: bool = True
    zone: ZoneInfo = VIETNAM
    changed: bool = False

    def __post_init__(self) -> None:
        if self.purpose not in NOTICE_PURPOSES:
            raise ValueError(f"unknown purpose {self.purpose!r}")
        if not self.items and self.purpose != "test":
            raise ValueError("a message tells of something")

    @property
    def first_deadline(self) -> datetime | None:
        """The earliest deadline of all that it tells."""
        return min((each.deadline_at for each in self.items), default=None)


@dataclass(frozen=True)
class Rendered:
    """A message as one channel takes it; `subject` is "" where the channel has none."""

    subject: str
    body: str


def clean(text: object) -> str:
    """A text that people typed, as it may stand in a message: one line, no braces that stand for something,
    nothing that a terminal or a mail header would obey."""
    plain = "".join(c if c.isprintable() else " " for c in str(text or ""))
    return " ".join(plain.replace("{", "(").replace("}", ")").split())


def _what(kind: str, fact: Mapping[str, Any]) -> str:
    if kind == "fire_event":
        if fact.get("permanent"):
            return "fire_event_permanent"
        return "fire_event_strong" if fact["strength"] == "strong" else "fire_event"
    if kind in ("incident", "call"):
        return str(fact["subkind"] or kind)
    if kind in of_plans.KINDS and fact["subkind"]:
        return f"{kind}_{fact['subkind']}"
    return kind


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _clocks(kind: str, fact: Mapping[str, Any]) -> tuple[tuple[str, datetime], ...]:
    names = ("happened", "seen", "stored", "known", "verified")
    found = [(name, fact[f"{name}_at"]) for name in names if fact[f"{name}_at"] is not None]
    if kind == "danger_level":
        found = [("announced", fact["since"])]
    if kind in of_plans.KINDS and kind != "case":
        found = [("assigned" if kind == "patrol" else "notified", fact["known_at"])]
    return tuple(found)


def _reason(duty: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Why the matter, or only this receiver's part in it, is no more; a code where a program says it."""
    if fact["reason"]:
        return clean(fact["reason"])
    return NOT_INVOLVED if duty.get("status") == "withdrawn" else ""


def _together(duty: Mapping[str, Any], told: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The fields of what the forces do together; empty for everything else."""
    first, last = _moment(told.get("starts_at")), _moment(told.get("ends_at"))
    people = (told.get("people") or {}).get(duty["receiver_id"]) or ()
    return {
        "window": (first, last or first) if first else None,
        "lead": names.agency(told.get("lead")),
        "people": tuple(clean(each) for each in people),
        "zones": tuple(clean(each) for each in told.get("zones") or ()),
        "topics": tuple(clean(each) for each in told.get("topics") or ()),
    }


def item_of(duty: Mapping[str, Any], fact: Mapping[str, Any], names: Names) -> Item:
    """One duty as a message tells it.

    Parameters
    ----------
    duty
        A row of `duty`.
    fact
        The newest row of `matter_fact` of its matter, with the matter's ``kind`` and ``ref``.
    """
    told: Mapping[str, Any] = fact["told"] or {}
    nearest: Mapping[str, Any] = told.get("nearest") or {}
    plot = told.get("plot") or None
    first, last = _moment(told.get("valid_from")), _moment(told.get("valid_to"))
    kind = str(fact["kind"])
    return Item(
        duty_id=int(duty["id"]),
        kind=kind,
        what=_what(kind, fact),
        code=clean(told.get("code") or told.get("incident")),
        latitude=fact["latitude"],
        longitude=fact["longitude"],
        summary=clean(told.get("summary")),
        place_text=clean(told.get("place_text")),
        nearest_name=clean(nearest.get("name")),
        nearest_called=clean(called(nearest)),
        nearest_is_centre=is_centre(nearest),
        nearest_m=nearest.get("distance_m"),
        nearest_wind=str(nearest.get("bearing") or ""),
        communes=() if kind == "case" else _communes(fact["communes_2025"], names),
        communes_before=() if kind == "case" else _communes(fact["communes_2021"], names),
        plot=None if plot is None else {name: clean(plot.get(name)) or "–" for name in _PLOT},
        owners=tuple(clean(each) for each in told.get("owners") or ()),
        clocks=_clocks(kind, fact),
        valid=(first, last) if first and last else None,
        level=fact["level"] if fact["level"] is not None else told.get("level"),
        satellites=tuple(clean(each) for each in told.get("satellites") or ()),
        detections=told.get("detections"),
        area_ha=told.get("area_ha"),
        spread_risk=told.get("spread_risk") in (True, "yes"),
        house_risk=told.get("house_risk") in (True, "yes"),
        holder=names.agency(duty["holder_id"]),
        receiver=names.agency(duty["receiver_id"]),
        started_at=duty["started_at"],
        deadline_at=limit_at(duty),
        urgency=str(duty["urgency"]),
        basis=clean(duty["basis"]),
        reason=_reason(duty, fact),
        field=str(fact.get("field") or "forest"),
        **_together(duty, told, names),
    )


def _communes(ids: Sequence[str] | None, names: Names) -> tuple[str, ...]:
    return tuple(names.commune(each) for each in ids or ())


_PLOT = ("lot", "subcompartment", "compartment")


def build(
    rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
    names: Names,
    *,
    purpose: str,
    receiver: str,
    **more: Any,
) -> Message:
    """One message of (duty, fact) rows: the immediate first, then by deadline. `more`: fields of Message."""
    items = [item_of(duty, fact, names) for duty, fact in rows]
    items.sort(key=lambda each: (each.urgency != "immediate", each.deadline_at, each.duty_id))
    return Message(purpose, tuple(items), receiver, **more)
