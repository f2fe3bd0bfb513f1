"""What a row says, in one language: the headline and the sentences of the description.

Nothing is told about informants, forest owners or anybody else by name, and free text is redacted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from data.cap import areas as places
from data.cap.chain import FIRES, OVER, Link, Row, moment
from data.cap.issuer import Issuer
from data.cap.message import local_second
from data.cap.phrases import decimal, phrase
from data.cap.plain import one_line
from data.danger_levels.levels import LEVELS
from data.matters.facts import called, is_centre
from geo.bearing import WINDS

_TOLD_STATUSES = ("responding", "controlled", *OVER)
CLOCKS = ("happened_at", "seen_at", "stored_at", "known_at", "verified_at")
HEADLINE = 160
"""CAP 1.2, 3.2.2: some displays show no more."""


def number(value: Any) -> float | None:
    """The figure, if it is one that can be told."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e12 else None


def _numeral(level: int | None) -> str | None:
    return LEVELS[level].numeral if level in LEVELS else None


def _clock(at: datetime, issuer: Issuer) -> str:
    return f"{local_second(at, issuer.zone):%H:%M %d/%m/%Y}"


def zone_name(at: datetime, issuer: Issuer) -> str:
    """UTC+7, as it is at that moment."""
    shift = local_second(at, issuer.zone).utcoffset()
    minutes = round(shift.total_seconds() / 60) if shift else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def event(row: Row, language: str) -> str:
    """What it is."""
    if row["matter_kind"] == "danger_level":
        level = row["level"]
        name = phrase(language, f"level.{level}") if level in LEVELS else "?"
        return phrase(language, "event.danger_level", numeral=_numeral(level) or "?", name=name)
    kind = row["subkind"] if row["matter_kind"] == "incident" else row["matter_kind"]
    return phrase(language, f"event.{kind if kind in (*FIRES, 'fire_event') else 'other'}")


def headline(link: Link, issuer: Issuer, language: str) -> str:
    """At most `HEADLINE` characters; of an exercise it begins so."""
    row = link.row
    key = "head"
    if row["matter_kind"] != "danger_level" and link.msg_type != "Cancel":
        key = "head.verified" if row["verified_at"] is not None else "head.unverified"
    said = phrase(language, key, event=event(row, language), where=places.where(row, issuer, language))
    if link.msg_type != "Alert":
        said = phrase(language, f"head.{link.msg_type}", head=said)
    if issuer.exercise:
        said = f"{phrase(language, 'exercise')}. {said}"
    return said if len(said) <= HEADLINE else said[: HEADLINE - 1].rstrip() + "…"


def over(link: Link, language: str) -> str:
    """Why the message no longer counts; empty for one that does."""
    if link.why is None:
        return ""
    reason = one_line(link.row["reason"]) or phrase(language, "over.unsaid")
    said = phrase(language, f"over.{link.why}", reason=reason.rstrip("."))
    if link.row["matter_kind"] == "danger_level":
        return said
    return f"{said} {phrase(language, 'over.caution')}"


def _point(row: Row, language: str) -> str:
    point = places.point_of(row)
    if point is None:
        return phrase(language, "no_point")
    return phrase(language, "point", latitude=f"{point[0]:.5f}", longitude=f"{point[1]:.5f}")


def _nearest(row: Row, language: str) -> str:
    near = row["told"].get("nearest")
    name = one_line(called(near), 80) if isinstance(near, dict) else ""
    if not name:
        return ""
    if is_centre(near):
        name = phrase(language, "nearest.centre", name=name)
    metres = number(near.get("distance_m"))
    wind = near.get("bearing")
    if metres is None or wind not in WINDS:
        return phrase(language, "nearest.here", name=name) if metres is not None and metres < 100 else ""
    km, way = decimal(language, metres / 1000, 1), phrase(language, f"wind.{wind}")
    return phrase(language, "nearest", name=name, km=km, wind=way)


