"""A person's file of plots into a staged layer: read, recognised, repaired, judged as a whole."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data.access import Actor, signed
from data.forest.errors import LayerCrsUnsure
from data.forest.layers import IMPORT
from data.forest.staging import Piece, Progress, stage_batches
from data.profile import Profile
from data.store.engine import reading
from geo.areas import Areas
from geo.forest.columns import check_mapping
from geo.forest.findings import FINDING_COLUMNS, WHOLE_LAYER
from geo.forest.layer_file import LayerInfo, read_batches
from geo.forest.overlaps import fit, gaps, overlaps
from geo.forest.plots import PLOT_COLUMNS, duplicate_lots, plots

AT_A_TIME = 5000
"""Features in memory at once, with all their columns: some 50 MB."""
_WHERE = ("feature", "commune_2021_id", "commune_code", "compartment", "subcompartment", "lot")


@dataclass(frozen=True)
class Choices:
    """What a person has confirmed about a layer.

    mapping: field → column (`geo.forest.columns`); epsg: where its coordinates are, None for
    what the file says beyond doubt; encoding: one of
    `geo.forest.text.ENCODINGS`; area_unit: "ha" or "m2"; valid_from: aware, None for the default of
    `data.forest.activating.activate`; accept_outside: most plots may lie outside the communes; source_name:
    what the file was called, None for what it is called.
    """

    mapping: Mapping[str, str]
    epsg: int | None
    encoding: str
    area_unit: str
    name: str
    valid_from: datetime | None = None
    accept_outside: bool = False
    source_name: str | None = None


class _Whole:
    """What must be known of all plots together: who they are and where, not what they carry."""

    def __init__(self) -> None:
        self._lots: list[pd.DataFrame] = []
        self._shapes: list[np.ndarray] = []

    def add(self, table: pd.DataFrame) -> None:
        self._lots.append(pd.DataFrame(table[[name for name in _WHERE if name in table]]))
        self._shapes.append(np.asarray(table["geometry"].array, dtype=object))

    def judge(self) -> Piece:
        """Lots used twice, plots on each other, openings between them."""
        nothing = pd.DataFrame(columns=list(PLOT_COLUMNS))
        if not self._lots:
            return Piece(nothing, pd.DataFrame(columns=list(FINDING_COLUMNS)), 0)
        lots, shapes = pd.concat(self._lots, ignore_index=True), np.concatenate(self._shapes)
        fitting = fit(shapes)
        common = overlaps(shapes, features=lots["feature"].to_numpy(), fitting=fitting)
        open_ground = gaps(shapes, fitting=fitting)
        found = [duplicate_lots(lots), common.findings, open_ground.findings]
        totals = {"overlap": common.total, "gap": open_ground.total}
        return Piece(nothing, pd.concat(found, ignore_index=True), 0, totals)


def _once(findings: pd.DataFrame, said: set[str]) -> pd.DataFrame:
    """Batches do not know of each other: what is said of the whole layer is said once."""
    whole = findings["feature"] == WHOLE_LAYER
    kept = findings.loc[~(whole & findings["kind"].isin(said))]
    said.update(findings.loc[whole, "kind"])
    return kept


def _epsg(info: LayerInfo, choices: Choices) -> int:
    """The coordinate system: chosen, or said by the file without an alternative."""
    if choices.epsg is not None:
        return choices.epsg
    if info.epsg is None or info.crs_alternatives:
        raise LayerCrsUnsure(layer=info.label)
    return info.epsg


def _pieces(info: LayerInfo, choices: Choices, epsg: int, areas: Areas) -> Iterator[Piece]:
    whole, said = _Whole(), set[str]()
    for batch in read_batches(info, size=AT_A_TIME):
        table, findings = plots(
            batch,
            choices.mapping,
            epsg=epsg,
            areas=areas,
            encoding=choices.encoding,
            unit=choices.area_unit,
            extra_as_json=True,
        )
        whole.add(table)
        yield Piece(table, _once(findings, said), len(batch))
    yield whole.judge()


@contextmanager
def _collector_spared() -> Iterator[None]:
    """Let the garbage collector look at what comes from now on only.

    A hundred thousand outlines make it look through all of the program's objects again and again, a tenth of
    an import. What is new is still collected; the others are given back to it at the end.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _sha256(info: LayerInfo) -> str:
    with info.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stage(
    engine: Engine,
    info: LayerInfo,
    choices: Choices,
    *,
    areas: Areas,
    profile: Profile,
    now: datetime,
    actor: Actor | str,
    origin: str,
    progress: Progress | None = None,
    kind: str = "inventory",
) -> int:
    """Read a layer of plots into the database, where it waits for a yes; return its number.

    All or nothing: whatever stops it leaves no trace. Every feature becomes a plot or a finding that says why
    not. See `data.forest.staging.stage_batches`.

    Parameters
    ----------
    info
        The chosen layer of `geo.forest.layer_file.open_layers`.
    progress
        Called with (features read, all features); what it raises stops the import.
    kind
        "inventory", or "drill" for a synthetic forest.

    Raises
    ------
    LayerCrsUnsure
        No coordinate system is chosen, and the file leaves it open.
    ForestError
        The file breaks off, a chosen column is not there, nothing leads from the CRS to WGS84.
    ImportRunning, NoPlots, LayerOutside, PlotsLost
        See `data.forest.errors`.
    """
    check_mapping(choices.mapping, info.columns)
    with reading(engine) as conn:
        name, origin = signed(actor, IMPORT, origin, conn=conn)
    epsg = _epsg(info, choices)
    with _collector_spared():
        return stage_batches(
            engine,
            _pieces(info, choices, epsg, areas),
            kind=kind,
            name=choices.name,
            source_name=choices.source_name or info.source,
            now=now,
            actor=name,
            origin=origin,
            sha256=_sha256(info),
            source_epsg=epsg,
            encoding=choices.encoding,
            mapping=choices.mapping,
            area_unit=choices.area_unit,
            valid_from=choices.valid_from,
            accept_outside=choices.accept_outside,
            features=info.features,
            progress=progress,
        )
