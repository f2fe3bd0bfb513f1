"""From a row to a message. A pure function: the same row, chain and issuer give the same message for ever."""

from __future__ import annotations

import re
from datetime import datetime

from data.cap import telling
from data.cap.areas import areas_of
from data.cap.chain import Link, Row, expires_at, moment
from data.cap.grading import grade
from data.cap.issuer import Issuer
from data.cap.message import Info, Message, Reference, identifier_of, local_second
from data.cap.phrases import LANGUAGES, phrase
from data.cap.plain import one_line

VALUE_NAME = "canhlua"
"""Before the name of every parameter and event code, which CAP leaves to each system."""
_CODE = re.compile(r"[0-9A-Za-zĐđ_./-]{1,40}")
_FIGURES = ("detections", "max_frp_mw", "area_ha")


def _reference(row: Row, issuer: Issuer) -> Reference:
    return Reference(
        issuer.sender,
        identifier_of(row, issuer.zone, exercise=issuer.exercise),
        local_second(row["recorded_at"], issuer.zone),
    )


def _incidents(row: Row) -> tuple[str, ...]:
    """Codes of the incident that it is about: they tie a satellite's fire to a caller's."""
    told = row["told"]
    named = [told.get("incident")] + ([told.get("code")] if row["matter_kind"] == "incident" else [])
    codes = [each for each in named if isinstance(each, str) and _CODE.fullmatch(each)]
    return tuple(dict.fromkeys(codes))


def _source(row: Row) -> str:
    """What knew it first: satellites, people, or the announcing document."""
    if row["matter_kind"] == "danger_level":
        return one_line(row["told"].get("source"), 200)
    if row["matter_kind"] != "fire_event":
        return ""
    names = row["told"].get("satellites")
    return ", ".join(one_line(each, 20) for each in names) if isinstance(names, list) else ""


def _onset(row: Row) -> datetime | None:
    told = row["told"]
    if row["matter_kind"] == "danger_level":
        return moment(told.get("valid_from")) or row["since"]
    return row["happened_at"] or moment(told.get("first_seen")) or row["seen_at"] or row["known_at"]


def _parameters(row: Row, issuer: Issuer) -> tuple[tuple[str, str], ...]:
    """The clocks and figures once more, for programs."""
    found = [(name, local_second(row[name], issuer.zone).isoformat()) for name in telling.CLOCKS if row[name]]
    found += [("ruling_clock", row["clock"]), ("since", local_second(row["since"], issuer.zone).isoformat())]
    found += [("forest", row["forest"]), ("place", row["place"])]
    found += [("level", str(row["level"]))] if row["level"] is not None else []
    for name in _FIGURES:
        value = telling.number(row["told"].get(name))
        if value is not None:
            found.append((name, f"{value:g}"))
    return tuple((f"{VALUE_NAME}:{name}", value) for name, value in found)


def _info(link: Link, issuer: Issuer, language: str) -> Info:
    row, graded = link.row, grade(link)
    onset = _onset(row)
    return Info(
        language=LANGUAGES[language],
        event=telling.event(row, language),
        responses=graded.responses,
        urgency=graded.urgency,
        severity=graded.severity,
        certainty=graded.certainty,
        audience=phrase(language, "audience"),
        event_codes=((VALUE_NAME, row["subkind"] or row["matter_kind"]),),
        effective=local_second(row["recorded_at"], issuer.zone),
        onset=local_second(onset, issuer.zone) if onset else None,
        expires=local_second(expires_at(row, issuer.settings.expires_hours), issuer.zone),
        sender_name=phrase(language, "sender", name=issuer.name(language)),
        headline=telling.headline(link, issuer, language),
        description=telling.description(link, issuer, language),
        instruction=telling.instruction(link, language),
        contact=phrase(language, "contact"),
        parameters=_parameters(row, issuer),
        areas=areas_of(row, issuer, language),
    )


def compose(link: Link, issuer: Issuer) -> Message:
    """The message of a row.

    Parameters
    ----------
    link
        From `data.cap.chain.links`.
    issuer
        Whose outlines, names and sender it carries.
    """
    here = _reference(link.row, issuer)
    restricted = issuer.settings.scope == "Restricted"
    note = [phrase("vi", "exercise")] if issuer.exercise else []
    note += [telling.over(link, "vi")] if link.msg_type == "Cancel" else []
    return Message(
        identifier=here.identifier,
        sender=here.sender,
        sent=here.sent,
        status="Exercise" if issuer.exercise else "Actual",
        msg_type=link.msg_type,
        source=_source(link.row),
        scope=issuer.settings.scope,
        restriction=issuer.settings.restriction if restricted else "",
        note=". ".join(note),
        references=tuple(_reference(each, issuer) for each in link.references),
        incidents=_incidents(link.row),
        infos=tuple(_info(link, issuer, language) for language in LANGUAGES),
    )
