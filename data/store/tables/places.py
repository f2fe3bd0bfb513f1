"""Named places and lines on the map."""

from sqlalchemy import Column, Date, Double, Index, Integer, String, Table, Text

from data.store.tables.shared import metadata, one_of
from data.store.types import BigKey, Geometry, UtcDateTime

PLACE_KINDS = ("village", "commune_seat", "other")
LINE_KINDS = ("road", "river", "reservoir")

map_place = Table(
    "map_place",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("place_id", Text, nullable=False, comment="stable: the same place under another name keeps it"),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("unit", Text, comment="the word before the name: bản, xã"),
    Column("latitude", Double, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("commune_2025_id", Text),
    Column("valid_from", Date, comment="first day; NULL: since ever"),
    Column("valid_to", Date, comment="first day on which it is no more; NULL: until now"),
    Column("source", Text, nullable=False),
    Column("attribution", Text),
    Column("actor", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    one_of("kind", PLACE_KINDS),
    Index(None, "place_id"),
)

map_line = Table(
    "map_line",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", Text),
    Column("rank", Integer, nullable=False, comment="1 is the most important"),
    Column("geometry", Geometry, nullable=False),
    Column("source", Text, nullable=False),
    Column("attribution", Text),
    Column("loaded_at", UtcDateTime, nullable=False),
    one_of("kind", LINE_KINDS),
    Index(None, "kind"),
)
