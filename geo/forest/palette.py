"""Colours of forest on the map, by state group and by function.

Chosen by search so that any two of one colouring, and each against the colours of hotspots' ages, stay apart
for people with protanopia, deuteranopia and tritanopia too, on light and on dark ground (a test measures it).
No reds, oranges and yellows: those are fire's.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.forest.cells import CLASSES, FUNCTION_CLASSES, GROUP_CLASSES, OUTLINE

OPACITY = 0.68
"""With which the map lays forest over its ground; the palette is judged at it."""

GROUP_COLOURS = {
    "natural": "#0f692d",
    "planted": "#6eb85e",
    "not_yet": "#bc7bbf",
    "farmland": "#e3e8cc",
    "water": "#2479e3",
    "other": "#524691",
    "cover": "#2f8a57",  # never beside the others: a layer seen from space knows no groups
    "unknown": "#9c9c96",
}
FUNCTION_COLOURS = {
    "protection": "#1f57c8",
    "special_use": "#611579",
    "production": "#75d67f",
    "outside": "#dddbd3",
    "unknown": "#85878a",
}
COLOURS = {"group": GROUP_COLOURS, "function": FUNCTION_COLOURS}
COLOURINGS = tuple(COLOURS)


def names(colouring: str) -> tuple[str, ...]:
    """What the colours of a colouring stand for, in the order of `classes_to_colours`."""
    return GROUP_CLASSES if colouring == "group" else FUNCTION_CLASSES


def classes_to_colours(colouring: str) -> npt.NDArray[np.uint8]:
    """From a class of `geo.forest.cells` to a number of `palette`; shape (256,), 0 stays 0."""
    found = np.zeros(256, dtype=np.uint8)
    for number in range(CLASSES - 1):
        function, group = divmod(number, len(GROUP_CLASSES))
        found[1 + number] = 1 + (group if colouring == "group" else function)
        found[1 + number + OUTLINE] = found[1 + number] + len(names(colouring))
    return found


def palette(colouring: str) -> bytes:
    """Red, green, blue of each number: nothing, the colours, the same darker for outlines."""
    rows = [(0, 0, 0)]
    for share in (1.0, 0.55):
        for name in names(colouring):
            rgb = bytes.fromhex(COLOURS[colouring][name][1:])
            rows.append((round(rgb[0] * share), round(rgb[1] * share), round(rgb[2] * share)))
    return bytes(value for row in rows for value in row)
