"""One plain text for Zalo or an SMS: where first, then when, who saw it, how sure, and the caution."""

from __future__ import annotations

from dashboard import drill_mark
from dashboard.sheet import coordinates
from dashboard.words import _


def zalo_text(
    *,
    kind: str,
    latitude: float,
    longitude: float,
    crs: str,
    commune: str,
    nearest: str,
    times: str,
    satellites: str,
    sure: str,
    forest: str = "",
    drill: bool = False,
) -> str:
    """Write the message in the language of this run.

    Coordinates stand first, because a preview of the chat shows only the first lines; in a drill the mark
    stands before everything. The texts are those of the sheet; `kind` is ``hotspot`` or ``event``.
    """
    _shown, plane = coordinates.vn2000(latitude, longitude, crs)
    x, y = plane.split()
    label = _("Độ tin cậy: {sure}") if kind == "hotspot" else _("Mức chắc chắn: {sure}")
    lines = [
        drill_mark.line() if drill else "",
        coordinates.decimal(latitude, longitude),
        f"VN-2000: X {x} Y {y}",
        commune,
        nearest,
        forest,
        _("Lúc: {times}", times=times),
        _("Vệ tinh: {satellites}", satellites=satellites),
        label.format(sure=sure),
        _("Điểm cháy là dấu hiệu, cần xác minh tại chỗ."),
        coordinates.map_link(latitude, longitude),
    ]
    return "\n".join(line for line in lines if line)
