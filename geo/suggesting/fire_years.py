"""Fire years: a burning season that runs over the new year, and the quiet months before it."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.suggesting.rules import Rules


def fire_year(moment: datetime, rules: Rules, tz: tzinfo) -> int:
    """The year in which the season of a moment's fire year ends: 2027 for December 2026 to April 2027.

    A fire year begins with the month after a season, so May 2026 to April 2027 are 2027.
    """
    local = moment.astimezone(tz)
    return local.year + (1 if local.month > rules.season_to else 0)


def first_moment(now: datetime, rules: Rules, tz: tzinfo) -> datetime:
    """When the oldest of the `rules.seasons` fire years began that are looked at from `now` (aware)."""
    year = fire_year(now, rules, tz) - rules.seasons + 1
    month = rules.season_to % 12 + 1
    return datetime(year - (0 if month == 1 else 1), month, 1, tzinfo=tz)


def years_of(times: pd.Series, rules: Rules, tz: tzinfo) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """Fire year of each moment (aware, UTC), and whether it lies in the burning season; shape (n,) each."""
    local = times.dt.tz_convert(tz)
    month = local.dt.month.to_numpy()
    year = local.dt.year.to_numpy() + (month > rules.season_to)
    if rules.season_from <= rules.season_to:
        return year, (month >= rules.season_from) & (month <= rules.season_to)
    return year, (month >= rules.season_from) | (month <= rules.season_to)
