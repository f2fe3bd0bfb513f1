"""A message as one SMS: 160 characters of the GSM alphabet, no diacritics, up to three places, "+N", a code.

Any letter with a Vietnamese diacritic would halve the room (70 characters). A link would take half of it, and
people should not learn to open links from unknown senders: the answer is a code.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.notices.lines import local, place
from data.notices.message import CODE, Item, Message, Rendered
from data.notices.phrases import DRILL_BARE, ROMAN, phrase
from geo.names import fold

MOST = 160
"""Septets of one SMS (3GPP TS 23.038)."""
NAMED = 3
"""DOMAIN.md 9: three fires at most in one SMS, then "+N"."""
LONGEST_CODE = 12
"""Of the column `notice.code`: room for it is kept while the text is made."""
# The letters of GSM 03.38's basic table that ASCII has too; the rest of ASCII takes two septets or is absent.
GSM = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \n@$_!\"#%&'()*+,-./:;<=>?")


def bare(text: str) -> str:
    """The text without diacritics, in letters that every phone shows and that take one septet each."""
    letters = []
    for letter in text:
        plain = letter if letter.isascii() else " " if letter.isspace() else fold(letter)
        upper = letter.isupper() and not letter.isascii()
        letters.append(plain.upper() if upper else plain)
    joined = "".join(letters).replace("[", "(").replace("]", ")").replace("\n", " ")
    return " ".join("".join(c if c in GSM else " " for c in joined).split())


def _shortened(name: str, most: int) -> str:
    """A name within `most` letters, cut at a word where one ends."""
    if len(name) <= most:
        return name
    cut = name[:most]
    return (cut.rsplit(" ", 1)[0] if " " in cut[3:] else cut).rstrip(" ,.-")


def _coordinates(item: Item) -> str:
    # Four decimals are 11 m: nearer than any satellite, and nearer than somebody who looks at smoke.
    return "" if item.latitude is None else f"{item.latitude:.4f},{item.longitude:.4f}"


def _name(item: Item) -> str:
    return bare(item.nearest_name or item.place_text or ", ".join(item.communes or item.communes_before))


def _what(message: Message, item: Item) -> str:
    language = message.language
    if item.kind == "fire_event" and item.what != "fire_event_permanent":
        return phrase(language, "sms_fire_event")
    said = bare(phrase(language, item.what))
    if item.window is not None:
        return f"{said} {local(message, item.window[0], short=True)}"
    return f"{said} {ROMAN[item.level - 1]}" if item.kind == "danger_level" and item.level else said


def _place(message: Message, item: Item, most: int, *, short: bool = False) -> str:
    """Where, what and which place; short: without what, where there is a point to go to."""
    said = "" if short and item.latitude is not None else _what(message, item)
    whole = bare(place(item, message.language))
    name = whole if whole and len(whole) <= most else _shortened(_name(item), most)
    parts = (_coordinates(item), said, name)
    return " ".join(part for part in parts if part)


def _head(message: Message) -> str:
    language = message.language
    said = [f"{DRILL_BARE}."] if message.drill else []
    if message.purpose in ("reminder", "withdrawal"):
        said.append(phrase(language, f"sms_{message.purpose}"))
    if message.changed:
        said.append(phrase(language, "sms_changed"))
    if message.late_agency and message.purpose == "escalation":
        said.append(phrase(language, "sms_superior"))
    if not message.items:
        said.append(bare(phrase(language, "test")))
    if len(message.items) > 1:
        said.append(phrase(language, "sms_count", count=len(message.items)))
    return " ".join(said)


def _tail(message: Message) -> str:
    language, before = message.language, message.first_deadline
    said = []
    if before is not None and message.purpose != "withdrawal":
        said.append(phrase(language, "sms_before", when=local(message, before, short=True)))
    if message.purpose not in ("withdrawal", "test"):
        said.append(phrase(language, "sms_reply", code=CODE))
    return ". ".join(said)


def _more(item: Item, language: str) -> list[str]:
    """What a single matter adds while there is room: the most useful first."""
    found = [item.code] if item.together and item.code else []
    found += (
        [phrase(language, "sms_level", roman=ROMAN[item.level - 1])]
        if item.level and item.kind != "danger_level"
        else []
    )
    if item.communes and not bare(item.communes[0]).endswith(_name(item)):
        found.append(bare(item.communes[0]))
    if item.nearest_m is not None and item.nearest_wind and item.nearest_name:
        found.append(f"{item.nearest_m / 1000:.1f}km {bare(phrase(language, item.nearest_wind))}")
    if item.house_risk:
        found.append(bare(phrase(language, "houses")))
    return found


def _ways(message: Message) -> Iterator[str]:
    """The texts from the richest to the poorest; the last always fits."""
    head, tail, items, language = _head(message), _tail(message), message.items, message.language

    def joined(*middle: str) -> str:
        return " ".join(part for part in (head, ". ".join(m for m in (*middle, tail) if m)) if part)

    if not items:
        yield joined()
    if len(items) == 1:
        more = _more(items[0], language)
        for count in range(len(more), -1, -1):
            yield joined(", ".join([_place(message, items[0], 40), *more[:count]]))
    for named in range(min(NAMED, len(items)), 0, -1):
        left = len(items) - named
        plus = f"; +{left}" if left else ""
        for most in (24, 18, 14, 10, 6):
            yield joined("; ".join(_place(message, each, most) for each in items[:named]) + plus)
            yield joined("; ".join(_place(message, each, most, short=True) for each in items[:named]) + plus)
    yield joined()


def sms(message: Message) -> Rendered:
    """The richest text that fits, with `CODE` where the reply code will stand."""
    for text in _ways(message):
        if len(text.replace(CODE, "0" * LONGEST_CODE)) <= MOST:
            return Rendered("", text)
    raise AssertionError("the poorest text of an SMS is short")  # pragma: no cover