def _forest(row: Row, language: str) -> str:
    plot = row["told"].get("plot")
    parts = []
    for name in ("lot", "subcompartment", "compartment"):
        text = one_line(plot.get(name), 20) if isinstance(plot, dict) else ""
        if text:
            parts.append(phrase(language, f"plot.{name}", text=text))
    known = row["forest"] if row["forest"] in ("inside", "near", "outside") else "unknown"
    return phrase(language, f"forest.{known}", plot=": " + ", ".join(parts) if parts else "")


def _seen(row: Row, language: str) -> list[str]:
    told = row["told"]
    count, power = number(told.get("detections")), number(told.get("max_frp_mw"))
    names = told.get("satellites")
    satellites = ", ".join(one_line(each, 20) for each in names) if isinstance(names, list) else ""
    said = phrase(language, "seen.some")
    if count is not None and satellites:
        said = phrase(language, "seen", satellites=satellites, count=decimal(language, count, 0))
    return [said, phrase(language, "frp", mw=decimal(language, power, 1)) if power is not None else ""]


def _reported(row: Row, language: str) -> list[str]:
    told, said = row["told"], []
    for key in ("summary", "place_text"):
        text = one_line(told.get(key)).rstrip(".")
        if text:
            said.append(phrase(language, key, text=text))
    hectares = number(told.get("area_ha"))
    if hectares is not None:
        said.append(phrase(language, "area_ha", ha=decimal(language, hectares, 2)))
    said += [phrase(language, key) for key, risk in _RISKS if told.get(risk) == "yes"]
    return said


_RISKS = (("spread", "spread_risk"), ("houses", "house_risk"))


def _announced(row: Row, issuer: Issuer, language: str) -> list[str]:
    source = one_line(row["told"].get("source"), 200).rstrip(".")
    first, last = moment(row["told"].get("valid_from")), moment(row["told"].get("valid_to"))
    said = [phrase(language, "announced", source=source)] if source else []
    if first and last:
        said.append(phrase(language, "holds", first=_clock(first, issuer), last=_clock(last, issuer)))
    return said


def _clocks(row: Row, issuer: Issuer, language: str) -> list[str]:
    known = [phrase(language, f"clock.{name}", at=_clock(row[name], issuer)) for name in CLOCKS if row[name]]
    zone = zone_name(row["since"], issuer)
    said = [phrase(language, "clocks", zone=zone, clocks="; ".join(known))] if known else []
    clock = phrase(language, f"ruling.{row['clock']}")
    return [*said, phrase(language, "ruling", clock=clock, at=_clock(row["since"], issuer))]


def _standing(row: Row, language: str) -> list[str]:
    status = row["told"].get("status")
    said = [phrase(language, f"status.{status}")] if status in _TOLD_STATUSES else []
    if row["verified_at"] is not None:
        return [phrase(language, "verified"), *said]
    return [phrase(language, "evidence" if row["matter_kind"] == "fire_event" else "reported"), *said]


def description(link: Link, issuer: Issuer, language: str) -> str:
    """Lines of sentences: where first, then what is known, how surely, and when."""
    row = link.row
    if row["matter_kind"] == "danger_level":
        lines = [[event(row, language) + "."], _announced(row, issuer, language)]
    else:
        level = _numeral(row["level"])
        lines = [
            [_point(row, language), _nearest(row, language)],
            _seen(row, language) if row["matter_kind"] == "fire_event" else _reported(row, language),
            [_forest(row, language), phrase(language, "level", numeral=level) if level else ""],
            _standing(row, language),
        ]
    head = [[phrase(language, "exercise") + "."] if issuer.exercise else [], [over(link, language)]]
    joined = (" ".join(filter(None, line)) for line in (*head, *lines, _clocks(row, issuer, language)))
    return "\n".join(filter(None, joined))


def instruction(link: Link, language: str) -> str:
    """What to do."""
    row = link.row
    if link.msg_type == "Cancel":
        key = "do.nothing"
    elif row["matter_kind"] == "danger_level":
        key = "do.level"
    elif row["told"].get("status") in ("controlled", *OVER):
        key = "do.watch"
    else:
        key = "do.fight" if row["verified_at"] is not None else "do.verify"
    return phrase(language, key)
