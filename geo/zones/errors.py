"""Why a file or typed lines give no zone."""

# ruff: noqa: N818 -- named for what happened; the base carries "Error".
from geo.errors import GeoError

FILE_PROBLEMS = (
    "zone_file_empty",
    "zone_file_large",
    "zone_file_unknown",
    "zone_file_no_crs",
    "zone_file_no_shape",
    "zone_file_many",
)
LINE_PROBLEMS = ("lines_few", "lines_unreadable", "lines_swapped", "lines_many")


class ZoneFileInvalid(GeoError):
    """A file from which no zones can be taken; `problem` is one of `FILE_PROBLEMS`."""

    code = "zone_file_invalid"
    sentence = "No zones can be taken from this file: {problem}"


class LinesInvalid(GeoError):
    """Typed coordinates that make no shape; `problem` is one of `LINE_PROBLEMS`, `line` the first bad one."""

    code = "zone_lines_invalid"
    sentence = "Line {line} of the coordinates makes no corner: {problem}"
