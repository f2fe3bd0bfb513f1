"""`python -m geo areas`: replace the outlines of an era, from a file or from OpenStreetMap."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from geo.boundaries import replace_outlines
from geo.errors import GeoError, Unreachable
from geo.openstreetmap import ADMIN_LEVELS, OVERPASS_VARIABLE

_SHOWN = 10  # names of unmatched features; a file of a province has two hundred


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to argparse's subparsers; `run` does it."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "areas", help="replace the outlines of an era by a file's or OpenStreetMap's"
    )
    parser.add_argument(
        "--from", dest="source", required=True, metavar="FILE|osm", help="GeoJSON, Shapefile, GeoPackage"
    )
    parser.add_argument("--era", required=True, help="which map, e.g. 2025")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a folder of areas, or a new one"
    )
    parser.add_argument("--areas", type=Path, metavar="DIR", help="what a new folder starts from")
    parser.add_argument("--crs", help="coordinate system of a file that states none, e.g. EPSG:9206")
    parser.add_argument("--layer", help="of a file with more than one")
    parser.add_argument("--attribution", metavar="TEXT", help="who made the outlines")
    parser.add_argument(
        "--official", action="store_true", help="a legal boundary: no longer called indicative"
    )
    parser.add_argument("--overpass-url", metavar="URL", help=f"default: {OVERPASS_VARIABLE}")
    parser.add_argument(
        "--admin-level", action="append", metavar="N", help="OpenStreetMap's, may be repeated"
    )
    return parser


def _base(args: argparse.Namespace) -> Path:
    from geo.cli.profile import default_areas  # it may itself import this module

    return args.areas or default_areas()


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def run(args: argparse.Namespace) -> int:
    """Return 0 when outlines are written, 2 for bad input (one line on stderr), 3 if the server is away."""
    try:
        done = replace_outlines(
            args.source,
            era=args.era,
            out_dir=args.out,
            base=_base(args),
            crs=args.crs,
            layer=args.layer,
            attribution=args.attribution,
            indicative=not args.official,
            overpass_url=args.overpass_url,
            admin_levels=tuple(args.admin_level or ADMIN_LEVELS),
        )
    except Unreachable as error:
        print(error, file=sys.stderr)
        return 3
    except (GeoError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{done.communes} communes of era {done.era} written to {done.file}", file=sys.stderr)
    if done.unmatched:
        print(f"{len(done.unmatched)} features are none of them: {_listed(done.unmatched)}", file=sys.stderr)
    return 0
