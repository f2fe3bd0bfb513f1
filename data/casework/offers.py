"""What the forest layer and the announced levels say of the place of an incident: offered, taken by a person,
never filled in by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from data.casework.records import Record
from data.forest.identify import plots_at
from data.forest.layers import active_layer
from data.matters.surroundings import highest_level
from data.store.engine import reading

FUNCTION_NUMBERS = {"protection": 1, "special_use": 2, "production": 3}
_ORIGINS = {"natural": "natural", "planted": "planted"}


@dataclass(frozen=True)
class Offer:
    """Values for fields of `Record`, and where they come from.

    layer_id, layer_kind, layer_name
        Of the layer that counted when it happened; None where none did.
    plots
        How many plots lie under the point; the values are the smallest one's.
    """

    values: Mapping[str, Any]
    layer_id: int | None
    layer_kind: str | None
    layer_name: str | None
    plots: int


def _of_plot(plot: Mapping[str, Any]) -> dict[str, Any]:
    state = " ".join(filter(None, (plot["state_abbreviation"], plot["state_name"])))
    origin = _ORIGINS.get(plot["state_group"] or "")
    return {
        "compartment": plot["compartment"],
        "subcompartment": plot["subcompartment"],
        "lot": plot["lot"],
        "owner": plot["owner"],
        "function": FUNCTION_NUMBERS.get(plot["function"] or ""),
        "origin": origin,
        "forest_state": state or None,
        "species": plot["species"],
        "planted_year": plot["planted_year"] if origin == "planted" else None,
    }


def offered(engine: Engine, incident: Mapping[str, Any], now: datetime) -> Offer:
    """What could be filled in for an incident at its point; no values where nothing is known."""
    moment = incident["occurred_at"]
    with reading(engine) as conn:
        layer = active_layer(conn, moment) or active_layer(conn, now)
        commune = incident["commune_2025_id"]
        level = highest_level(conn, [commune], moment) if commune else None
    values: dict[str, Any] = {"danger_level": level}
    plots: list[dict[str, Any]] = []
    if layer is not None and incident["latitude"] is not None:
        plots = plots_at(engine, layer.id, incident["longitude"], incident["latitude"])
        if plots:
            values |= _of_plot(plots[0])
    known = {name: value for name, value in values.items() if value not in (None, "")}
    if layer is None:
        return Offer(known, None, None, None, 0)
    return Offer(known, layer.id, layer.kind, layer.name, len(plots))


def differing(record: Record, offer: Offer) -> dict[str, tuple[Any, Any]]:
    """Field → (what is written now, what is offered), where they differ."""
    return {
        name: (getattr(record, name), value)
        for name, value in offer.values.items()
        if getattr(record, name) != value
    }


def taken(record: Record, offer: Offer, names: list[str]) -> Record:
    """The record with the offered values of these fields."""
    return replace(record, **{name: offer.values[name] for name in names if name in offer.values})
