"""Where in a tiled TIFF its pixels lie, so that only the blocks under a window have to be fetched.

TIFF 6.0 and BigTIFF, all directories. A cloud-optimised file has them in its first kilobytes; in any other
file they are followed to wherever they are.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SIZES = {
    **dict.fromkeys((1, 2, 6, 7), 1),
    **dict.fromkeys((3, 8), 2),
    **dict.fromkeys((4, 9, 11, 13), 4),
    **dict.fromkeys((5, 10, 12, 16, 17, 18), 8),
}
"""Bytes of a value, by TIFF's number of its type."""

_WHOLE = {3: "u2", 4: "u4", 13: "u4", 16: "u8"}
_WIDTH, _HEIGHT, _TILE_WIDTH, _TILE_HEIGHT, _OFFSETS, _COUNTS = 256, 257, 322, 323, 324, 325
_MOST_DIRECTORIES = 64
_MOST_ENTRIES = 4096
_MOST_BYTES = 32 * 1024 * 1024  # of one tag's values; a WorldCover tile has 10 kB


class NotATiff(ValueError):  # noqa: N818 - named for what happened, as geo.errors
    """The file does not begin like a TIFF."""


class BrokenTiff(ValueError):  # noqa: N818
    """A TIFF whose directories cannot be followed, or that is not tiled."""


@dataclass(frozen=True)
class Layout:
    """The blocks of the first (full) image: its size and theirs in pixels, and (start, stop) of each.

    `blocks` has shape (rows of blocks, columns of blocks, 2). A block of no bytes is a hole: no data.
    """

    width: int
    height: int
    block_width: int
    block_height: int
    blocks: NDArray[np.int64]

    def under(self, rows: slice, columns: slice) -> NDArray[np.int64]:
        """(start, stop) of the blocks that a window of pixels touches, in the order of the file."""
        down = slice(rows.start // self.block_height, -(-rows.stop // self.block_height))
        right = slice(columns.start // self.block_width, -(-columns.stop // self.block_width))
        found = self.blocks[down, right].reshape(-1, 2)
        found = found[found[:, 1] > found[:, 0]]
        return found[np.argsort(found[:, 0])]


def _directory(
    read: Callable[[int, int], bytes], at: int, order: str, big: bool
) -> tuple[dict[int, NDArray[np.int64]], int]:
    """The whole-number tags of a directory and the place of the next. Reads the values of all tags."""
    count_form, entry, inline = ("Q", order + "HHQ", 8) if big else ("H", order + "HHI", 4)
    head = struct.calcsize(order + count_form)
    (entries,) = struct.unpack(order + count_form, read(at, at + head))
    if not 0 < entries <= _MOST_ENTRIES:
        raise BrokenTiff(f"a directory of {entries} entries")
    step = struct.calcsize(entry) + inline
    body = read(at + head, at + head + entries * step + inline)
    pointer = order + ("Q" if big else "I")
    tags: dict[int, NDArray[np.int64]] = {}
    for n in range(entries):
        one = body[n * step : (n + 1) * step]
        tag, kind, count = struct.unpack(entry, one[: step - inline])
        length = _SIZES.get(kind, 1) * count
        if length > _MOST_BYTES:
            raise BrokenTiff(f"tag {tag} has {length} bytes")
        values = one[step - inline :][:length]
        if length > inline:
            (where,) = struct.unpack(pointer, one[step - inline :])
            values = read(where, where + length)
        if kind in _WHOLE:
            tags[tag] = np.frombuffer(values, order + _WHOLE[kind]).astype(np.int64)
    (following,) = struct.unpack(pointer, body[entries * step :])
    return tags, following


def _one(tags: dict[int, NDArray[np.int64]], tag: int) -> int:
    values = tags.get(tag)
    if values is None or len(values) != 1 or values[0] < 1:
        raise BrokenTiff(f"tag {tag} is missing or odd")
    return int(values[0])


def _layout(tags: dict[int, NDArray[np.int64]]) -> Layout:
    if _OFFSETS not in tags or _COUNTS not in tags:
        raise BrokenTiff("it is not tiled")
    width, height = _one(tags, _WIDTH), _one(tags, _HEIGHT)
    across, down = _one(tags, _TILE_WIDTH), _one(tags, _TILE_HEIGHT)
    shape = (-(-height // down), -(-width // across))
    starts, counts = tags[_OFFSETS], tags[_COUNTS]
    if len(starts) != len(counts) or len(starts) != shape[0] * shape[1]:
        raise BrokenTiff(f"{len(starts)} blocks instead of {shape[0] * shape[1]}")
    if (starts < 0).any() or (counts < 0).any():
        raise BrokenTiff("a block before the beginning")
    return Layout(width, height, across, down, np.stack([starts, starts + counts], axis=1).reshape(*shape, 2))


def read_layout(read: Callable[[int, int], bytes]) -> Layout:
    """Follow the directories of a TIFF.

    Parameters
    ----------
    read : callable
        Gives the bytes from start to stop. Afterwards all that a TIFF library looks at on opening was asked
        for.

    Raises
    ------
    NotATiff, BrokenTiff
    """
    head = read(0, 16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2], "")
    version = struct.unpack(order + "H", head[2:4])[0] if order and len(head) == 16 else 0
    if version not in (42, 43):
        raise NotATiff
    big = version == 43
    (at,) = struct.unpack(order + "Q", head[8:16]) if big else struct.unpack(order + "I", head[4:8])
    seen: set[int] = set()
    first: Layout | None = None
    try:
        while at:
            if at in seen or len(seen) >= _MOST_DIRECTORIES:
                raise BrokenTiff("its directories go in a circle")
            seen.add(at)
            tags, at = _directory(read, at, order, big)
            first = first or _layout(tags)
    except struct.error:  # a directory beyond the end of the file
        raise BrokenTiff("it is cut off") from None
    except ValueError as problem:
        raise problem if isinstance(problem, BrokenTiff) else BrokenTiff("it is cut off") from None
    if first is None:
        raise BrokenTiff("it has no image")
    return first
