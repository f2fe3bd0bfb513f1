"""What the wall must keep to, in one place, and how a line is printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bound:
    """A measured value and the most that it may be."""

    name: str
    value: float
    most: float
    unit: str

    @property
    def kept(self) -> bool:
        return self.value <= self.most

    def line(self) -> str:
        mark = "ok  " if self.kept else "OVER"
        return f"{mark} {self.name}: {self.value:.3g} {self.unit} (at most {self.most:g})"


HEAP_MB_PER_100 = 1.0
SERVER_MB = 20.0
P95_S = 1.0
CPU_SHARE = 0.15
VIEWER_MB = 0.5


def slope(values: list[float]) -> float:
    """Least-squares growth per step of a series."""
    n = len(values)
    if n < 2:
        return 0.0
    middle, mean = (n - 1) / 2, sum(values) / n
    spread = sum((i - middle) ** 2 for i in range(n))
    return sum((i - middle) * (value - mean) for i, value in enumerate(values)) / spread
