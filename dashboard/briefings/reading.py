"""A briefing as one reader may see it."""

from __future__ import annotations

from sqlalchemy import Connection

from dashboard.services import Services
from dashboard.wall.alarm_list import redaction_of
from data.access import Actor
from data.casework.documents.case_file import Letterhead, letterhead
from data.casework.documents.words import SHORT_BLANK
from data.wall.briefings import briefing_of
from data.wall.papers.telling import Told
from data.wall.redaction import redact

PAGE = "/briefings/{id:int}"
DOCX = "/briefings/{id:int}.docx"
MAP = "/briefings/{id:int}.png"
SCRIPT = "/briefings/print.js"


def address(pattern: str, briefing_id: int) -> str:
    """The address of one briefing."""
    return pattern.replace("{id:int}", str(briefing_id))


def told(conn: Connection, here: Services, who: Actor, briefing_id: int) -> Told:
    """What was frozen, by the table of redaction; whoever reads no names reads none of signers either.

    Raises
    ------
    data.wall.errors.BriefingUnknown
    """
    row, profile = briefing_of(conn, briefing_id), redaction_of(who)
    if profile != "full":
        row["signatures"] = [each | {"name": SHORT_BLANK, "remark": ""} for each in row["signatures"]]
    return Told(row, redact(row["content"], profile), here.profile.tz)


def head_of(conn: Connection, here: Services, found: Told) -> Letterhead:
    """Of the first signer's agency; of the installation's own before anybody has signed."""
    own = next((each["agency_id"] for each in found.row["signatures"] if each["agency_id"]), None)
    place = here.profile.name_vi.split(",")[0].strip()
    return letterhead(conn, own, place, found.row["taken_at"], here.profile.tz)


def file_name(here: Services, found: Told, ending: str) -> str:
    """ "ban-tin-2027-03-27-0702.docx", in a drill marked as one."""
    at = found.row["taken_at"].astimezone(found.tz)
    return f"{'DIEN-TAP_' if here.drill else ''}ban-tin-{at:%Y-%m-%d-%H%M}.{ending}"
