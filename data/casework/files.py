"""Files that people brought, kept beside the database under their digest, readable by this program alone."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from data.store.engine import ROOT


def local_folder(name: str, *, drill: bool = False) -> Path:
    """A folder of this installation such as ``tracks`` or ``photos``; a drill's is apart."""
    return ROOT / "data" / "local" / (f"drill-{name}" if drill else name)


def keep(folder: Path, data: bytes, suffix: str) -> Path:
    """Write the file whole or not at all, and return where it is; the same content twice is one file."""
    file = folder / f"{hashlib.sha256(data).hexdigest()}{suffix}"
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{secrets.token_hex(4)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        os.replace(part, file)  # noqa: PTH105 -- atomic, over a file that another process made meanwhile
    return file


def held_file(folder: Path, name: str, sha256: str) -> bytes | None:
    """The file as it came; None where it is gone or is not the one that came."""
    file = folder / Path(name).name
    if not file.is_file():
        return None
    data = file.read_bytes()
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
