"""What the reader is told first."""

from dataclasses import dataclass

import pytest

from dashboard.situation import Situation, feeds_unreachable, situation


@dataclass
class Feed:
    state: str


@pytest.mark.parametrize(
    ("received", "hotspots", "states", "expected"),
    [
        (False, 0, ["never", "never"], Situation.NO_DATA),
        (False, 0, ["failing", "failing"], Situation.NO_DATA),
        (True, 0, ["fresh", "failing"], Situation.QUIET),
        (True, 0, ["failing", "ended"], Situation.UNREACHABLE),
        (True, 3, ["failing", "ended"], Situation.BURNING),
        (False, 3, [], Situation.BURNING),
    ],
)
def test_situations(received: bool, hotspots: int, states: list[str], expected: Situation) -> None:
    feeds = [Feed(state) for state in states]
    assert situation(received=received, hotspots=hotspots, states=feeds) is expected


def test_ended_feeds_alone_are_no_outage() -> None:
    assert not feeds_unreachable([Feed("ended")])
