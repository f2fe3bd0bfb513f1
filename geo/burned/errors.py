"""Why an outline of burned ground is refused."""

# ruff: noqa: N818 -- named for what happened; the base carries "Error".
from geo.errors import GeoError

PROBLEMS = (
    "outline_file_empty",
    "outline_file_large",
    "outline_file_unknown",
    "outline_absent",
    "outline_few_points",
    "outline_swapped",
    "outline_far",
    "outline_nothing_left",
    "outline_huge",
)


class OutlineInvalid(GeoError):
    """A file or drawing from which no burned area can be taken; `problem` is one of `PROBLEMS`."""

    code = "outline_invalid"
    sentence = "No burned area can be taken from this: {problem}"
