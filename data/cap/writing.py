"""A message as XML, element by element in the order of the standard's schema."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from datetime import datetime, timedelta

from data.cap.message import Area, Info, Message
from data.cap.plain import legal

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"


def cap_time(moment: datetime) -> str:
    """2027-03-12T13:36:05+07:00. CAP 1.2, 3.3.2: never Z, and UTC itself is -00:00.

    Raises
    ------
    ValueError
        The moment has no time zone.
    """
    shift = moment.utcoffset()
    if shift is None:
        raise ValueError(f"'moment' should be aware, got naive {moment!r}")
    text = moment.replace(microsecond=0).isoformat()
    return text if shift != timedelta(0) else text[:-6] + "-00:00"


def _add(parent: ET.Element, name: str, text: str) -> None:
    """An element, unless there is nothing in it."""
    kept = legal(text)
    if kept.strip():
        ET.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = kept


def _add_pairs(parent: ET.Element, name: str, pairs: Iterable[tuple[str, str]]) -> None:
    for value_name, value in pairs:
        pair = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        ET.SubElement(pair, f"{{{NAMESPACE}}}valueName").text = legal(value_name)
        ET.SubElement(pair, f"{{{NAMESPACE}}}value").text = legal(value)


def _add_area(parent: ET.Element, area: Area) -> None:
    made = ET.SubElement(parent, f"{{{NAMESPACE}}}area")
    _add(made, "areaDesc", area.description)
    for ring in area.polygons:
        _add(made, "polygon", " ".join(f"{lat:.4f},{lon:.4f}" for lat, lon in ring))
    for lat, lon, radius in area.circles:
        _add(made, "circle", f"{lat:.5f},{lon:.5f} {radius:.2f}")
    _add_pairs(made, "geocode", area.geocodes)


def _add_info(parent: ET.Element, info: Info) -> None:
    made = ET.SubElement(parent, f"{{{NAMESPACE}}}info")
    _add(made, "language", info.language)
    _add(made, "category", info.category)
    _add(made, "event", info.event)
    for response in info.responses:
        _add(made, "responseType", response)
    for name in ("urgency", "severity", "certainty", "audience"):
        _add(made, name, getattr(info, name))
    _add_pairs(made, "eventCode", info.event_codes)
    _add(made, "effective", cap_time(info.effective))
    if info.onset is not None:
        _add(made, "onset", cap_time(info.onset))
    _add(made, "expires", cap_time(info.expires))
    _add(made, "senderName", info.sender_name)
    for name in ("headline", "description", "instruction", "contact"):
        _add(made, name, getattr(info, name))
    _add_pairs(made, "parameter", info.parameters)
    for area in info.areas:
        _add_area(made, area)


def to_xml(message: Message) -> bytes:
    """The message as a UTF-8 document; nothing in it is markup that was not written here."""
    root = ET.Element(f"{{{NAMESPACE}}}alert")
    _add(root, "identifier", message.identifier)
    _add(root, "sender", message.sender)
    _add(root, "sent", cap_time(message.sent))
    _add(root, "status", message.status)
    _add(root, "msgType", message.msg_type)
    for name in ("source", "scope", "restriction", "note"):
        _add(root, name, getattr(message, name))
    earlier = [f"{each.sender},{each.identifier},{cap_time(each.sent)}" for each in message.references]
    _add(root, "references", " ".join(earlier))
    _add(root, "incidents", " ".join(message.incidents))
    for info in message.infos:
        _add_info(root, info)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True, default_namespace=NAMESPACE)
    return text + b"\n"
