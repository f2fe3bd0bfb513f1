"""The feed of messages: Atom 1.0 (RFC 4287), pages by RFC 5005."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from data.cap.chain import Link
from data.cap.issuer import Issuer
from data.cap.message import identifier_of, local_second
from data.cap.phrases import phrase
from data.cap.plain import legal
from data.cap.settings import DEFAULT_SENDER
from data.cap.telling import description, headline
from data.cap.writing import MEDIA_TYPE

NAMESPACE = "http://www.w3.org/2005/Atom"
FEED_TYPE = "application/atom+xml"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without messages was changed."""
_AUTHORITY = re.compile(r"([\w.+-]+@)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True)
class Entry:
    """One message in the feed, told shortly; `href` is where the whole is."""

    identifier: str
    sent: datetime
    msg_type: str
    status: str
    title: str
    summary: str
    href: str


@dataclass(frozen=True)
class Feed:
    """One page: `first_page` is the newest, `next_page` holds what is older (None: nothing in the window)."""

    language: str
    self_link: str
    first_page: str
    next_page: str | None
    entries: Sequence[Entry]


def entry_of(link: Link, issuer: Issuer, language: str, href: str) -> Entry:
    """The entry of a message."""
    return Entry(
        identifier=identifier_of(link.row, issuer.zone, exercise=issuer.exercise),
        sent=local_second(link.row["recorded_at"], issuer.zone),
        msg_type=link.msg_type,
        status="Exercise" if issuer.exercise else "Actual",
        title=headline(link, issuer, language),
        summary=description(link, issuer, language),
        href=href,
    )


def _id(issuer: Issuer, name: str) -> str:
    """A tag URI (RFC 4151): stable wherever the program is served from."""
    authority = issuer.sender if _AUTHORITY.fullmatch(issuer.sender) else DEFAULT_SENDER
    return f"tag:{authority},2026:{issuer.profile_id}/{name}"


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, attributes)
    made.text = legal(text) if text is not None else None
    return made


def _add_entry(root: ET.Element, entry: Entry, issuer: Issuer) -> None:
    made = _add(root, "entry")
    _add(made, "id", _id(issuer, f"cap/{entry.identifier}"))
    _add(made, "title", entry.title)
    _add(made, "updated", entry.sent.isoformat())
    _add(made, "published", entry.sent.isoformat())
    _add(made, "link", rel="alternate", type=MEDIA_TYPE, href=entry.href)
    _add(made, "category", scheme="urn:oasis:names:tc:emergency:cap:1.2:msgType", term=entry.msg_type)
    _add(made, "category", scheme="urn:oasis:names:tc:emergency:cap:1.2:status", term=entry.status)
    _add(made, "summary", entry.summary)


def feed_xml(feed: Feed, issuer: Issuer) -> bytes:
    """The page as a UTF-8 document."""
    # By hand: ElementTree has no default namespace for a document with attributes.
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    title = phrase(feed.language, "sender", name=issuer.name(feed.language))
    if issuer.exercise:
        title = f"{phrase(feed.language, 'exercise')}. {title}"
    _add(root, "id", _id(issuer, "dientap/cap" if issuer.exercise else "cap"))
    _add(root, "title", title)
    newest = max((entry.sent for entry in feed.entries), default=NEVER)
    _add(root, "updated", newest.isoformat())
    _add(_add(root, "author"), "name", phrase(feed.language, "sender", name=issuer.name(feed.language)))
    _add(root, "link", rel="self", type=FEED_TYPE, href=feed.self_link)
    _add(root, "link", rel="first", type=FEED_TYPE, href=feed.first_page)
    if feed.next_page:
        _add(root, "link", rel="next", type=FEED_TYPE, href=feed.next_page)
    for entry in feed.entries:
        _add_entry(root, entry, issuer)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
