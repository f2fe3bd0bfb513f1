"""What this installation was told by screen, as one file of open formats: to keep, to compare, to take in."""

from data.portable.applying import apply
from data.portable.archive import pack, unpack
from data.portable.comparing import Difference, differences
from data.portable.errors import ImportRefused

__all__ = ["Difference", "ImportRefused", "apply", "differences", "pack", "unpack"]
