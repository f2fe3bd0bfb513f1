"""Where it burned: an outline from a file or a drawing, whether it can be one, and what grew inside it."""

from geo.burned.by_state import Share, area_by_state
from geo.burned.errors import OutlineInvalid
from geo.burned.outline import Checked, checked
from geo.burned.outline_file import LIMIT_MB, OutlineFile, read_outline

__all__ = [
    "LIMIT_MB",
    "Checked",
    "OutlineFile",
    "OutlineInvalid",
    "Share",
    "area_by_state",
    "checked",
    "read_outline",
]
