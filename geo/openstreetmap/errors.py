"""Ways in which an Overpass server does not answer a question. What was there before stays as it is."""

# ruff: noqa: N818 -- named for what happened, as geo.errors
from __future__ import annotations

from geo.errors import GeoError, Unreachable


class OverpassUnreachable(Unreachable):
    """No network, no such name, no answer in time, or an answer that broke off."""

    code = "overpass_unreachable"
    sentence = "{source} cannot be reached ({reason}); what is there stays as it is"


class OverpassBusy(OverpassUnreachable):
    """Too many questions (429), no room (504, out of time or memory), or another fault of the server.

    With status 200 too: the answer then says so in its `remark`, or is a page, and is not complete.
    """

    code = "overpass_busy"
    sentence = "{source} is too busy or has a fault ({reason}): try again later; what is there stays as it is"


class OverpassUnreadable(GeoError):
    """An answer that is none of an Overpass server's."""

    code = "overpass_unreadable"
    sentence = "The answer of {source} cannot be read: {reason}"


class OverpassEmpty(OverpassUnreadable):
    """An answer without a single thing of the kind asked for."""

    code = "overpass_empty"
    sentence = "{source} knows nothing of that kind in the area; what is there stays as it is"
