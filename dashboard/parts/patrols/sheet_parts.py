"""What else stands on the sheet of a patrol: one line each, in order; each draws itself from the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.parts.patrols import follow_part, papers, track_part

PARTS: tuple[Callable[[Mapping[str, Any]], None], ...] = (follow_part.show, papers.show, track_part.show)
"""Functions of a patrol as `data.patrols.reading.patrol_of` reads it."""
