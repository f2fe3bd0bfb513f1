"""Read what the story's people do, from the files beside the scenario. Each file may be missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any, TypeVar

from data.drill.story.parts import (
    Desk,
    Gathering,
    Point,
    SaidLevel,
    SavedZone,
    Story,
    Training,
    Walk,
    Walker,
)
from data.toml_table import Table, read_toml

_T = TypeVar("_T")


def load_story(folder: Path) -> Story:
    """Read the four files of a drill's folder. Times in them carry their offset; they come out in UTC.

    Raises
    ------
    data.toml_table.ProfileError
        A key is missing, unknown or impossible; the sentence names file and key.
    """
    names = ("duty", "patrols", "meetings", "levels")
    duty, patrols, meetings, levels = (_file(folder / f"{name}.toml") for name in names)
    story = Story(
        desks=_every(duty, "desk", _desk),
        zones=_every(patrols, "zone", _zone),
        walks=_every(patrols, "patrol", _walk),
        gatherings=_every(meetings, "meeting", _gathering),
        trainings=_every(meetings, "training", _training),
        levels=_every(levels, "level", _level),
        every_minutes=patrols.number("every_minutes", above=0) if patrols.has("every_minutes") else 3.0,
    )
    for table in (duty, patrols, meetings, levels):
        table.refuse_unknown()
    return story


def _file(file: Path) -> Table:
    return read_toml(file) if file.exists() else Table(file, {})


def _every(table: Table, key: str, read: Callable[[Table], _T]) -> tuple[_T, ...]:
    found = []
    for each in table.tables(key) if table.has(key) else ():
        found.append(read(each))
        each.refuse_unknown()
    return tuple(found)


def _maybe(table: Table, key: str) -> datetime | None:
    return table.moment(key) if table.has(key) else None


def _texts(table: Table, *keys: str) -> dict[str, Any]:
    return {name: table.text(name) for name in keys}


def _moments(table: Table, *keys: str) -> dict[str, Any]:
    return {name: table.moment(name) for name in keys}


def _text(table: Table, key: str) -> str:
    return table.text(key) if table.has(key) else ""


def _points(table: Table, key: str) -> tuple[Point, ...]:
    found = table.items(key)
    if not all(isinstance(each, list) and len(each) == 2 for each in found):
        raise table.error(key, "should be a list of [latitude, longitude]")
    return tuple((float(latitude), float(longitude)) for latitude, longitude in found)


def _desk(table: Table) -> Desk:
    return Desk(
        agency=table.text("agency"),
        written=table.moment("written"),
        start=table.moment("start"),
        end=table.moment("end"),
        changes=tuple(time.fromisoformat(each) for each in table.texts("changes")),
        people=_every(table, "people", lambda each: (each.text("name"), each.text("phone"))),
        remarks=_every(table, "remark", lambda each: (each.moment("time"), each.text("text"))),
        takes=_every(table, "take", lambda each: (each.moment("time"), each.texts("kinds"))),
    )


def _zone(table: Table) -> SavedZone:
    return SavedZone(
        **_texts(table, "id", "name", "kind", "season", "notes"),
        priority=int(table.number("priority")),
        made=table.moment("made"),
        ring=_points(table, "ring"),
    )


def _walker(table: Table) -> Walker:
    return Walker(
        agency=table.text("agency"),
        name=table.text("name"),
        phone=table.text("phone"),
        role=_text(table, "role") or "member",
        came=table.moment("came"),
        left=table.moment("left"),
        followed=table.flag("followed") if table.has("followed") else False,
    )


def _walk(table: Table) -> Walk:
    return Walk(
        **_texts(table, "id", "kind", "objective", "lead", "meeting_place", "equipment", "words"),
        **_moments(table, "starts", "ends", "planned", "assigned", "closed"),
        zones=table.texts("zones"),
        path=_points(table, "path"),
        members=_every(table, "member", _walker),
        told=_maybe(table, "told"),
        answered=_maybe(table, "answered"),
        answered_by=_text(table, "answered_by"),
    )


def _guest(table: Table) -> tuple[str, str, str]:
    return table.text("agency"), table.text("name"), table.text("post")


def _gathering(table: Table) -> Gathering:
    return Gathering(
        period=table.text("period"),
        commune=_text(table, "commune") or None,
        set_at=table.moment("set"),
        starts=table.moment("starts"),
        ends=table.moment("ends"),
        venue=table.text("venue"),
        told=_maybe(table, "told"),
        written=_maybe(table, "written"),
        **{name: _text(table, name) for name in ("chair", "summary", "conclusion")},
        guests=_every(table, "guests", _guest),
    )


def _training(table: Table) -> Training:
    return Training(
        **_texts(table, "id", "kind", "title", "host", "commune", "venue"),
        **_moments(table, "starts", "ends", "planned", "announced", "told"),
        audiences=table.texts("audiences"),
        topics=table.texts("topics"),
    )


def _level(table: Table) -> SaidLevel:
    return SaidLevel(
        communes=table.texts("communes"),
        level=int(table.number("level")),
        source=table.text("source"),
        **_moments(table, "announced", "holds_from", "holds_until"),
        told=_maybe(table, "told"),
    )
