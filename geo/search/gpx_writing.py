"""GPX 1.1 for handheld receivers: spots as waypoints, outlines as closed tracks (GPX knows no surfaces)."""

from __future__ import annotations

from collections.abc import Iterable

import gpxpy.gpx
import shapely

from geo.search.shown import DRILL, Outline, Spot, xml_text

_DIGITS = 6
"""About 0.1 m."""


def _track(outline: Outline, mark: str) -> gpxpy.gpx.GPXTrack:
    track = gpxpy.gpx.GPXTrack(name=xml_text(mark + outline.name), description=xml_text(outline.text) or None)
    track.type = outline.kind  # type: ignore[assignment]
    for part in shapely.get_parts(outline.shape):
        for ring in (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,):
            points = [
                gpxpy.gpx.GPXTrackPoint(round(lat, _DIGITS), round(lon, _DIGITS)) for lon, lat in ring.coords
            ]
            track.segments.append(gpxpy.gpx.GPXTrackSegment(points))
    return track


def write_gpx(
    spots: Iterable[Spot],
    outlines: Iterable[Outline],
    *,
    name: str = "Canh Lửa",
    text: str = "",
    drill: bool = False,
) -> bytes:
    """Return a GPX file; each part, each hole of an outline, each line of a route is its own segment."""
    mark = DRILL if drill else ""
    file = gpxpy.gpx.GPX()
    file.creator = "Canh Lửa"
    file.name, file.description = xml_text(mark + name), xml_text(text) or None
    for spot in spots:
        file.waypoints.append(
            gpxpy.gpx.GPXWaypoint(
                round(spot.latitude, _DIGITS),
                round(spot.longitude, _DIGITS),
                time=spot.at,
                name=xml_text(mark + spot.name),
                description=xml_text(spot.text) or None,
            )
        )
    file.tracks.extend(_track(outline, mark) for outline in outlines)
    return file.to_xml("1.1").encode("utf-8")
