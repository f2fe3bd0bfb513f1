"""The scenario's clock: real speed, faster, paused, or set to a time.

It is three numbers in the drill's database, so that every process reads the same time. Only facts and
deadlines use it; leases, retries, sessions and liveness run on the real clock (DESIGN.md, rule 5).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime


@dataclass(frozen=True)
class ScenarioClock:
    """At the real moment `real` the scenario's time was `scenario`; since then it runs at `rate`."""

    real: datetime
    scenario: datetime
    rate: float

    def at(self, real_now: datetime) -> datetime:
        """The scenario's time (UTC) at a real moment. A real clock set back never turns the scenario back."""
        return self.scenario + max(real_now - self.real, real_now - real_now) * self.rate

    def with_rate(self, rate: float, real_now: datetime) -> ScenarioClock:
        """The same moment, from now on at another speed (0 = paused). ValueError for a negative rate."""
        if rate < 0:
            raise ValueError(f"rate must be 0 or more, got {rate}")
        return ScenarioClock(real_now, self.at(real_now), rate)

    def set_to(self, scenario: datetime, real_now: datetime) -> ScenarioClock:
        """Another moment, at the same speed."""
        return replace(self, real=real_now, scenario=scenario)

    def as_json(self) -> dict[str, object]:
        """For the `setting` table."""
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(self).items()}

    @staticmethod
    def from_json(value: dict[str, object]) -> ScenarioClock:
        """Back from the `setting` table."""
        return ScenarioClock(
            datetime.fromisoformat(str(value["real"])).astimezone(UTC),
            datetime.fromisoformat(str(value["scenario"])).astimezone(UTC),
            float(str(value["rate"])),
        )
