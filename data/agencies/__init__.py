"""Agencies and their focal points: who they are on a day, who can be reached, what people change."""

from data.agencies.act import Act
from data.agencies.editing import (
    Agency,
    FocalPoint,
    add_agency,
    add_focal_point,
    edit_agency,
    edit_focal_point,
)
from data.agencies.loading import Offer, load, offers, take
from data.agencies.reaching import check_due, check_nightly, last_check, reachable, unreachable_agencies
from data.agencies.reading import agencies_at, all_rows, focal_points_at
from data.agencies.rows import AGENCY, FOCAL_POINT, history, restore, retire, row_of, undo

__all__ = [
    "AGENCY",
    "FOCAL_POINT",
    "Act",
    "Agency",
    "FocalPoint",
    "Offer",
    "add_agency",
    "add_focal_point",
    "agencies_at",
    "all_rows",
    "check_due",
    "check_nightly",
    "edit_agency",
    "edit_focal_point",
    "focal_points_at",
    "history",
    "last_check",
    "load",
    "offers",
    "reachable",
    "restore",
    "retire",
    "row_of",
    "take",
    "undo",
    "unreachable_agencies",
]
