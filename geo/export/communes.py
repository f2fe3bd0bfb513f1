"""The communes that a fire event touches."""

from __future__ import annotations

import pandas as pd


def event_communes(members: pd.Series, located: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """Names in `column` of each event's members, most hotspots first, then by name.

    Parameters
    ----------
    members : Series
        `Grouping.members`: detection_id → event_id.
    located : DataFrame
        Detections with `detection_id` and the commune names of one era in `column` (None: outside).
    """
    event = located["detection_id"].map(members)
    table = pd.DataFrame({"event": event, "commune": located[column]}).dropna()
    counts = table.groupby(["event", "commune"]).size().rename("count").reset_index()
    counts = counts.sort_values(["event", "count", "commune"], ascending=[True, False, True])
    return {str(name): part["commune"].tolist() for name, part in counts.groupby("event")}
