"""What comes back from messages, without an account: the link, the SMS, and a drill's outbox."""

from __future__ import annotations

from starlette.routing import Route

from dashboard.notices import ack, outbox_page, sms


def routes() -> list[Route]:
    """Everything about messages that is no page of Streamlit."""
    return [*ack.routes(), *sms.routes(), *outbox_page.routes()]
