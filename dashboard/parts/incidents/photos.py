"""Photos of an incident: of what patrols found that became it, and of its checks. Whoever may see those of
checks may see them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import formats
from dashboard.access import who
from dashboard.field import told_verdict
from dashboard.parts import actor_words
from dashboard.parts.html import html
from dashboard.parts.photo_figure import figure
from dashboard.parts.ways import way
from dashboard.services import services
from dashboard.words import _
from data.access import may_ever
from data.casework.documents.checks import checks_of
from data.casework.documents.patrol_findings import patrol_findings_of
from data.checking.act import REVIEW, VERDICT
from data.incidents import events_of
from data.incidents.reading import parts_of
from data.patrols.act import FOLLOW
from data.store.engine import reading


def may_see() -> bool:
    """Whether photos from the ground are shown to this visitor."""
    return may_ever(who(), VERDICT)


def found_by_patrols(conn: Connection, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What patrols found that became this incident, or one that is part of it."""
    return patrol_findings_of(conn, [each["code"] for each in (row, *parts_of(conn, row["id"]))])


def finder(found: Mapping[str, Any]) -> str:
    """Who found it."""
    return found["person"] or actor_words.actor(found["actor"])


def thumbnails(photos: Sequence[Mapping[str, Any]], more: str = "") -> str:
    """Small pictures in a line of the timeline, then `more` (HTML)."""
    shown = "".join(
        f'<a href="/m/photo/{photo["id"]}.jpg" target="_blank"><img loading="lazy" '
        f'src="/m/photo/{photo["id"]}.jpg?size=small" alt="{escape(photo["name"], quote=True)}"></a>'
        for photo in photos
    )
    return f'<div class="pictures">{shown}{more}</div>'


def link(text: str, href: str) -> str:
    """HTML of the way to another page of ours."""
    return f'<a href="{escape(href, quote=True)}" target="_self">{escape(text)}</a>'


def patrol_link(found: Mapping[str, Any], text: str) -> str:
    """The way to the patrol's sheet; the plain text for those who follow no patrols."""
    if not may_ever(who(), FOLLOW):
        return escape(text)
    return link(text, way("planning", patrol=str(found["patrol_id"])))


def check_link(check: Mapping[str, Any], text: str) -> str:
    """The way to a check's sheet."""
    return link(text, way("checking", event=check["event_id"]))


def _of_patrols(found: Sequence[Mapping[str, Any]], *, original: bool) -> list[str]:
    figures = []
    for each in found:
        who_when = f"{finder(each)}, {formats.moment(each['happened_at'])}"
        origin = f"<b>{patrol_link(each, each['patrol'])}</b><i>{escape(who_when)}</i>"
        figures += [_figure(photo, origin, original=original) for photo in each["photos"]]
    return figures


def _of_checks(checks: Sequence[Mapping[str, Any]], *, original: bool) -> list[str]:
    figures = []
    for each in checks:
        named = check_link(each, _("Kết quả xác minh số {reference}", reference=each["id"]))
        origin = f"<b>{named}</b><i>{escape(formats.moment(each['observed_at']))}</i>"
        for photo in each["photos"]:
            patrol = f"<i>{patrol_link(photo, photo['patrol'])}</i>" if photo["patrol"] else ""
            figures.append(_figure(photo, origin + patrol, original=original))
    return figures


def _figure(photo: Mapping[str, Any], origin: str, *, original: bool) -> str:
    told = told_verdict.photo(photo)
    if told["taken"]:
        told["taken"] = _("chụp {when}", when=told["taken"])
    return figure(told, original=original, origin=origin)


def show(row: Mapping[str, Any]) -> None:
    """Draw them; nothing where there are none, or none that this visitor may see."""
    if not may_see():
        return
    with reading(services().engine) as conn:
        found, checks = found_by_patrols(conn, row), checks_of(conn, events_of(conn, row["id"]))
    original = may_ever(who(), REVIEW)
    figures = [*_of_patrols(found, original=original), *_of_checks(checks, original=original)]
    if figures:
        st.subheader(_("Ảnh từ hiện trường"))
        html(f'<div class="cl-photos">{"".join(figures)}</div>')
