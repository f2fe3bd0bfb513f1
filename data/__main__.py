"""`python -m data …`: the background work and the care of the database, without a web server.

Exit codes: 0 good; 2 bad input or something wrong was found (one line each on stderr); 3 a source or the
database could not be reached.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data.clock import real_now
from data.feeds.redact import guard_logs, redact
from data.profile import Profile, load_profile
from data.store.engine import default_url, migrate, open_engine, reading
from geo.errors import GeoError, Unreachable
from geo.forest.text import ENCODINGS
from geo.one_line import OneLineParser

GOOD, BAD_INPUT, UNREACHABLE = 0, 2, 3


def _say(*lines: str) -> None:
    for line in lines:
        print(redact(" ".join(line.split())), file=sys.stderr)


def _engine() -> Engine:
    engine = open_engine()
    migrate(engine)
    return engine


def _watch_once(profile: Path | None) -> int:
    from data.watch import Watch

    done = Watch(_engine(), load_profile(profile)).run_once()
    if done.held_by is not None:
        _say(f"another worker holds the watch ({done.held_by}); nothing was done")
        return GOOD
    for each in done.polls:
        if each.error is not None:
            _say(f"{each.feed_id} {each.file_name}: {each.error}")
        elif each.stored is None:
            _say(f"{each.feed_id} {each.file_name}: unchanged")
        else:
            found = each.stored
            _say(
                f"{each.feed_id} {each.file_name}: {found.rows_read} rows, {found.watched} watched, "
                f"{found.rows_new} new, {found.duplicates} duplicates, {found.superseded} superseded, "
                f"{found.rejected} rejected" + (", cut at the end" if found.status == "partial" else "")
            )
    if any(isinstance(each.error, Unreachable) for each in done.failures):
        return UNREACHABLE
    return BAD_INPUT if done.failures else GOOD


def _watch_forever(profile: Path | None) -> int:
    from data.watch import Watch

    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    Watch(_engine(), load_profile(profile)).run_forever(stop)
    return GOOD


def _watch(arguments: argparse.Namespace) -> int:
    return _watch_once(arguments.profile) if arguments.once else _watch_forever(arguments.profile)


def _moment(text: str, profile: Profile) -> datetime:
    """A day begins at midnight where the installation is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"--valid-from: no date is written {text!r}") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=profile.tz)


def _forest(arguments: argparse.Namespace) -> int:
    from data.forest.command import Answers, fill_from_file, read_columns
    from data.forest.cover import SOURCES
    from data.forest.cover_command import fill_with_cover
    from data.forest.errors import ForestDoubts
    from data.forest.evidence import ensure_shares

    profile, engine, now = load_profile(arguments.profile), _engine(), real_now()
    try:
        if arguments.source in SOURCES:
            actor, refresh = "system:command", arguments.refresh
            fill_with_cover(
                arguments.source, engine, profile, now=now, actor=actor, say=_say, refresh=refresh
            )
        else:
            answers = Answers(
                layer=arguments.layer,
                epsg=arguments.epsg,
                encoding=arguments.encoding,
                area_unit=arguments.area_unit,
                columns=read_columns(arguments.column),
                name=arguments.name,
                valid_from=arguments.valid_from and _moment(arguments.valid_from, profile),
                accept_outside=arguments.accept_outside,
                yes=arguments.yes,
            )
            fill_from_file(Path(arguments.source), engine, profile, answers, now=now, say=_say)
    except ForestDoubts as error:
        _say(*error.params["doubts"], "nothing was stored")
        return BAD_INPUT
    except argparse.ArgumentTypeError as error:
        _say(str(error))
        return BAD_INPUT
    count = ensure_shares(engine, settings=profile.forest, now=now)
    _say(f"looked under {count} hotspots")
    return GOOD


def _duties(arguments: argparse.Namespace) -> int:
    import csv
    import json

    from data.drill.standing import load_standing
    from data.ledger.months import read_month
    from data.ledger.report import COLUMNS, document, rows

    month = read_month(arguments.month, load_profile(arguments.profile).tz)
    with reading(open_engine(read_only=True)) as conn:
        standing = load_standing(conn)  # a drill's figures are judged by its own clock
        now = real_now() if standing is None else standing.clock.at(real_now())
        found = document(conn, month, now)
    if arguments.format == "json":
        json.dump(found, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(found))
    return GOOD


