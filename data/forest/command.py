"""`python -m data forest --from FILE`: an inventory into force, when nothing about the file is in doubt.

A screen asks; a command line answers its own questions or stops: every doubt is one line that names the
option which settles it, and nothing is stored until all are settled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data.forest.activating import activate
from data.forest.errors import ForestDoubts, LayerOutside
from data.forest.importing import Choices, stage
from data.forest.layers import Layer
from data.profile import Profile
from geo.areas import Areas, load_areas
from geo.forest import crs, sample
from geo.forest.columns import Recognition, check_mapping, recognise
from geo.forest.errors import ColumnMissing
from geo.forest.layer_file import LayerInfo, open_layers
from geo.forest.plots import UNITS
from geo.forest.text import ENCODINGS

ORIGIN = "command line"
ACTOR = "system:command"
_OBVIOUS = ("unicode", "utf-8")


@dataclass(frozen=True)
class Answers:
    """What the options say about the file; None: not said. `columns`: field → column. `yes`: take what is
    proposed for columns, encoding and the unit of areas."""

    layer: str | None = None
    epsg: int | None = None
    encoding: str | None = None
    area_unit: str | None = None
    columns: dict[str, str] | None = None
    name: str | None = None
    valid_from: datetime | None = None
    accept_outside: bool = False
    yes: bool = False


def _chosen(file: Path, answers: Answers) -> LayerInfo:
    found = open_layers(file)
    if answers.layer is not None:
        named = [info for info in found if answers.layer in (info.layer, info.label, info.source)]
        if len(named) == 1:
            return named[0]
    elif len(found) == 1:
        return found[0]
    labels = ", ".join(info.label for info in found)
    raise ForestDoubts(doubts=[f"choose one of {len(found)} layers with --layer: {labels}"])


def _epsg(info: LayerInfo, look: sample.Sample, answers: Answers, areas: Areas) -> tuple[int, list[str]]:
    """The coordinate system; never a guess, so `yes` does not settle it."""
    if answers.epsg is not None:
        crs.crs_name(answers.epsg)
        return answers.epsg, []
    if info.epsg is not None and not info.crs_alternatives:
        return info.epsg, []
    asked = dict.fromkeys([*info.crs_alternatives, *([info.epsg] if info.epsg else []), *crs.CANDIDATES])
    places = crs.placements(look.geometries, areas, list(asked))
    shown = ", ".join(f"{each.epsg} ({each.inside_share:.0%} inside the area)" for each in places)
    return 0, [f"the file does not say its coordinate system for sure: choose with --epsg: {shown}"]


def _mapping(info: LayerInfo, answers: Answers) -> tuple[dict[str, str], list[str]]:
    found: Recognition = recognise(info.columns)
    mapping = {**found.mapping, **(answers.columns or {})}
    try:
        check_mapping(mapping, info.columns)
    except ColumnMissing as error:
        return mapping, [f"{error}; say which with --column FIELD=COLUMN"]
    open_ones = {
        name: columns for name, columns in found.doubtful.items() if name not in (answers.columns or {})
    }
    if answers.yes:
        return mapping, []
    return mapping, [
        f"{name} may be any of {', '.join(columns)}: --column {name}={columns[0]} or --yes"
        for name, columns in open_ones.items()
    ]


def _encoding(look: sample.Sample, answers: Answers) -> tuple[str, list[str]]:
    if answers.encoding is not None or answers.yes or look.encoding in _OBVIOUS:
        return answers.encoding or look.encoding, []
    shown = "; ".join(after for _, after in look.preview(look.encoding, 3))
    return "", [f"the text looks like {look.encoding} ({shown}): --encoding {look.encoding} or --yes"]


def _unit(look: sample.Sample, mapping: dict[str, str], epsg: int, answers: Answers) -> tuple[str, list[str]]:
    if answers.area_unit is not None:
        return answers.area_unit, []
    found = sample.area_question(look, mapping, epsg) if epsg else None
    if found is None or found.unit == "ha":
        return "ha", []
    if found.unit == "m2" and answers.yes:
        return "m2", []
    return "ha", [
        f"areas: {found.declared:.0f} declared, {found.measured_ha:.0f} ha measured: --area-unit "
        + ("m2, or ha" if found.unit == "m2" else "ha or m2")
    ]


def _settled(file: Path, info: LayerInfo, answers: Answers, areas: Areas) -> Choices:
    look = sample.take(info)
    epsg, about_crs = _epsg(info, look, answers, areas)
    mapping, about_columns = _mapping(info, answers)
    encoding, about_text = _encoding(look, answers)
    unit, about_areas = _unit(look, mapping, epsg, answers)
    doubts = [*about_crs, *about_columns, *about_text, *about_areas]
    if doubts:
        raise ForestDoubts(doubts=doubts)
    return Choices(
        mapping=mapping,
        epsg=epsg,
        encoding=encoding,
        area_unit=unit,
        name=answers.name or info.label,
        valid_from=answers.valid_from,
        accept_outside=answers.accept_outside,
        source_name=file.name,
    )


def _teller(say: Callable[[str], object]) -> Callable[[int, int], None]:
    told: set[int] = set()

    def tell(done: int, of: int) -> None:
        tenth = 10 * done // of if of else 10
        if tenth not in told:
            told.add(tenth)
            say(f"read: {done} of {of}")

    return tell


def fill_from_file(
    file: Path,
    engine: Engine,
    profile: Profile,
    answers: Answers,
    *,
    now: datetime,
    say: Callable[[str], object],
) -> Layer:
    """Import a file and bring it into force; the layer before it goes on counting for its time.

    Raises
    ------
    ForestDoubts
        Something must be said first; nothing was stored.
    GeoError
        As `data.forest.importing.stage`; nothing was stored.
    """
    areas = load_areas(profile.areas_dir)
    info = _chosen(file, answers)
    choices = _settled(file, info, answers, areas)
    signed: dict[str, Any] = {"now": now, "actor": ACTOR, "origin": ORIGIN}
    try:
        layer_id = stage(engine, info, choices, areas=areas, profile=profile, progress=_teller(say), **signed)
    except LayerOutside as error:
        raise ForestDoubts(doubts=[f"{error}, or say --accept-outside"]) from error
    layer = activate(engine, layer_id, **signed)
    say(
        f"{layer.name}: {layer.features_read} features read, {layer.plots} plots, {layer.refused} refused, "
        f"{layer.area_ha or 0:.0f} ha, in force (EPSG:{layer.source_epsg}, {layer.encoding})"
    )
    for kind, count in sorted(layer.findings.items()):
        say(f"{kind}: {count}")
    return layer


def read_columns(given: Sequence[str]) -> dict[str, str]:
    """FIELD=COLUMN pairs.

    Raises
    ------
    ForestDoubts
        One has no equals sign.
    """
    pairs = [one.partition("=") for one in given]
    for name, sign, column in pairs:
        if not (name and sign and column):
            raise ForestDoubts(doubts=[f"--column wants FIELD=COLUMN, got {name}{sign}{column}"])
    return {name: column for name, _, column in pairs}


__all__ = ["ENCODINGS", "UNITS", "Answers", "fill_from_file", "read_columns"]
