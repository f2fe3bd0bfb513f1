"""The level of forest fire danger as the province and the rangers announce it, per commune."""

from data.danger_levels.announcing import Announcement, By, announce, correct, reinstate, withdraw
from data.danger_levels.levels import LEVELS, Level
from data.danger_levels.reading import (
    ANNOUNCED,
    EXPIRED,
    NOBODY_SAID,
    UNKNOWN,
    Standing,
    announcement,
    history,
    levels_at,
    newest_id,
)

__all__ = [
    "ANNOUNCED",
    "EXPIRED",
    "LEVELS",
    "NOBODY_SAID",
    "UNKNOWN",
    "Announcement",
    "By",
    "Level",
    "Standing",
    "announce",
    "announcement",
    "correct",
    "history",
    "levels_at",
    "newest_id",
    "reinstate",
    "withdraw",
]
