"""Where patrols are worth it: a 500 m grid, a score whose parts are all shown, and a few zones made of it."""

from geo.suggesting.fire_years import first_moment
from geo.suggesting.fires import PastFires
from geo.suggesting.grid import Grid, grid_over
from geo.suggesting.ground import forest_on, villages_near
from geo.suggesting.rules import INCIDENT, NOT_VERIFIED, PARTS, Rules
from geo.suggesting.score import ABSENT, NO_WEIGHT, Known, Scored, score
from geo.suggesting.zones import Suggested, suggest

__all__ = [
    "ABSENT",
    "INCIDENT",
    "NOT_VERIFIED",
    "NO_WEIGHT",
    "PARTS",
    "Grid",
    "Known",
    "PastFires",
    "Rules",
    "Scored",
    "Suggested",
    "first_moment",
    "forest_on",
    "grid_over",
    "score",
    "suggest",
    "villages_near",
]
