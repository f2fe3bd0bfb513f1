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
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data.feeds.redact import guard_logs, redact
from data.profile import load_profile
from data.store.engine import default_url, migrate, open_engine
from geo.errors import GeoError, Unreachable
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

    findings = backup.check(open_engine(read_only=True))
    _say(*(str(finding) for finding in findings))
    if not findings:
        _say("nothing wrong: file, foreign keys and the journal's chain hold")
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
    backup = command("backup", _backup, "write an online backup of the SQLite database")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = command("restore", _restore, "verify a backup and put it in the place of the database")
    restore.add_argument("file", type=Path, metavar="FILE")
    command("check", _check, "verify the file, its foreign keys and the journal's chain")
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
