"""Every way in which land cover cannot be had. Whatever happens, the layer that is there stays as it is."""

# ruff: noqa: N818 -- named for what happened, as geo.errors
from __future__ import annotations

from geo.errors import GeoError, Unreachable

_STAYS = "the forest layer stays as it is"


class LandCoverError(GeoError):
    """An answer that came and is no use."""

    code = "landcover_error"
    sentence = f"The land cover cannot be used; {_STAYS}"


class LandCoverUnreachable(Unreachable):
    """No network, no such name, connection refused or broken off."""

    code = "landcover_unreachable"
    sentence = f"{{source}} cannot be reached ({{reason}}); {_STAYS}"


class LandCoverTimedOut(LandCoverUnreachable):
    """No complete answer in time: no connection, no first byte, or a body that only drips."""

    code = "landcover_timed_out"
    sentence = f"{{source}} did not answer completely within {{seconds}} s; {_STAYS}"


class LandCoverServerFailed(LandCoverUnreachable):
    """Status 429 or 5xx, again and again."""

    code = "landcover_server_failed"
    sentence = f"{{source}} answered with status {{status}}, a fault or a crowd there; {_STAYS}"


class LandCoverRefused(LandCoverUnreachable):
    """Any other status that is no file: 401, 403, a redirect without end, …"""

    code = "landcover_refused"
    sentence = f"{{source}} answered with status {{status}} instead of a file; {_STAYS}"


class LandCoverTruncated(LandCoverUnreachable):
    """Fewer bytes than announced, again and again."""

    code = "landcover_truncated"
    sentence = f"{{source}} broke off after {{received}} of {{announced}} bytes; {_STAYS}"


class LandCoverMissing(LandCoverError):
    """Status 404, or no such file on this machine: WorldCover has no tile there, or the address is wrong."""

    code = "landcover_missing"
    sentence = f"There is no file at {{source}}: check the address in the profile; {_STAYS}"


class LandCoverWithoutRanges(LandCoverError):
    """A server that sends only whole files. A tile has about 100 MB, so it is not taken."""

    code = "landcover_without_ranges"
    sentence = f"{{source}} is on a server that cannot send parts of a file (HTTP Range); {_STAYS}"


class LandCoverChanged(LandCoverError):
    """Another file stood at the address in the middle of the reading."""

    code = "landcover_changed"
    sentence = f"{{source}} was replaced while it was read: try again; {_STAYS}"


class LandCoverTooLarge(LandCoverError):
    """More bytes or more pixels than are read at once."""

    code = "landcover_too_large"
    sentence = f"The area asked of {{source}} needs {{amount}} {{unit}}, at most {{limit}}; {_STAYS}"


class LandCoverNotATiff(LandCoverError):
    """A web page, a message, or a file of another kind; `begins` is how it begins."""

    code = "landcover_not_a_tiff"
    sentence = f"{{source}} is no GeoTIFF but begins with {{begins}}; {_STAYS}"


class LandCoverDamaged(LandCoverError):
    """A TIFF whose inside contradicts itself or cannot be unpacked."""

    code = "landcover_damaged"
    sentence = f"{{source}} is damaged ({{reason}}); {_STAYS}"


class LandCoverWrongRaster(LandCoverError):
    """A GeoTIFF, but not a WorldCover tile; `reason` says where it differs."""

    code = "landcover_wrong_raster"
    sentence = f"{{source}} is no WorldCover tile: {{reason}}; {_STAYS}"


class LandCoverEmpty(LandCoverError):
    """No tree at all, or no data at all, in the area: more likely a mistake than the truth."""

    code = "landcover_empty"
    sentence = f"{{source}} shows no tree cover in the area; {_STAYS}"
