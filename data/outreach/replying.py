"""What the other forces answer to an announcement: they confirm, decline, or add content of their own."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from data.access import permit
from data.agencies.act import Act
from data.outreach.acting import held, journalled, write
from data.outreach.errors import OutreachInvalid
from data.outreach.states import STATES
from data.store.tables import OUTREACH_REPLIES, outreach_reply

ACTION = "outreach.reply"


def reply(
    conn: Connection, event_id: int, agency_id: str, answer: str, act: Act, *, text: str = "", person: str
) -> int:
    """Keep an answer of an agency; content that it adds stands among the topics from then on.

    Raises
    ------
    data.access.Denied
        The actor may not speak for the agency.
    OutreachUnknown
    OutreachInvalid
        `problem`: reply_unknown, reply_not_asked (it is not announced, or over), reply_by_host,
        reply_without_content, reply_without_reason (declined), reply_nameless.
    """
    permit(act.who, ACTION, {"agency_id": agency_id}, conn=conn)
    found = held(conn, event_id, act, None, action="map.read")
    said, name = " ".join(text.split()), " ".join(person.split())
    problems = {
        "reply_unknown": answer not in OUTREACH_REPLIES,
        "reply_not_asked": not STATES[found["status"]].reply,
        "reply_by_host": agency_id == found["host_agency_id"],
        "reply_without_content": answer == "content" and not said,
        "reply_without_reason": answer == "declined" and not said,
        "reply_nameless": not name,
    }
    for problem, there in problems.items():
        if there:
            raise OutreachInvalid(problem=problem)
    row = {"event_id": event_id, "agency_id": agency_id, "reply": answer, "text": said, "person": name}
    kept = {"actor": act.who.name, "at": act.now}
    insertion = insert(outreach_reply).returning(outreach_reply.c.id)
    made = int(conn.execute(insertion, row | kept).scalar_one())
    journalled(conn, event_id, act, "replied", after=row)
    if answer == "content":
        topics = [*found["topics"], {"text": said, "agency_id": agency_id}]
        write(conn, found, {"topics": topics}, act, "content_added")
    return made
