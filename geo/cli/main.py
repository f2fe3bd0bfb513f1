"""Read sources, locate, group, write; turn every refusal into one line and an exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import pandas as pd

from geo import export
from geo.areas import Areas, load_areas
from geo.cli import areas as areas_command
from geo.cli.arguments import Box, parse
from geo.cli.output import check_target, emit
from geo.cli.profile import default_areas
from geo.cli.report import printable, report
from geo.errors import AreaError, GeoError, SourceError, TruncatedDownload, Unreachable
from geo.events import group
from geo.export.geojson import dumps
from geo.hotspots import Reading, combine, read
from geo.locate import locate
from geo.sources import open_source, redact

GOOD, BAD_INPUT, UNREACHABLE = 0, 2, 3


class _CommandError(Exception):
    """One line for standard error and the exit status."""

    def __init__(self, line: str, status: int) -> None:
        super().__init__(line)
        self.status = status


def _read_one(name: str) -> Reading:
    try:
        source = open_source(name)
        return read(source.data, source=source.name, announced_length=source.announced_length)
    except Unreachable as error:
        raise _CommandError(str(error), UNREACHABLE) from None
    except TruncatedDownload as error:
        raise _CommandError(f"{redact(name)}: {error}", UNREACHABLE) from None
    except SourceError as error:
        raise _CommandError(f"{redact(name)}: {error}", BAD_INPUT) from None


def _inside(detections: pd.DataFrame, box: Box | None) -> pd.DataFrame:
    """Detections in the box, its borders included."""
    if box is None:
        return detections
    west, south, east, north = box
    mask = detections["longitude"].between(west, east) & detections["latitude"].between(south, north)
    return detections.loc[mask].reset_index(drop=True)


def _located(detections: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    place = locate(detections["latitude"].to_numpy(), detections["longitude"].to_numpy(), areas)
    return pd.concat([detections.reset_index(drop=True), place], axis=1)


def _hotspots(located: pd.DataFrame, areas: Areas, arguments: argparse.Namespace) -> bytes:
    if arguments.format == "csv":
        return export.hotspots_csv(located)
    return dumps(export.hotspots_geojson(located, attribution=areas.attributions))


def _events(located: pd.DataFrame, areas: Areas, arguments: argparse.Namespace) -> bytes:
    grouping = group(located, link_km=arguments.link_km, link_hours=arguments.link_hours)
    communes = export.event_communes(grouping.members, located, f"commune_{areas.present_era}")
    if arguments.format == "csv":
        return export.events_csv(grouping.events, communes)
    return dumps(export.events_geojson(grouping.events, communes, attribution=areas.attributions))


def _unwritable(arguments: argparse.Namespace, error: OSError) -> _CommandError:
    return _CommandError(
        f"{arguments.out or 'standard output'}: cannot be written: {error.strerror or error}", BAD_INPUT
    )


def _areas(arguments: argparse.Namespace) -> Areas:
    """What can be wrong without a SOURCE is found before any is read: a download may take minutes."""
    try:
        check_target(arguments.out, arguments.sources)
    except OSError as error:
        raise _unwritable(arguments, error) from None
    try:
        return load_areas(arguments.areas or default_areas())
    except AreaError as error:
        raise _CommandError(str(error), BAD_INPUT) from None


def _run(arguments: argparse.Namespace) -> None:
    areas = _areas(arguments)
    readings = [_read_one(source) for source in arguments.sources]
    reading = combine(readings)
    detections = _inside(reading.detections, arguments.bbox)
    current = int((~detections["superseded"].to_numpy(dtype=bool)).sum())
    for line in report(reading, None if arguments.bbox is None else current):
        print(line, file=sys.stderr)
    located = _located(detections, areas)
    data = (_hotspots if arguments.command == "hotspots" else _events)(located, areas, arguments)
    try:
        emit(data, arguments.out)
    except OSError as error:
        raise _unwritable(arguments, error) from None


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status: 0 good, 2 bad input, 3 a source cannot be reached."""
    arguments = parse(words)
    if arguments.command == "areas":
        return areas_command.run(arguments)
    try:
        _run(arguments)
    except _CommandError as failure:
        print(printable(f"python -m geo: {failure}"), file=sys.stderr)
        return failure.status
    except GeoError as error:
        print(printable(f"python -m geo: {redact(str(error))}"), file=sys.stderr)
        return BAD_INPUT
    return GOOD
