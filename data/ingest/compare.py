"""What a file changes in what is stored: new rows, better versions, rows that SP replaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from geo.hotspots import COLUMNS, Reading, combine
from geo.hotspots.schema import REJECTED_COLUMNS, empty_table
from geo.hotspots.supersede import COVERAGE_COLUMNS

_VERSION = ["version", "processing"]


@dataclass(frozen=True)
class Changes:
    """`new` and `better` hold whole rows (`geo.hotspots.COLUMNS`), with `superseded` as it will be stored.

    `better`: stored already, in a worse version. `replaced`: ids of stored rows to be marked superseded.
    `known`: rows of the file that are stored already, in the same or a better version.
    """

    new: pd.DataFrame
    better: pd.DataFrame
    replaced: tuple[str, ...]
    known: int

    def earliest(self, stored: pd.DataFrame) -> datetime | None:
        """Earliest acquisition (aware UTC) that is touched; None when nothing is."""
        marked = stored.loc[stored["detection_id"].isin(self.replaced), "time_utc"]
        times = pd.concat([self.new["time_utc"], self.better["time_utc"], marked])
        return None if times.empty else times.min().to_pydatetime()


def _as_reading(detections: pd.DataFrame, covered: pd.DataFrame) -> Reading:
    return Reading(
        detections=detections[list(COLUMNS)].astype(COLUMNS),
        rejected=empty_table(dict(REJECTED_COLUMNS)),
        rows=len(detections),
        duplicates=0,
        superseded=0,
        partial=False,
        coverage=covered.astype(COVERAGE_COLUMNS),
    )


def compare(
    watched: pd.DataFrame, covered: pd.DataFrame, stored: pd.DataFrame, stored_covered: pd.DataFrame
) -> Changes:
    """Put a file beside what is stored, by the rules of `geo.hotspots.combine`.

    Parameters
    ----------
    watched, covered
        Detections of the file in the watched box, and where the file holds standard processing.
    stored, stored_covered
        Stored detections (superseded ones too) of every UTC day that the file touches or covers; coverage of
        the files stored before.
    """
    together = combine([_as_reading(stored, stored_covered), _as_reading(watched, covered)]).detections
    before = stored.set_index("detection_id")
    is_stored = together["detection_id"].isin(before.index)
    new = together[~is_stored].reset_index(drop=True)
    both = together[is_stored]
    was = before.loc[both["detection_id"]]
    upgraded = (both[_VERSION].to_numpy() != was[_VERSION].to_numpy()).any(axis=1)
    marked = both["superseded"].to_numpy() & ~was["superseded"].to_numpy() & ~upgraded
    return Changes(
        new=new,
        better=both[upgraded].reset_index(drop=True),
        replaced=tuple(both.loc[marked, "detection_id"]),
        known=len(watched) - len(new) - int(upgraded.sum()),
    )
