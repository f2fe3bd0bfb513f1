"""Where the command line finds a deployment's areas: a path, so that `geo` need not import `data`."""

from __future__ import annotations

import os
from pathlib import Path

_SHIPPED = Path(__file__).resolve().parents[2] / "data" / "profiles" / "quynh_nhai"


def default_areas() -> Path:
    """The areas of the profile in CANHLUA_PROFILE, else of the shipped one."""
    profile = os.environ.get("CANHLUA_PROFILE")
    return (Path(profile) if profile else _SHIPPED) / "areas"
