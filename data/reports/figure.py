"""One figure of a report, and the records that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as factory
from typing import Any


@dataclass(frozen=True)
class Figure:
    """What an indicator says of a period.

    value
        The figure: a count, or a share from 0 to 1; None where there is nothing to say it of.
    of
        What a share is taken of; None for counts.
    parts
        Its parts by their code, such as held, late, missed.
    rows
        The records that it counts: {kind, ref, code, text, at (ISO), part}.
    """

    code: str
    value: float | None
    of: int | None = None
    parts: dict[str, float] = factory(default_factory=dict)
    rows: Sequence[dict[str, Any]] = ()

    def plain(self) -> dict[str, Any]:
        """As it is kept and written."""
        return {
            "code": self.code,
            "value": self.value,
            "of": self.of,
            "parts": dict(self.parts),
            "rows": list(self.rows),
        }


def row(kind: str, ref: object, code: str, text: str, at: Any, part: str) -> dict[str, Any]:
    """A record behind a figure; `at` is an aware moment or a local day."""
    moment = at.isoformat() if hasattr(at, "isoformat") else at
    return {"kind": kind, "ref": str(ref), "code": code, "text": text, "at": moment, "part": part}


def share(part: float, of: int) -> float | None:
    """0 to 1; None of nothing."""
    return part / of if of else None
