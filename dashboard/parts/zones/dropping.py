"""Take off the map what is drawn and not stored; one press brings it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from dashboard.parts.zones import act
from dashboard.parts.zones.pen import Said, Seen


@dataclass(frozen=True)
class Drawn:
    """New drawings by their numbers, with what their forms say; changes and deletions by the zone's id."""

    created: Mapping[int, Any] = field(default_factory=dict)
    said: Mapping[int, Said] = field(default_factory=dict)
    changed: Mapping[str, Any] = field(default_factory=dict)
    deleted: Collection[str] = ()


def drop(gone: Drawn, text: str) -> None:
    """Take these off the map; the next run says `text` and offers the way back."""
    before = act.pen()
    now = before.changes()
    act.rebuild(
        created=_without(before.slots, gone.created),
        changed=_without(now.changed, gone.changed),
        deleted=[own for own in now.deleted if own not in gone.deleted],
    )
    act.deeds.remember(text, lambda _conn, _by: _bring_back(gone, before.seen))
    st.rerun()


def _bring_back(gone: Drawn, seen: Mapping[str, Seen]) -> None:
    """Under what was drawn since. A zone keeps the version in which it was seen: whoever changed it meanwhile
    is not overwritten.
    """
    pen = act.pen()
    now = pen.changes()
    anew = {*now.changed, *now.deleted}
    changed, deleted = _without(gone.changed, anew), [own for own in gone.deleted if own not in anew]
    held = {own: seen[own] for own in (*changed, *deleted)}
    act.rebuild(
        created={**gone.created, **pen.slots},
        changed={**changed, **now.changed},
        deleted=[*deleted, *now.deleted],
        of=replace(pen, seen={**pen.seen, **held}, said={**pen.said, **gone.said}),
    )


def _without(values: Mapping[Any, Any], gone: Collection[Any]) -> dict[Any, Any]:
    return {own: value for own, value in values.items() if own not in gone}
