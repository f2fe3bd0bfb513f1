"""KML for Google Earth and handheld receivers."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import simplekml

from geo.export.rows import FIRMS_ATTRIBUTION, coordinates, current, hotspot_rows

#: simplekml keeps "the document being written" in class attributes: one document at a time.
ONE_DOCUMENT = threading.Lock()
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Age in hours up to which a colour (KML: aabbggrr) holds: two passes, a day, three days.
_AGES = ((12.0, "ff2f2fd3"), (24.0, "ff007cf5"), (72.0, "ff2dc0fb"), (float("inf"), "ff757575"))
_DRILL = "DIỄN TẬP / DRILL: "


def _text(value: Any) -> str:
    """Text that XML can hold and that simplekml escapes: it passes CDATA sections on as they are."""
    return _NOT_IN_XML.sub("", str(value)).replace("<![CDATA[", "< ![CDATA[")


def _html(value: Any) -> str:
    """Text inside an element; quotes stay, for programs that show descriptions as plain text."""
    return "" if value is None else html.escape(_text(value), quote=False)


def _description(record: Mapping[Any, Any]) -> str:
    """Google Earth shows a description as HTML, so each text is escaped here and once more in the XML."""
    rows = (f"<tr><td>{_html(name)}</td><td>{_html(value)}</td></tr>" for name, value in record.items())
    return f"<table>{''.join(rows)}</table>"


def _styles(now: datetime | None) -> list[simplekml.Style]:
    styles = []
    for _, colour in _AGES if now is not None else _AGES[:1]:
        style = simplekml.Style()
        style.iconstyle.icon.href = None
        style.iconstyle.color = colour
        style.iconstyle.scale = 0.6
        style.labelstyle.scale = 0
        styles.append(style)
    return styles


def _age_class(times: pd.Series, now: datetime | None) -> list[int]:
    if now is None:
        return [0] * len(times)
    hours = (pd.Timestamp(now) - times).dt.total_seconds() / 3600
    return [next(k for k, (most, _) in enumerate(_AGES) if age <= most) for age in hours]


def hotspots_kml(
    located: pd.DataFrame,
    *,
    name: str = "Canh Lửa",
    attribution: Iterable[str] = (),
    drill: bool = False,
    now: datetime | None = None,
) -> bytes:
    """One placemark with a time stamp per current hotspot; coloured by its age at `now` when that is given.

    Every text is escaped twice where it becomes HTML, so that a script in a source's text stays text.
    """
    rows = current(located)
    records = hotspot_rows(rows).to_dict("records")
    classes = _age_class(rows["time_utc"], now)
    words = " ".join(dict.fromkeys([FIRMS_ATTRIBUTION, *attribution]))
    with ONE_DOCUMENT:
        document = simplekml.Kml(name=_text((_DRILL if drill else "") + name), description=_html(words))
        styles = _styles(now)
        for place, record, age in zip(coordinates(rows), records, classes, strict=True):
            title = f"{_DRILL if drill else ''}{record['satellite']} {record['time_utc']}"
            point = document.newpoint(
                name=_text(title), coords=[tuple(place)], description=_description(record)
            )
            point.timestamp.when = record["time_utc"]
            point.style = styles[age]
        return document.kml(format=False).encode("utf-8")
