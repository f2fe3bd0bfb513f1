"""This installation as the outbox sees it: for pages that show or make messages."""

from __future__ import annotations

from dashboard.services import services
from data.notices.office import Office, office_of
from data.notices.settings import read_channels


def office() -> Office:
    """Channels, limits and names of the installation that is served.

    Raises
    ------
    ChannelsInvalid
        The environment names a channel that cannot work.
    """
    here = services()
    return office_of(here.profile, here.areas, read_channels(drill=here.drill))
