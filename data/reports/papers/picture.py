"""The report's map: communes as they were on its last day, the fires that happened, what satellites saw."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, select

from data.forest.index import forest_index
from data.forest.layers import active_layer
from data.painting import Layers, Points, Shapes, around, paint
from data.reports.fires import UNVERIFIED
from data.reports.papers.file import ReportFile
from data.store.batches import in_batches
from data.store.engine import reading
from data.store.tables import fire_event, incident
from geo.areas import Areas

SIZE = (1640, 1560)
"""165 mm wide at 250 dots per inch."""
_MARGIN = 0.04
_NAMED = 40
"""More fires than this have no codes beside them: nobody could read any."""


def _fires(conn: Connection, report: ReportFile) -> list[tuple[float, float, str]]:
    rows = [each for each in report.rows("fires_burned") if each["part"] not in UNVERIFIED]
    found = []
    for some in in_batches(int(each["ref"]) for each in rows):
        query = select(incident.c.longitude, incident.c.latitude, incident.c.code)
        query = query.where(incident.c.id.in_(some), incident.c.longitude.is_not(None))
        found += [
            (row.longitude, row.latitude, row.code) for row in conn.execute(query.order_by(incident.c.id))
        ]
    return found if len(found) <= _NAMED else [(lon, lat, "") for lon, lat, _ in found]


def _events(conn: Connection, report: ReportFile, strength: str) -> list[tuple[float, float, str]]:
    ids = [each["ref"] for each in report.rows("events_seen") if each["part"] == strength]
    found = []
    for some in in_batches(ids):
        query = select(fire_event.c.longitude, fire_event.c.latitude).where(fire_event.c.id.in_(some))
        found += [(row.longitude, row.latitude, "") for row in conn.execute(query.order_by(fire_event.c.id))]
    return found


def picture_of(engine: Engine, report: ReportFile, areas: Areas, epsg: int) -> bytes | None:
    """PNG; None where the areas have no outline."""
    era = report.said["eras"][-1]
    table = areas.communes[areas.communes["era"] == era]
    communes = [(shape, f"Xã {name}") for shape, name in zip(table.geometry, table["name"], strict=True)]
    window = around([shape for shape, _name in communes], margin=_MARGIN)
    if window is None:
        return None
    with reading(engine) as conn:
        layer = active_layer(conn, report.now)
        points = [
            Points("hotspot_old", _events(conn, report, "weak"), "Đám cháy vệ tinh, tín hiệu yếu"),
            Points("hotspot", _events(conn, report, "strong"), "Đám cháy vệ tinh, tín hiệu mạnh"),
            Points("incident", _fires(conn, report), "Vụ cháy rừng đã xác minh"),
        ]
    forest = f"Lớp rừng: {layer.name}." if layer else "Chưa có lớp bản đồ rừng."
    layers = Layers(
        forest=forest_index(engine, layer.id) if layer else None,
        shapes=[Shapes("commune", communes, "Ranh giới xã")],
        points=points,
        lines=[
            f"{areas.note_vi}. NASA FIRMS; {'; '.join(areas.attributions)}. {forest}",
            "Đám cháy vệ tinh chưa chắc là cháy. Không có đám cháy vệ tinh ≠ không có cháy.",
        ],
    )
    title = f"Cháy rừng {report.period}"
    return paint(layers, window, SIZE, title=title, drill=report.drill, epsg=epsg)
