"""Where a patrol's papers are found."""

from __future__ import annotations

from dashboard.services import services

PAGE = "/patrols/{id:int}/order"
DOCX = "/patrols/{id:int}/order.docx"
MAP = "/patrols/{id:int}/map.png"
SCRIPT = "/patrols/print.js"
GPX = "/export/patrols/{id:int}.gpx"
KML = "/export/patrols/{id:int}.kml"
ICS = "/export/patrols/{id:int}.ics"


def address(pattern: str, patrol_id: int) -> str:
    """The address of one patrol's paper."""
    return pattern.replace("{id:int}", str(patrol_id))


def file_name(code: str, ending: str) -> str:
    """ "tuan-tra-TT-2027-0001.gpx", in a drill marked as one."""
    return f"{'DIEN-TAP_' if services().drill else ''}tuan-tra-{code}.{ending}"
