"""Which feature of somebody's file is which commune: by code or by folded name, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import shapely

from geo.communes import Areas
from geo.names import fold

LEAST_OVERLAP = 0.5
"""Share of the smaller of the old and the new outline that both must have in common.

Two maps of one commune differ by hundreds of metres; less than half means swapped coordinates, a wrong
coordinate system or another commune of the same name."""

_UNIT_WORDS = ("xã", "thị trấn", "phường", "đặc khu", "commune", "xa", "thi tran", "phuong")


@dataclass
class Match:
    """What became of the features: `found` by area id, and in words what was left over or is wrong."""

    found: dict[str, Any] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def _bare(text: str) -> str:
    """Fold a name and take off the word for its kind."""
    folded = fold(text)
    for word in sorted({fold(unit) for unit in _UNIT_WORDS}, key=len, reverse=True):
        if folded.startswith(f"{word} "):
            return folded[len(word) + 1 :]
    return folded


def _code(value: Any) -> str:
    """Return a code as five digits, however a table stored it: "03688", "3688", 3688, 3688.0."""
    text = str(value).strip().removesuffix(".0")
    return text.zfill(5) if text.isdigit() else text


def _best_column(table: gpd.GeoDataFrame, known: set[str], normal: Any) -> str | None:
    """Return the column in which most of the known values are met."""
    fields = table.drop(columns=table.geometry.name)
    met = {name: len(known & {normal(value) for value in fields[name].dropna()}) for name in fields}
    best = max(met, key=lambda name: met[name], default=None)
    return best if best is not None and met[best] else None


@dataclass(frozen=True)
class _Feature:
    title: str
    by_code: bool
    outline: Any


def _assign(table: gpd.GeoDataFrame, areas: Areas, era: str, match: Match) -> dict[str, list[_Feature]]:
    """Return area id → features of the table."""
    communes = areas.of_era(era)
    by_code = dict(zip(communes["code"], communes["area_id"], strict=True))
    spelled = {
        area_id: {_bare(name), *(_bare(alias) for alias in areas.aliases.get(area_id, ()))}
        for area_id, name in zip(areas.communes["area_id"], areas.communes["name"], strict=True)
    }
    by_name = {name: area_id for area_id in communes["area_id"] for name in spelled[area_id]}
    somewhere = set().union(*spelled.values())
    code_column = _best_column(table, set(by_code), _code)
    name_column = _best_column(table, set(by_name), lambda value: _bare(str(value)))
    features: dict[str, list[_Feature]] = {}
    for row in range(len(table)):
        # str() also of NaN: a field that is not filled in matches nothing.
        code = _code(table[code_column].iloc[row]) if code_column else ""
        title = str(table[name_column].iloc[row]) if name_column else ""
        name = _bare(title)
        area_id = by_code.get(code, by_name.get(name))
        if area_id is None:
            match.unmatched.append(_title(title, code, row))
        elif code in by_code and name in somewhere and name not in spelled[area_id]:
            match.problems.append(
                f"feature {row + 1} has the code {code} of {areas.by_id(area_id).name} but the name {title}"
                " (codes were reused: is it the other era?)"
            )
        else:
            feature = _Feature(title, code in by_code, table.geometry.iloc[row])
            features.setdefault(area_id, []).append(feature)
    return features


def _without_namesakes(features: list[_Feature], old: Any, match: Match) -> list[Any]:
    """Return outlines, without those of equally folded names elsewhere (Chiềng On is not Chiềng Ơn)."""
    here = [one for one in features if one.by_code or one.outline is None or one.outline.intersects(old)]
    if not here:
        return [one.outline for one in features]
    match.unmatched.extend(one.title for one in features if one not in here)
    return [one.outline for one in here]


def _title(name: str, code: str, row: int) -> str:
    return (
        name if name not in {"", "nan", "None"} else code if code not in {"", "nan"} else f"feature {row + 1}"
    )


def _joined(parts: list[Any], name: str, match: Match) -> Any | None:
    """Return one valid outline out of the parts of a commune, or say what is wrong with them."""
    for part in parts:
        if part is None or part.is_empty or part.geom_type not in {"Polygon", "MultiPolygon"}:
            match.problems.append(f"{name} has no polygon")
            return None
        if not part.is_valid:
            match.problems.append(f"the outline of {name} is invalid ({shapely.is_valid_reason(part)})")
            return None
    union = shapely.union_all(parts)
    if union.area < 0.999 * sum(part.area for part in parts):
        match.problems.append(f"{name} is there {len(parts)} times, one over the other")
        return None
    return union


def _is_elsewhere(new: Any, old: Any) -> bool:
    return bool(shapely.intersection(new, old).area < LEAST_OVERLAP * min(new.area, old.area))


def match_outlines(table: gpd.GeoDataFrame, areas: Areas, era: str) -> Match:
    """Match features (EPSG:4326) to the communes of an era.

    A feature is a commune's if any field holds its code, or its name or an alias of it, without regard to
    diacritics or to the word for its kind. Several features of one commune are joined if they do not overlap.

    Returns
    -------
    Match
        `found`: area id → geometry. `unmatched`: names of features that are no commune of this era (a file
        may hold the whole province). `problems`: communes that are missing, doubled, invalid, elsewhere or
        contradicted.
    """
    match = Match()
    features = _assign(table, areas, era, match)
    for commune in areas.of_era(era).itertuples(index=False):
        if commune.area_id not in features:
            match.problems.append(f"{commune.name} ({commune.code}) is missing")
            continue
        parts = _without_namesakes(features[commune.area_id], commune.geometry, match)
        outline = _joined(parts, commune.name, match)
        if outline is None:
            continue
        if _is_elsewhere(outline, commune.geometry):
            match.problems.append(
                f"{commune.name} lies elsewhere than before: is the coordinate system right?"
            )
        else:
            match.found[commune.area_id] = outline
    return match
