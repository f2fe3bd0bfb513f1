"""A message where there is room: e-mail, chat, a text to copy into Zalo, the body of a webhook."""

from __future__ import annotations

from data.notices.lines import MOST_IN_FULL, decimal, full, local, one_line, place, what, why, window
from data.notices.message import CODE, LINK, Message, Rendered
from data.notices.phrases import DRILL, phrase


def subject(message: Message) -> str:
    """One line: where first, what, which place, by when."""
    language = message.language
    marks = [DRILL] if message.drill else []
    if message.purpose == "withdrawal":
        marks.append(phrase(language, "withdrawn", reason="").split(":")[0])
    if message.purpose == "reminder":
        marks.append(phrase(language, "reminder").split(":")[0])
    if message.changed:
        marks.append(phrase(language, "changed").split(":")[0])
    if not message.items:
        return ": ".join([*marks, phrase(language, "test")])
    first = message.items[0]
    before = message.first_deadline
    due = "" if before is None else phrase(language, "before", when=local(message, before, short=True))
    if len(message.items) > 1:
        said = [phrase(language, "digest", count=len(message.items)), what(first, language), due]
    else:
        point = decimal(first) if first.latitude is not None else ""
        where = place(first, language) or first.place_text or ", ".join(first.communes)
        said = [point, what(first, language), window(message, first), where, due]
    return ": ".join([*marks, " – ".join(part for part in said if part)])


def _head(message: Message) -> list[str]:
    head = [phrase(message.language, "drill")] if message.drill else []
    if not message.items:
        head.append(phrase(message.language, "test"))
    return head


def _told(message: Message) -> list[str]:
    items = message.items
    if len(items) <= MOST_IN_FULL:
        blocks = [full(message, item) for item in items]
        if len(blocks) > 1:
            blocks = [[f"{n}.", *block] for n, block in enumerate(blocks, 1)]
        return [line for block in blocks for line in (*block, "")]
    lead = phrase(message.language, "digest_lead", count=len(items))
    return [lead, "", *(one_line(message, item, n) for n, item in enumerate(items, 1)), ""]


def _answer(message: Message) -> list[str]:
    if message.purpose in ("withdrawal", "test"):
        return []
    return [phrase(message.language, "ack_link", link=LINK)] if message.with_link else []


def body(message: Message) -> str:
    """The whole text. In it `LINK` stands for the address at which it is acknowledged."""
    reason = why(message)
    told = _told(message)
    # Coordinates first: of a single matter the reason for the message stands below them.
    single = len(message.items) == 1 and message.purpose != "withdrawal"
    lines = [*told, reason] if single and reason else [reason, "", *told] if reason else told
    text = "\n".join([*_head(message), *lines, *_answer(message)])
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip() + "\n"


def email(message: Message) -> Rendered:
    """For e-mail: a subject and plain text."""
    return Rendered(subject(message), body(message))


def chat(message: Message) -> Rendered:
    """For Zalo, Telegram and webhooks, and to be copied into Zalo by hand: no subject of its own."""
    return Rendered("", body(message))


def copied(message: Message, link: str | None, code: str | None = None) -> str:
    """The text that a person copies into Zalo, complete with the link (without it where there is none)."""
    text = body(message)
    if link is None:
        text = "\n".join(line for line in text.splitlines() if LINK not in line)
    return text.replace(LINK, link or "").replace(CODE, code or "").strip() + "\n"
