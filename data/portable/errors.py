"""Why a file of settings is not taken in."""

# ruff: noqa: N818 -- named for what happened; the base carries "Error".
from data.errors import DataError


class ImportRefused(DataError):
    """Something in it is wrong: `file` and `place` say where, `problem` what. Nothing is stored then."""

    code = "import_refused"
    sentence = "{file}, {place}: {problem}"
