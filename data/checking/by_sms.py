"""A verdict that came by SMS, as the same record that every other way makes."""

from __future__ import annotations

from datetime import datetime

from data.checking.saying import Verdict
from data.checking.sms_words import SmsVerdict


def verdict_from_sms(
    said: SmsVerdict, event_id: str, *, name: str, phone: str, received_at: datetime, message_id: str
) -> Verdict:
    """What `data.checking.verdicts.record` takes.

    Parameters
    ----------
    event_id
        Of the matter that the code's message was about.
    name, phone
        Of the focal point whose telephone it is: an SMS says neither.
    message_id
        Of the gateway: the same SMS delivered twice is stored once.
    """
    return Verdict(
        draft_id=f"sms-{message_id}"[:40],
        event_id=event_id,
        kind=said.kind,
        description=said.text,
        name=name,
        phone=phone,
        observed_at=received_at,
        searched_share=said.share,
        is_out=said.is_out,
        channel="sms",
    )
