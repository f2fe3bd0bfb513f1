"""``python -m dashboard``: serve the pages and the HTTP endpoints from one process."""

from __future__ import annotations

import argparse
import ipaddress
import os
import socket
import sys
from pathlib import Path

from geo.one_line import OneLineParser

_EXIT_BAD_INPUT = 2
PORT, DRILL_PORT = 8501, 8502


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _port(text: str) -> int:
    if not (text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"'{text}' is not a port (1 to 65535)")
    return int(text)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = OneLineParser(prog="python -m dashboard", description="Serve the Canh Lửa dashboard.")
    parser.add_argument(
        "--host", default="127.0.0.1", help="loopback address to listen on (default: %(default)s)"
    )
    parser.add_argument("--port", type=_port, help="port to listen on (default: 8501, with --drill 8502)")
    parser.add_argument(
        "--drill", action="store_true", help="serve the exercise: its own database, clock and invented fires"
    )
    parser.add_argument("--profile", type=Path, metavar="DIR", help="folder of the deployment to serve")
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


def main(argv: list[str] | None = None) -> int:
    """Check the arguments, then serve until interrupted. Returns the exit code."""
    given = _arguments(argv)
    if not _is_loopback(given.host):
        return _refuse(
            f"--host {given.host}: only loopback addresses (127.0.0.1, ::1, localhost) until accounts exist"
        )
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
    import uvicorn

    from dashboard.server import create_app

    shown = f"[{given.host}]" if ":" in given.host else given.host
    name = "Canh Lửa – DIỄN TẬP" if given.drill else "Canh Lửa"
    print(f"{name}: http://{shown}:{given.port}", flush=True)
    uvicorn.run(
        create_app(),
        host=given.host,
        port=given.port,
        log_config=None,  # Streamlit writes uvicorn's lines too; with uvicorn's own handlers each came twice
        ws_max_size=128 * 2**20,
        ws_per_message_deflate=False,  # as Streamlit's own server: a map of 50,000 comes 0.1 s sooner
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
