"""The reception log (sổ tiếp nhận thông tin): calls, who made them, and the incidents that they belong to."""

from data.reception.reading import calls_of, informant, latest_calls
from data.reception.recording import Call, Recorded, record
from data.reception.spoken_time import read_moment
from data.reception.where import Spot, find_spots

__all__ = [
    "Call",
    "Recorded",
    "Spot",
    "calls_of",
    "find_spots",
    "informant",
    "latest_calls",
    "read_moment",
    "record",
]