def _backup(arguments: argparse.Namespace) -> int:
    from data import backup

    backup.backup(open_engine(read_only=True), arguments.file)
    _say(f"written: {arguments.file}")
    return GOOD


def _restore(arguments: argparse.Namespace) -> int:
    from data import backup

    aside = backup.restore(arguments.file, default_url())
    _say(
        f"restored from {arguments.file}" + (f"; the database before it is kept as {aside}" if aside else "")
    )
    return GOOD


def _check(arguments: argparse.Namespace) -> int:
    from data import backup
    from data.auditing import audit
    from data.store.engine import reading

    engine = open_engine(read_only=True)
    findings: list[object] = list(backup.check(engine))
    if not findings:  # of a damaged file nothing else can be said
        with reading(engine) as conn:
            findings += audit(conn, real_now())
    _say(*(str(finding) for finding in findings))
    if not findings:
        _say("nothing wrong: file, foreign keys, the journal's chain and the ledger hold")
    return BAD_INPUT if findings else GOOD


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m data",
        description="The background work and the care of the database (CANHLUA_DATABASE_URL).",
        epilog="Exit codes: 0 good, 2 bad input or something wrong found, 3 source or database out of reach.",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="log every step")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        return made

    watch = command("watch", _watch, "poll the feeds, group fire events, close what is silent")
    watch.add_argument("--once", action="store_true", help="one round, then stop")
    watch.add_argument("--profile", type=Path, help="profile folder (default: CANHLUA_PROFILE, else shipped)")
    forest = command("forest", _forest, "fill or replace the forest layer")
    forest.add_argument(
        "--from",
        dest="source",
        required=True,
        metavar="worldcover|osm|FILE",
        help="tree cover, or an inventory",
    )
    forest.add_argument("--layer", help="which layer of a file with several")
    forest.add_argument("--epsg", type=int, help="coordinate system, where the file does not say it")
    forest.add_argument("--encoding", choices=ENCODINGS, help="of the text; unicode: nothing to convert")
    forest.add_argument("--area-unit", choices=("ha", "m2"), help="unit of the declared areas")
    forest.add_argument(
        "--column", action="append", default=[], metavar="FIELD=COLUMN", help="what a column holds"
    )
    forest.add_argument("--name", help="what the layer is called (default: the file)")
    forest.add_argument("--valid-from", metavar="DATE", help="first day on which it counts (default: now)")
    forest.add_argument("--accept-outside", action="store_true", help="plots may lie outside the communes")
    forest.add_argument("--yes", action="store_true", help="take what is proposed for columns, text and unit")
    forest.add_argument("--refresh", action="store_true", help="fetch tree cover anew")
    forest.add_argument("--profile", type=Path, help="profile folder (default: as for watch)")
    duties = command("duties", _duties, "the 24-hour figures of a month, counted over duties, on stdout")
    duties.add_argument(
        "--month", required=True, metavar="YYYY-MM", help="local month in which the clock started"
    )
    duties.add_argument("--format", choices=("json", "csv"), default="json", help="default: %(default)s")
    duties.add_argument("--profile", type=Path, help="profile folder (default: as for watch)")
    backup = command("backup", _backup, "write an online backup of the SQLite database")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = command("restore", _restore, "verify a backup and put it in the place of the database")
    restore.add_argument("file", type=Path, metavar="FILE")
    command("check", _check, "verify the file, its foreign keys, the journal's chain and the ledger")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Bad input and outages are one line, never a traceback."""
    arguments = _parser().parse_args(argv)
    guard_logs()
    logging.basicConfig(
        level=logging.INFO if arguments.verbose else logging.ERROR,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        return int(arguments.run(arguments))
    except Unreachable as error:
        _say(str(error))
        return UNREACHABLE
    except GeoError as error:
        _say(str(error))
        return BAD_INPUT
    except SQLAlchemyError as error:
        _say(f"the database cannot be used: {getattr(error, 'orig', None) or error}")
        return UNREACHABLE
    except OSError as error:
        _say(f"{error.filename or ''}: {error.strerror or error}")
        return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
