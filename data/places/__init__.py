"""Named places and lines: villages as a list with days of validity, roads, rivers and the reservoir."""

from data.places.editing import Place, add, edit, restore, retire, undo
from data.places.importing import Plan, Stored, plan, remove_lines, store
from data.places.reading import find, list_lines, list_places, place, places_at, standing

__all__ = [
    "Place",
    "Plan",
    "Stored",
    "add",
    "edit",
    "find",
    "list_lines",
    "list_places",
    "place",
    "places_at",
    "plan",
    "remove_lines",
    "restore",
    "retire",
    "standing",
    "store",
    "undo",
]
