"""Phones in a drill: their clocks are real, the story's is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from data.positions.requests import Report


def in_story(report: Report, now: datetime, real: datetime) -> Report:
    """The report with the times of the story.

    What a phone says in real time happened as long ago in the story; what lies nearer to the story's clock
    is the story's already (played, not walked). The difference is taken in whole minutes, rounded down: a
    position that is sent twice is the same one, and none is of the future.

    Parameters
    ----------
    now
        On the story's clock.
    real
        On everybody's.
    """
    ahead = timedelta(minutes=(now - real) // timedelta(minutes=1))
    moved = [
        replace(each, at=each.at + ahead) if abs(each.at - real) < abs(each.at - now) else each
        for each in report.positions
    ]
    return replace(report, positions=tuple(moved))
