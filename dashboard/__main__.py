"""``python -m dashboard``: serve the pages and the HTTP endpoints from one process."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from dashboard.access.opening import OPEN_VARIABLE, Opening, OpeningRefused, checked, public_url
from geo.errors import GeoError
from geo.one_line import OneLineParser

_EXIT_BAD_INPUT = 2
PORT, DRILL_PORT = 8501, 8502


def _port(text: str) -> int:
    if not (text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"'{text}' is not a port (1 to 65535)")
    return int(text)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = OneLineParser(prog="python -m dashboard", description="Serve the Canh Lửa dashboard.")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on (default: %(default)s); others than loopback need CANHLUA_PUBLIC_URL",
    )
    parser.add_argument("--port", type=_port, help="port to listen on (default: 8501, with --drill 8502)")
    parser.add_argument(
        "--drill", action="store_true", help="serve the exercise: its own database, clock and invented fires"
    )
    parser.add_argument("--profile", type=Path, metavar="DIR", help="folder of the deployment to serve")
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate (PEM), for HTTPS")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="its key (PEM)")
    given = parser.parse_args(argv)
    given.port = given.port or (DRILL_PORT if given.drill else PORT)
    return given


def _taken(host: str, port: int) -> str | None:
    """Why the port cannot be used, or None."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return None


def _refuse(text: str) -> int:
    print(f"dashboard: {text}", file=sys.stderr)
    return _EXIT_BAD_INPUT


def _open_to_others(opening: Opening) -> None:
    """Without an administrator nobody could come in: print the link that makes the first one."""
    from dashboard.services import services
    from data.access import program
    from data.access.accounts import administrators
    from data.access.links import LASTS, make_link
    from data.clock import real_now
    from data.store.engine import reading, writing

    engine = services().engine
    with reading(engine) as conn:
        ready = administrators(conn) > 0
    if not opening.encrypted:
        print(
            "dashboard: passwords can be read on their way; use --tls-cert/--tls-key or a proxy with HTTPS",
            file=sys.stderr,
        )
    if not ready:
        with writing(engine) as conn:
            secret = make_link(conn, None, program("command"), now=real_now())
        hours = int(LASTS.total_seconds() // 3600)
        print(
            f"No administrator yet. Open this once, within {hours} hours: {opening.address}/setup/{secret}",
            flush=True,
        )


def main(argv: list[str] | None = None) -> int:
    """Check the arguments, then serve until interrupted. Returns the exit code."""
    given = _arguments(argv)
    try:
        opening = checked(
            Opening(given.host, given.port, public_url(), tls_cert=given.tls_cert, tls_key=given.tls_key)
        )
    except OpeningRefused as error:
        return _refuse(str(error))
    if given.profile is not None and not given.profile.is_dir():
        return _refuse(f"--profile {given.profile}: no such folder")
    if reason := _taken(given.host, given.port):
        return _refuse(
            f"port {given.port} on {given.host} cannot be used ({reason}); choose another with --port"
        )
    if given.profile is not None:
        os.environ["CANHLUA_PROFILE"] = str(given.profile.resolve())
    if given.drill:
        os.environ["CANHLUA_DRILL"] = "1"
    os.environ[OPEN_VARIABLE] = "1" if opening.open else ""
    name = "Canh Lửa – DIỄN TẬP" if given.drill else "Canh Lửa"
    print(f"{name}: {opening.address}", flush=True)
    if opening.open:
        try:
            _open_to_others(opening)
        except (GeoError, SQLAlchemyError, OSError) as error:
            return _refuse(f"cannot be opened to others: {' '.join(str(error).split())}")
    import uvicorn

    from dashboard.server import create_app

    uvicorn.run(
        create_app(),
        host=given.host,
        port=given.port,
        ssl_certfile=opening.tls_cert,
        ssl_keyfile=opening.tls_key,
        log_config=None,  # Streamlit writes uvicorn's lines too; with uvicorn's own handlers each came twice
        ws_max_size=128 * 2**20,
        ws_per_message_deflate=False,  # as Streamlit's own server: a map of 50,000 comes 0.1 s sooner
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
