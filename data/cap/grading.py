"""How urgent, how severe, how certain (CAP 1.2, 3.2.2), and what to do: tables, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from data.cap.chain import OVER, Link, Row, moment

SEVERITIES = ("Minor", "Moderate", "Severe", "Extreme")
FOREST_SEVERITY = {
    "inside": "Severe",
    "near": "Moderate",  # farm fires near forest are the early warning of escaped burning (DOMAIN 5)
    "outside": "Minor",
    "unknown": "Unknown",
    "pending": "Unknown",  # the layer has not been asked: nothing may be made up
}
LEVEL_SEVERITY = {1: "Minor", 2: "Minor", 3: "Moderate", 4: "Severe", 5: "Extreme"}
"""NĐ 156/2018 Điều 46: from IV on fires start and spread easily; at V extremely so."""
STRENGTH_CERTAINTY = {"strong": "Likely", "weak": "Possible"}
"""Satellites alone never observe a fire: two satellites, two passes or a confident pixel make it likely, one
pixel of low confidence possible (about 16 % of day rows)."""
DRY_LEVEL = 4
SOON = timedelta(hours=1)
"""CAP: Expected is "within next hour"."""


@dataclass(frozen=True)
class Grade:
    """The four judgements of an ``<info>``."""

    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str


ENDED = Grade(("None",), "Past", "Unknown", "Unknown")
"""A Cancel says that earlier messages no longer count. What is there instead is in its reason: it may be a
false alarm, or one fire that another message tells of. It never says that nothing burns."""


def _raised(severity: str) -> str:
    if severity not in SEVERITIES:
        return severity
    return SEVERITIES[min(SEVERITIES.index(severity) + 1, len(SEVERITIES) - 1)]


def _fire_severity(row: Row) -> str:
    """By the forest, one grade more where it is dry as announced, may spread, or houses are in danger."""
    worse = (row["level"] or 0) >= DRY_LEVEL or "yes" in (
        row["told"].get("spread_risk"),
        row["told"].get("house_risk"),
    )
    severity = FOREST_SEVERITY.get(row["forest"], "Unknown")
    return _raised(severity) if worse else severity


def _fire_event(row: Row) -> Grade:
    if row["verified_at"] is not None:
        return Grade(("Execute",), "Immediate", _fire_severity(row), "Observed")
    # A person must go and see first (TT 25/2019 Điều 8); where there may be forest, at once.
    urgency = "Expected" if row["forest"] == "outside" else "Immediate"
    certainty = STRENGTH_CERTAINTY.get(row["strength"] or "", "Possible")
    return Grade(("Assess",), urgency, _fire_severity(row), certainty)


def _incident(row: Row) -> Grade:
    """A person saw something burn: likely, and observed once it was verified. Flash notice is "at once"
    (TT 25/2019 Điều 9.3). What is controlled is watched; what is over is said to be over by whoever was
    there."""
    status = row["told"].get("status")
    if status in OVER:
        return Grade(("AllClear",), "Past", "Minor", "Observed")
    if status == "controlled":
        return Grade(("Monitor",), "Expected", _fire_severity(row), "Observed")
    verified = row["verified_at"] is not None
    return Grade(
        ("Execute",) if verified else ("Assess",),
        "Immediate",
        _fire_severity(row),
        "Observed" if verified else "Likely",
    )


def _danger_level(row: Row) -> Grade:
    """A forecast of a danger: likely, not observed."""
    begins = moment(row["told"].get("valid_from"))
    later = begins is not None and begins - row["recorded_at"] > SOON
    severity = LEVEL_SEVERITY.get(row["level"], "Unknown")
    return Grade(("Prepare", "Monitor"), "Future" if later else "Expected", severity, "Likely")


_BY_KIND = {"fire_event": _fire_event, "incident": _incident, "danger_level": _danger_level}


def grade(link: Link) -> Grade:
    """The judgements of a message."""
    return ENDED if link.msg_type == "Cancel" else _BY_KIND[link.row["matter_kind"]](link.row)
