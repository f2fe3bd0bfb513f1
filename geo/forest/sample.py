"""A look at a map layer before it is read: sample values, the likely encoding of its text, and whether its
areas are in hectares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.forest.crs import to_wgs84
from geo.forest.ellipsoid import area_ha
from geo.forest.layer_file import LayerInfo, read_batches
from geo.forest.plots import area_unit, declared_areas
from geo.forest.text import detect, preview

MOST = 20_000
"""So many features are looked at: enough for a median and for every spelling, read in under a second."""

_TEXTS = 4000


@dataclass(frozen=True)
class Sample:
    """The first features of a layer.

    Attributes
    ----------
    rows : DataFrame
        The layer's columns, text raw (see `geo.forest.text`).
    geometries : ndarray of shapely geometries
        In the layer's own coordinates; None among them.
    encoding : str
        The proposal of `geo.forest.text.detect` over all text.
    """

    rows: pd.DataFrame
    geometries: NDArray[np.object_]
    encoding: str

    def values(self, column: str, most: int = 3) -> list[str]:
        """Different values of a column as raw text, those with letters beyond ASCII first."""
        given = self.rows[column].dropna().drop_duplicates().head(_TEXTS)
        texts = [text for text in map(_as_text, given) if text.strip()]
        return sorted(texts, key=lambda text: text.isascii())[:most]

    def texts(self, columns: Sequence[str] | None = None) -> list[str]:
        """Different raw texts of some columns (all of them by default)."""
        return _texts(self.rows if columns is None else self.rows[list(columns)])

    def preview(self, encoding: str, most: int = 8) -> list[tuple[str, str]]:
        """Texts before and after an encoding, those that it changes."""
        return preview(self.texts(), encoding, most)


@dataclass(frozen=True)
class AreaUnit:
    """What the areas written in a layer look like beside those of its outlines.

    Attributes
    ----------
    unit : str
        "ha", "m2" or "unclear", from the median ratio.
    declared : float
        Sum as written, of the plots with both areas.
    measured_ha : float
        Sum of the outlines of the same plots, geodesic.
    examples : list of (int, float, float)
        Number of the feature (from 0), area as written, hectares of its outline.
    """

    unit: str
    declared: float
    measured_ha: float
    examples: list[tuple[int, float, float]]


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _texts(rows: pd.DataFrame) -> list[str]:
    found: dict[str, None] = {}
    for name in rows.columns:
        if not pd.api.types.is_numeric_dtype(rows[name]):
            column = rows[name].dropna().drop_duplicates().head(_TEXTS)
            found |= dict.fromkeys(one for one in column if isinstance(one, str) and one.strip())
    return list(found)


def area_question(sample: Sample, mapping: Mapping[str, str], epsg: int) -> AreaUnit | None:
    """Compare the areas that are written with those of the outlines; None where no column gives an area.

    Raises
    ------
    LayerCrsUnknown
    """
    if "declared_area" not in mapping:
        return None
    declared = np.asarray(declared_areas(sample.rows, mapping), dtype=float)
    measured = area_ha(to_wgs84(sample.geometries, epsg))
    with np.errstate(invalid="ignore"):
        both = np.flatnonzero(np.isfinite(declared) & (declared > 0) & np.isfinite(measured) & (measured > 0))
    examples = [(int(i), float(declared[i]), float(measured[i])) for i in both[:5]]
    unit = area_unit(declared[both], measured[both]) if len(both) else "unclear"
    return AreaUnit(unit, float(declared[both].sum()), float(measured[both].sum()), examples)


def holds_areas(info: LayerInfo) -> bool:
    """Whether a layer can hold plots at all; single features that are no areas are refused one by one."""
    kind = info.geometry_type
    return "Polygon" in kind or not any(other in kind for other in ("Point", "Line", "Curve"))


def take(info: LayerInfo, most: int = MOST) -> Sample:
    """Read the first features of a layer.

    Raises
    ------
    LayerUnreadable, LayerMissing, LayerEmpty
        As `geo.forest.layer_file.read_batches`.
    """
    pieces, count = [], 0
    for batch in read_batches(info):
        pieces.append(batch)
        count += len(batch)
        if count >= most:
            break
    if not pieces:
        nothing = pd.DataFrame(columns=list(info.columns), dtype=object)
        return Sample(nothing, np.array([], dtype=object), "unicode")
    rows = pd.concat([pd.DataFrame(piece.drop(columns="geometry")) for piece in pieces], ignore_index=True)
    shapes = np.concatenate([np.asarray(piece.geometry.array, dtype=object) for piece in pieces])
    return Sample(rows, shapes, detect(_texts(rows)))
