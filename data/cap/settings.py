"""Who sends, for whom, and how long a message holds: the table ``[cap]`` of a profile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from data.toml_table import Table

DEFAULT_SENDER = "canhlua.local"
SCOPES = ("Restricted", "Public")
"""Private is not offered: it needs a list of addresses, and who may read the feed is decided at the door."""
_IDENTIFYING = re.compile(r"[^\s,<&]+")
"""CAP 1.2, 3.2.1: identifier and sender have no spaces, commas, < or &: they are parts of `references`."""


@dataclass(frozen=True)
class CapSettings:
    """The table ``[cap]`` of a profile.

    sender
        Unique in the world: a mail address or a host's name. None: the host of `CANHLUA_PUBLIC_URL`.
    scope
        Restricted, because these messages are for agencies; Public where a province has decided to publish.
    restriction
        What a restricted message says of its readers.
    expires_hours
        How long a message about a fire holds: night and day passes lie up to 25 h 42 min apart, so by then
        the place was looked at again. An announced level holds as long as it was announced for.
    """

    sender: str | None = None
    scope: str = "Restricted"
    restriction: str = (
        "Chỉ dành cho các lực lượng, cơ quan phối hợp phòng cháy, chữa cháy rừng; không đăng công khai."
        " / For the cooperating forces and agencies only; not for publication."
    )
    expires_hours: float = 26.0


def read_cap(table: Table) -> CapSettings:
    """Check the table ``[cap]`` of a profile; what it leaves out has its default.

    Raises
    ------
    ProfileError
        A key is unknown, or has an impossible value.
    """
    default = CapSettings()
    sender = table.text("sender") if table.has("sender") else default.sender
    if sender is not None and not _IDENTIFYING.fullmatch(sender):
        raise table.error("sender", f"must be without spaces, commas, < and &, got {sender!r}")
    scope = table.text("scope") if table.has("scope") else default.scope
    if scope not in SCOPES:
        raise table.error("scope", f"should be one of {', '.join(SCOPES)}, got {scope!r}")
    settings = CapSettings(
        sender=sender,
        scope=scope,
        restriction=table.text("restriction") if table.has("restriction") else default.restriction,
        expires_hours=(
            table.number("expires_hours", above=0) if table.has("expires_hours") else default.expires_hours
        ),
    )
    table.refuse_unknown()
    return settings


def sender_for(settings: CapSettings, public_url: str | None) -> str:
    """The profile's sender, else the host of the installation's address, else `DEFAULT_SENDER`."""
    host = urlsplit(public_url).hostname if public_url else None
    return settings.sender or host or DEFAULT_SENDER
