"""What people brought, as files of this installation: named by their hash, readable by the program alone."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from data.store.engine import ROOT

KINDS = ("photos", "tracks")


def folder_of(kind: str, *, drill: bool = False) -> Path:
    """Where photos or tracks are kept: beside the database of this installation, a drill's apart."""
    if kind not in KINDS:
        raise ValueError(f"'kind' should be one of {KINDS}, got {kind!r}")
    return ROOT / "data" / "local" / (f"drill-{kind}" if drill else kind)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def keep_file(folder: Path, name: str, data: bytes) -> None:
    """Write a file whole or not at all; one that is there is not touched (its name is its content's hash)."""
    file = folder / name
    if file.is_file() and file.stat().st_size == len(data):
        return
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.{secrets.token_hex(4)}.part"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)  # noqa: PTH105 -- atomic, and over a file that another process made meanwhile
    finally:
        part.unlink(missing_ok=True)
