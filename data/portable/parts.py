"""The kinds of records that a file of settings holds: for each how it is read from the database, written to a
file, read back, and stored.

A record is the dataclass that its own editor takes, by its stable id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from data.agencies.act import Act
from geo.areas import Areas
from geo.zones import Ground


@dataclass(frozen=True)
class Held:
    """A record as it is now: what its editor takes, and what the editor wants to have been seen."""

    wanted: Any
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where records are compared and stored: `day` is today on the local calendar."""

    day: date
    areas: Areas
    ground: Ground


@dataclass(frozen=True)
class Part:
    """One kind. `file` is its path in the archive; `below` gives the ids that must be stored before one."""

    kind: str
    file: str
    now: Callable[[Connection, Place], dict[str, Held]]
    write: Callable[[Mapping[str, Any]], bytes]
    read: Callable[[Path], dict[str, Any]]
    add: Callable[[Connection, str, Any, Act, Place], object]
    edit: Callable[[Connection, Held, Any, Act, Place], object]
    below: Callable[[Any], set[str]] = lambda _wanted: set()
    keep: Callable[[Any, Held], Any] = lambda wanted, _held: wanted
    """What the file cannot say is left as it is."""
    known: Callable[[str, Mapping[str, Held]], Held | None] = lambda own, now: now.get(own)
    """The record of here that an id of the file means; None: it is new."""


def of_row(kind: type, row: Mapping[str, Any]) -> Any:
    """A dataclass filled with the columns of its names; lists that were never entered are empty."""
    found = {}
    for each in fields(kind):
        value = row[each.name]
        empty = each.default_factory() if callable(each.default_factory) else None
        found[each.name] = empty if value is None and isinstance(empty, list | dict) else value
    return kind(**found)


def _stated(value: Any) -> bool:
    return (
        value is not None and value is not False and not (isinstance(value, str | list | dict) and not value)
    )


def bare(value: Any) -> Any:
    """A record without what is not stated, for files and for comparing: lists and tables of plain values."""
    if is_dataclass(value):
        value = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, Mapping):
        told = {str(name): bare(each) for name, each in value.items()}
        return {name: each for name, each in told.items() if _stated(each)}
    if isinstance(value, list | tuple):
        return [bare(each) for each in value]
    return value
