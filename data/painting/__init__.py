"""Maps as pictures for paper, drawn without internet: no tile is asked of anybody."""

from data.painting.layers import Layers, Points, Shapes, around
from data.painting.painting import paint

__all__ = ["Layers", "Points", "Shapes", "around", "paint"]
