"""What a track is judged by."""

from __future__ import annotations

from dataclasses import dataclass

from geo.search.gpx_reading import LONGEST_STEP_M


@dataclass(frozen=True)
class Limits:
    """No regulation gives these; a deployment says otherwise in its profile.

    join_m
        Two points farther apart are not joined; see `geo.search.gpx_reading.LONGEST_STEP_M`.
    gap_s
        A recorder that was silent for longer has a gap: its time is not counted as time on patrol.
    max_speed_kmh
        Faster is no patrol: a car on a good road, or a wrong position.
    visibility_m
        How far one sees to either side; shorter jumps of a receiver are not called fast.
    future_s
        How far a phone's clock may be ahead of ours.
    """

    join_m: float = LONGEST_STEP_M
    gap_s: float = 900.0
    max_speed_kmh: float = 60.0
    visibility_m: float = 50.0
    future_s: float = 300.0
