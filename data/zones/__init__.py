"""Zones of patrols: drawn by planners, kept in versions, never removed."""

from data.zones.act import ACTION, By
from data.zones.changing import (
    AREA_KINDS,
    DELETED,
    LINE_KINDS,
    TAKEN_BACK,
    Zone,
    archive,
    create,
    delete,
    edit,
    restore,
    undo,
)
from data.zones.ground import ground_of
from data.zones.reading import (
    COMING,
    RECORD_KIND,
    history_of,
    list_zones,
    standing,
    used_by,
    uses,
    zone_by_code,
    zone_of,
    zones_frame,
)

__all__ = [
    "ACTION",
    "AREA_KINDS",
    "COMING",
    "DELETED",
    "LINE_KINDS",
    "RECORD_KIND",
    "TAKEN_BACK",
    "By",
    "Zone",
    "archive",
    "create",
    "delete",
    "edit",
    "ground_of",
    "history_of",
    "list_zones",
    "restore",
    "standing",
    "undo",
    "used_by",
    "uses",
    "zone_by_code",
    "zone_of",
    "zones_frame",
]
