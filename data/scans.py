"""Scans of papers: kept by their content under the name of their digest, read back only as they were."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.agencies.errors import ScanInvalid
from data.store.engine import ROOT

LIMIT_MB = 20
_MAGIC = {b"%PDF-": ("pdf", "application/pdf"), b"\xff\xd8\xff": ("jpg", "image/jpeg")}


def folder_of(kind: str, *, drill: bool = False) -> Path:
    """Where scans of a kind of papers are kept: beside the database of this installation, a drill's apart."""
    return ROOT / "data" / "local" / (f"drill-{kind}" if drill else kind)


def keep_scan(name: str, data: bytes, folder: Path) -> dict[str, Any]:
    """Store a PDF or JPG, by its content; returns what a record keeps: {file, name, type, bytes, sha256}.

    Raises
    ------
    ScanInvalid
        `problem`: scan_empty, scan_too_large, scan_wrong_type.
    """
    limit = {"name": name, "limit_mb": LIMIT_MB}
    if not data:
        raise ScanInvalid(problem="scan_empty", **limit)
    if len(data) > LIMIT_MB * 1024 * 1024:
        raise ScanInvalid(problem="scan_too_large", **limit)
    kind = next((each for magic, each in _MAGIC.items() if data.startswith(magic)), None)
    if kind is None:
        raise ScanInvalid(problem="scan_wrong_type", **limit)
    digest = hashlib.sha256(data).hexdigest()
    file = folder / f"{digest}.{kind[0]}"
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{secrets.token_hex(4)}.part")
        part.write_bytes(data)
        os.replace(part, file)  # noqa: PTH105 -- atomic, and over a file that another process made meanwhile
    return {"file": file.name, "name": name, "type": kind[1], "bytes": len(data), "sha256": digest}


def read_scan(scan: Mapping[str, Any] | None, folder: Path) -> bytes | None:
    """The bytes that were uploaded; None when there are none, or the file is not what it was."""
    file = folder / scan["file"] if scan else None
    if scan is None or file is None or not file.is_file():
        return None
    held = file.read_bytes()
    return held if hashlib.sha256(held).hexdigest() == scan["sha256"] else None
