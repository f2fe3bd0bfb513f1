"""What a person does to zones, and the pen of this visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard.access import who
from dashboard.parts.deeds import Deeds
from dashboard.parts.zones import words as zone_words
from dashboard.parts.zones.pen import Pen, Seen, rebuilt, taken_up
from dashboard.services import services
from data.store.engine import reading
from data.zones import By, ground_of, history_of, list_zones, standing, zone_of
from geo.zones import Ground

_PEN, _CHOSEN = "zones_pen", "zones_chosen"


def by() -> By:
    """Who acts, and when."""
    return By(who(), services().now())


deeds = Deeds("zones", by)


def ground() -> Ground:
    """Where zones may lie here."""
    here = services()
    return ground_of(here.areas, here.profile)


def chosen() -> int | None:
    """The zone whose card is open."""
    found = st.session_state.get(_CHOSEN)
    return None if found is None else int(found)


def choose(zone_id: int | None) -> None:
    """Open another card; None: none."""
    st.session_state[_CHOSEN] = zone_id


def pen() -> Pen:
    """What this visit has drawn and not stored."""
    found = st.session_state.get(_PEN)
    return found if isinstance(found, Pen) else Pen()


def keep(new: Pen) -> None:
    """Remember the pen."""
    st.session_state[_PEN] = new


def dress(row: Mapping[str, Any]) -> dict[str, Any]:
    """How a zone is drawn and what it is called on the map."""
    return {
        "name": f"{row['code']} · {row['name']}",
        "style": zone_words.style(row["kind"], row["priority"]),
    }


def rebuild(
    *,
    created: Mapping[int, Any] | None = None,
    changed: Mapping[str, Any] | None = None,
    deleted: Iterable[str] | None = None,
    of: Pen | None = None,
) -> Pen:
    """Build the map anew from what is stored, with what is drawn (see `rebuilt`), and remember it."""
    with reading(services().engine) as conn:
        rows, now = list_zones(conn), standing(conn)
    new = rebuilt(
        of or pen(), rows, now, first=chosen(), dress=dress, created=created, changed=changed, deleted=deleted
    )
    keep(new)
    return new


def _seen(conn: Connection, zone_id: int, version: int) -> Seen | None:
    """A zone as it was in the version in which somebody began to draw over it."""
    row = zone_of(conn, zone_id)
    then = next((each for each in history_of(conn, zone_id) if each["version"] == version), None)
    return None if row is None or then is None else Seen(then["shape"], version, row["code"], row["name"])


def take_up(content: Mapping[str, Any]) -> None:
    """Go on with what another visit had drawn (see `unsaved`), on a new map."""
    asked = {**content["changed"], **content["deleted"]}
    with reading(services().engine) as conn:
        rows, now = list_zones(conn), standing(conn)
        found = {own: _seen(conn, int(own), each["version"]) for own, each in asked.items()}
    seen = {own: each for own, each in found.items() if each is not None}
    keep(taken_up(pen(), content, seen, rows, now, first=chosen(), dress=dress))
