"""Incidents: what was reported, who leads, how far it is, and everything that was written of it."""

from data.incidents.changing import (
    By,
    Incident,
    create,
    edit,
    link_event,
    note,
    set_status,
    undo_status,
    unlink_event,
)
from data.incidents.place import place_facts
from data.incidents.reading import (
    events_of,
    find,
    incident_by_code,
    incident_by_id,
    incidents_of,
    list_incidents,
    on_map,
    timeline,
)

__all__ = [
    "By",
    "Incident",
    "create",
    "edit",
    "events_of",
    "find",
    "incident_by_code",
    "incident_by_id",
    "incidents_of",
    "link_event",
    "list_incidents",
    "note",
    "on_map",
    "place_facts",
    "set_status",
    "timeline",
    "undo_status",
    "unlink_event",
]
