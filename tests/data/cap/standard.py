"""What CAP 1.2 demands of a message (OASIS, 1 July 2010), as checks that share nothing with its writer.

The schema beside this file holds the shape; here are the rules that a schema cannot say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from lxml import etree

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
_IN = {"c": CAP}


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(Path(__file__).with_name("cap12.xsd"))))


def parsed(xml: bytes) -> etree._Element:
    """The document, read by a parser that repairs nothing and asks nobody."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, recover=False))


def texts(node: etree._Element, path: str) -> list[str]:
    """The texts at a path of CAP's names, such as "info/area/circle"."""
    return [each.text or "" for each in node.findall("/".join(f"c:{part}" for part in path.split("/")), _IN)]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _references(alert: etree._Element) -> Iterator[str]:
    found, kind = texts(alert, "references"), texts(alert, "msgType")[0]
    if kind in ("Update", "Cancel", "Ack", "Error") and not found:
        yield f"a message of type {kind} names no earlier one"
    if kind == "Alert" and found:
        yield "an Alert has references"
    own = (texts(alert, "sender")[0], texts(alert, "identifier")[0])
    met = set()
    for triple in " ".join(found).split():
        sender, identifier, sent = triple.split(",")
        if (sender, identifier) == own:
            yield "it refers to itself"
        if triple in met:
            yield f"it refers to {triple} twice"
        met.add(triple)
        if _at(sent) > _at(texts(alert, "sent")[0]):
            yield f"it refers to {triple}, which was sent later"


def _scope(alert: etree._Element) -> Iterator[str]:
    scope = texts(alert, "scope")[0]
    if (scope == "Restricted") != bool(texts(alert, "restriction")):
        yield "restriction is there exactly when the scope is Restricted"
    if scope == "Private" and not texts(alert, "addresses"):
        yield "a private message names its addresses"
    if texts(alert, "msgType")[0] in ("Cancel", "Error") and not texts(alert, "note"):
        yield "a Cancel or Error explains itself in note"
    if texts(alert, "status")[0] == "Exercise" and not texts(alert, "note"):
        yield "an exercise names itself in note"


def _times(alert: etree._Element) -> Iterator[str]:
    moments = [each for each in alert.iter() if isinstance(each.tag, str)]
    for each in moments:
        if etree.QName(each).localname in ("sent", "effective", "onset", "expires"):
            text = each.text or ""
            if text.endswith("+00:00"):
                yield f"UTC is written -00:00, not {text}"
            if abs(_at(text).utcoffset() or timedelta()) > timedelta(hours=14):
                yield f"{text} has an offset that no place has"
    for info in alert.findall("c:info", _IN):
        for last in texts(info, "expires"):
            for first in texts(info, "effective"):
                if _at(last) < _at(first):
                    yield f"it runs out at {last}, before it holds at {first}"


def _degrees(lat: str, lon: str) -> Iterator[str]:
    if not (-90 <= float(lat) <= 90 and -180 <= float(lon) <= 180):
        yield f"{lat},{lon} is no latitude and longitude"


def _areas(alert: etree._Element) -> Iterator[str]:
    for text in texts(alert, "info/area/polygon"):
        points = [tuple(point.split(",")) for point in text.split()]
        if points[0] != points[-1]:
            yield f"a polygon is not closed: {points[0]} … {points[-1]}"
        if len(set(points)) < 3:
            yield "a polygon has fewer than three corners"
        for lat, lon in points:
            yield from _degrees(lat, lon)
    for text in texts(alert, "info/area/circle"):
        centre, radius = text.split()
        yield from _degrees(*centre.split(","))
        if not 0 <= float(radius) < 20_000:  # an example of the standard has 0: a point
            yield f"a circle has a radius of {radius} km"
    for area in alert.findall("c:info/c:area", _IN):
        named = texts(area, "geocode/valueName"), texts(area, "geocode/value")
        pairs = list(zip(*named, strict=True))
        if len(pairs) != len(set(pairs)):
            yield "an area has the same geocode twice"


def _infos(alert: etree._Element) -> Iterator[str]:
    languages = texts(alert, "info/language")
    if len(set(languages)) != len(languages):
        yield "two info blocks in one language"
    same = ("category", "urgency", "severity", "certainty", "eventCode/value", "responseType", "expires")
    infos = alert.findall("c:info", _IN)
    for path in same:  # 3.2.2: blocks of one alert in two languages tell the same
        if len({tuple(texts(info, path)) for info in infos}) > 1:
            yield f"{path} differs between languages"
    for info in infos:
        if len(set(texts(info, "responseType"))) != len(texts(info, "responseType")):
            yield "a response type twice"
        if any(len(text) > 160 for text in texts(info, "headline")):
            yield "a headline of more than 160 characters"


def _incidents(alert: etree._Element) -> Iterator[str]:
    for text in texts(alert, "incidents"):
        if not re.fullmatch(r'(?:[^\s"]+|"[^"]+")(?: (?:[^\s"]+|"[^"]+"))*', text):
            yield f"incidents are not names separated by spaces: {text!r}"


def problems(xml: bytes) -> list[str]:
    """Everything that is wrong with a message; empty for a good one."""
    try:
        alert = parsed(xml)
    except etree.XMLSyntaxError as error:
        return [f"not well-formed: {error}"]
    if alert.getroottree().docinfo.doctype:
        return ["CAP has no document type"]
    if not _schema().validate(alert):
        return [str(error.message) for error in _schema().error_log]
    if alert.xpath("//@*[namespace-uri() = '']"):
        return ["CAP has no attributes"]
    checks = (_references, _scope, _times, _areas, _infos, _incidents)
    return [problem for check in checks for problem in check(alert)]
