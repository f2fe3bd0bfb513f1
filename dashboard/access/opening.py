"""Where the program listens, by which name it is called, and what follows from that.

On a loopback address, and as long as there is no account, whoever sits at the machine works as local
administrator. Opened to a network, only accounts count.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PUBLIC_URL_VARIABLE = "CANHLUA_PUBLIC_URL"
OPEN_VARIABLE = "CANHLUA_OPEN"
"""Set by `python -m dashboard` for the process that serves: only accounts count."""
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]", "::1")


class OpeningRefused(Exception):  # noqa: N818 -- named for what happened
    """These settings cannot be served safely; the text says why and what to do."""


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own, reached by nobody else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def public_url(text: str | None = None) -> str | None:
    """`CANHLUA_PUBLIC_URL` (or `text`) without a slash at its end; None when it is not set.

    Raises
    ------
    OpeningRefused
        It is no address of a web server.
    """
    given = (os.environ.get(PUBLIC_URL_VARIABLE, "") if text is None else text).strip().rstrip("/")
    if not given:
        return None
    parts = urlsplit(given)
    try:
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.path or parts.query or parts.fragment or parts.username:
        raise OpeningRefused(
            f"{PUBLIC_URL_VARIABLE}={given}: write it like https://canhlua.example.vn, without a path"
        )
    return given


@dataclass(frozen=True)
class Opening:
    """How the program is served."""

    host: str
    port: int
    url: str | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @property
    def open(self) -> bool:
        """Whether others than the person at this machine can come in."""
        return not is_loopback(self.host) or (
            self.url is not None and not is_loopback(urlsplit(self.url).hostname or "")
        )

    @property
    def encrypted(self) -> bool:
        """Whether browsers come by HTTPS, here or at a proxy before."""
        return self.tls_cert is not None or bool(self.url and self.url.startswith("https://"))

    @property
    def address(self) -> str:
        """Where a browser finds the program."""
        if self.url:
            return self.url
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls_cert else 'http'}://{shown}:{self.port}"


def checked(opening: Opening) -> Opening:
    """The same, if it can be served safely.

    Raises
    ------
    OpeningRefused
    """
    if (opening.tls_cert is None) != (opening.tls_key is None):
        raise OpeningRefused("--tls-cert and --tls-key go together")
    for name, file in (("--tls-cert", opening.tls_cert), ("--tls-key", opening.tls_key)):
        if file is not None and not file.is_file():
            raise OpeningRefused(f"{name} {file}: no such file")
    if not is_loopback(opening.host) and opening.url is None:
        raise OpeningRefused(
            f"--host {opening.host}: set {PUBLIC_URL_VARIABLE} to the address that people type, "
            "such as https://canhlua.example.vn (README, “Mở ra mạng”)"
        )
    return opening


def allowed_names(url: str | None) -> list[str]:
    """The names by which browsers may call this server: a page of a foreign site that makes its own name
    point here sends that name, and is turned away."""
    own = urlsplit(url).hostname if url else None
    return [*LOOPBACK_NAMES, *([own] if own else [])]


def only_accounts() -> bool:
    """Whether this process is opened to a network."""
    return os.environ.get(OPEN_VARIABLE) == "1"
