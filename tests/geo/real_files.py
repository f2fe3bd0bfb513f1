"""Where the real FIRMS files are: beside the project, not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "real" / "firms"


def real_file(name: str) -> Path:
    """The file, or a skip that says why."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the real file {name} is not beside the project")
    return path
