"""Hotspots and fire events for other programs: GeoJSON, CSV, KML."""

from geo.export.communes import event_communes
from geo.export.geojson import events_geojson, hotspots_geojson
from geo.export.kml import hotspots_kml
from geo.export.rows import FIRMS_ATTRIBUTION
from geo.export.table import events_csv, hotspots_csv

__all__ = [
    "FIRMS_ATTRIBUTION",
    "event_communes",
    "events_csv",
    "events_geojson",
    "hotspots_csv",
    "hotspots_geojson",
    "hotspots_kml",
]
