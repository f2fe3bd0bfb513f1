"""What tracks are judged on in this installation."""

from __future__ import annotations

from dashboard.services import services
from data.effort import Ground


def ground() -> Ground:
    """Its settings, its communes, and the folder of its raw files."""
    here = services()
    return Ground.of(here.profile, here.areas, drill=here.drill)
