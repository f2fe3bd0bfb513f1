"""What may be said on the command line."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from geo.cli import areas
from geo.events import LINK_HOURS, LINK_KM
from geo.one_line import OneLineParser

Box = tuple[float, float, float, float]


def box(text: str) -> Box:
    """W,S,E,N in degrees."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not four numbers W,S,E,N") from None
    if not all(map(math.isfinite, (west, south, east, north))):
        raise argparse.ArgumentTypeError(f"'{text}' is not four numbers W,S,E,N")
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise argparse.ArgumentTypeError(
            f"'{text}' is no box: it needs -180 ≤ W < E ≤ 180 and -90 ≤ S < N ≤ 90"
        )
    return west, south, east, north


def positive(text: str) -> float:
    """A positive number."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"'{text}' is not a positive number")
    return value


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a FIRMS file or its address")
    parser.add_argument(
        "--areas",
        type=Path,
        metavar="DIR",
        help="a profile's areas (default: CANHLUA_PROFILE, else Quỳnh Nhai)",
    )
    parser.add_argument("--bbox", type=box, metavar="W,S,E,N", help="keep hotspots inside, degrees")
    parser.add_argument("--format", choices=("geojson", "csv"), default="geojson")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here instead of to standard output")


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m geo",
        description="Hotspots and fire events from satellite files.",
        epilog="Exit status: 0 good; 2 bad input; 3 a source cannot be reached.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    hotspots = commands.add_parser("hotspots", help="one feature per distinct detection")
    _common(hotspots)
    events = commands.add_parser("events", help="one feature per fire event")
    _common(events)
    events.add_argument("--link-km", type=positive, default=LINK_KM, metavar="KM")
    events.add_argument("--link-hours", type=positive, default=LINK_HOURS, metavar="H")
    areas.add_parser(commands)
    return parser


def _joined(words: Sequence[str]) -> list[str]:
    """`--bbox -10,…` as `--bbox=-10,…`: argparse takes what begins with a minus for an option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "--bbox":
            joined[-1] = f"--bbox={word}"
        else:
            joined.append(word)
    return joined


def parse(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The arguments; exits with 2 and one line when they are wrong."""
    return _parser().parse_args(_joined(sys.argv[1:] if words is None else words))
