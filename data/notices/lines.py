"""A message as lines of text: what every channel with room for a letter shares."""

from __future__ import annotations

from datetime import datetime

from data.notices.message import Item, Message
from data.notices.phrases import ROMAN, phrase
from geo.vn2000 import to_vn2000, vietnamese_x_y

MOST_IN_FULL = 3
"""More duties than this stand one on a line: a letter of pages is not read."""


def local(message: Message, moment: datetime, *, short: bool = False) -> str:
    """14:36 28/03/2027, on the clock of the installation; without the year when short."""
    here = moment.astimezone(message.zone)
    return f"{here:%H:%M %d/%m}" if short else f"{here:%H:%M %d/%m/%Y}"


def decimal(item: Item) -> str:
    """21.64360, 103.66190: latitude first, about a metre."""
    return f"{item.latitude:.5f}, {item.longitude:.5f}"


def vn2000(item: Item) -> tuple[str, str]:
    """X (north) and Y (east) in whole metres."""
    if item.latitude is None or item.longitude is None:
        return "", ""
    pair = vietnamese_x_y(to_vn2000(item.longitude, item.latitude))
    return f"{float(pair.x):.0f}", f"{float(pair.y):.0f}"


def _number(value: float, language: str, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def far(metres: float, language: str) -> str:
    """350 m, 1,2 km."""
    if metres < 995:
        return f"{_number(round(metres, -1), language, 0)} m"
    return f"{_number(metres / 1000, language, 1)} km"


def place(item: Item, language: str) -> str:
    """What the nearest place is called; the computed middle of a commune says that it is one."""
    name = item.nearest_called
    return phrase(language, "centre", name=name) if name and item.nearest_is_centre else name


def near(item: Item, language: str) -> str:
    """The nearest place with distance and bearing; "" where none is known."""
    name = place(item, language)
    if not name:
        return ""
    if item.nearest_m is None or not item.nearest_wind:
        return name
    if item.nearest_m < 50:
        return phrase(language, "at", name=name)
    wind = phrase(language, item.nearest_wind)
    return phrase(language, "near", name=name, far=far(item.nearest_m, language), wind=wind)


def _communes(item: Item, language: str) -> str:
    now, before = ", ".join(item.communes), ", ".join(item.communes_before)
    if now and before and set(item.communes) != set(item.communes_before):
        return phrase(language, "communes_both", now=now, before=before)
    return phrase(language, "communes", now=now or before) if now or before else ""


def what(item: Item, language: str) -> str:
    """What it is, with the level where that is the matter itself."""
    said = phrase(language, item.what)
    return f"{said}: {ROMAN[item.level - 1]}" if item.kind == "danger_level" and item.level else said


def point(item: Item, language: str) -> list[str]:
    """The coordinates, both ways and as an address that phones open."""
    if item.latitude is None or item.longitude is None:
        said = item.kind == "danger_level" or item.together
        return [] if said else [phrase(language, "no_point")]
    x, y = vn2000(item)
    latitude, longitude = f"{item.latitude:.5f}", f"{item.longitude:.5f}"
    return [
        phrase(language, "coordinates", lat=latitude, lon=longitude),
        phrase(language, "vn2000", x=x, y=y),
        phrase(language, "geo", lat=latitude, lon=longitude),
    ]


def _place(item: Item, language: str) -> list[str]:
    where = "; ".join(part for part in (item.place_text, near(item, language)) if part)
    return [
        phrase(language, "where", text=where) if where else "",
        _communes(item, language),
        phrase(language, "plot", **item.plot) if item.plot else "",
        phrase(language, "owners", names="; ".join(item.owners)) if item.owners else "",
    ]


def window(message: Message, item: Item) -> str:
    """08:00 20/03/2027 – 11:30; with the day said again where it ends on another. "" where no time is set."""
    if item.window is None:
        return ""
    first, last = item.window
    begins, ends = (each.astimezone(message.zone) for each in (first, last))
    if first == last:
        return local(message, first)
    if begins.date() == ends.date():
        return f"{local(message, first)} – {ends:%H:%M}"
    return f"{local(message, first)} – {local(message, last)}"


def _together(message: Message, item: Item) -> list[str]:
    """When, who leads, what for, and who of the receiver's own people goes."""
    if not item.together:
        return []
    language, when = message.language, window(message, item)
    lines = {
        "field": phrase(language, f"field_{item.field}") if item.kind == "case" else "",
        "window": when,
        "lead": item.lead,
        "zones": "; ".join(item.zones),
        "topics": "; ".join(item.topics),
        "people": "; ".join(item.people),
    }
    return [phrase(language, name, text=text) for name, text in lines.items() if text]


def _seen(item: Item, language: str) -> list[str]:
    found = []
    if item.satellites and item.detections is not None:
        names = ", ".join(item.satellites)
        found.append(phrase(language, "satellites", names=names, count=item.detections))
    if item.area_ha is not None:
        name = "area_seen" if item.kind == "fire_event" else "area"
        found.append(phrase(language, name, area=_number(item.area_ha, language, 2)))
    found += [phrase(language, "spread")] if item.spread_risk else []
    found += [phrase(language, "houses")] if item.house_risk else []
    if item.kind == "fire_event":
        found.append(phrase(language, "evidence"))
    return found


def full(message: Message, item: Item) -> list[str]:
    """Everything about one duty, coordinates first."""
    language = message.language
    level = ROMAN[item.level - 1] if item.level else ""
    clocks = [f"- {phrase(language, name)}: {local(message, at)}" for name, at in item.clocks]
    deadline = phrase(language, "deadline", when=local(message, item.deadline_at))
    started = phrase(language, "started", when=local(message, item.started_at))
    valid = ""
    if item.valid is not None:
        first, last = (local(message, each) for each in item.valid)
        valid = phrase(language, "valid", first=first, last=last)
    lines = [
        *point(item, language),
        phrase(language, "what", what=what(item, language)),
        phrase(language, "code", code=item.code) if item.code else "",
        phrase(language, "summary", text=item.summary) if item.summary else "",
        *_together(message, item),
        *_place(item, language),
        *([phrase(language, "clocks"), *clocks] if clocks else []),
        valid,
        phrase(language, "level", roman=level) if level and item.kind != "danger_level" else "",
        *_seen(item, language),
        f"{deadline} ({started})",
        phrase(language, "holder", name=item.holder) if item.holder else "",
        phrase(language, "receiver", name=item.receiver),
        phrase(language, "basis", text=item.basis) if item.basis else "",
    ]
    return [line for line in lines if line]


def one_line(message: Message, item: Item, number: int) -> str:
    """One duty of a long message: still where, what, when and by when."""
    language = message.language
    coordinates = ""
    if item.latitude is not None and item.longitude is not None:
        x, y = vn2000(item)
        coordinates = f"{decimal(item)} (X {x} Y {y})"
    seen = next((at for name, at in reversed(item.clocks) if name in ("seen", "happened", "announced")), None)
    parts = [
        coordinates,
        what(item, language),
        item.code,
        window(message, item),
        item.place_text,
        near(item, language),
        ", ".join(item.communes or item.communes_before),
        "" if seen is None else local(message, seen, short=True),
        ROMAN[item.level - 1] if item.level and item.kind != "danger_level" else "",
        phrase(language, "before", when=local(message, item.deadline_at, short=True)),
    ]
    return f"{number}. " + " – ".join(part for part in parts if part)


def why(message: Message) -> str:
    """The line that tells why this comes, where it is not the first telling."""
    language = message.language
    if message.purpose == "withdrawal":
        known = {code: phrase(language, code) for code in ("emptied", "taken_back", "not_involved")}
        reasons = dict.fromkeys(known.get(each.reason, each.reason) for each in message.items if each.reason)
        return phrase(language, "withdrawn", reason="; ".join(reasons) or "–")
    if message.purpose == "reminder":
        return phrase(language, "reminder")
    if message.changed:
        return phrase(language, "changed")
    if message.purpose == "escalation":
        if message.late_agency:
            return phrase(language, "superior", name=message.late_agency)
        return phrase(language, "escalated")
    return ""
