"""A local stand-in for a remote file: as long as that, with only the parts in it that somebody needed.

GDAL reads this file; it never touches the network.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path

from geo.landcover.ranges import RangedFile

CHUNK = 64 * 1024
"""Parts are fetched in whole chunks: a header in one request, at most two chunks too much around a block."""

_MOST_AT_ONCE = 32  # chunks in one request: 2 MiB, so that a broken-off answer costs little


class SparseCopy:
    """The copy at `path` of `remote`; what is missing is fetched when it is needed."""

    def __init__(self, path: Path, remote: RangedFile) -> None:
        self._path, self._remote = path, remote
        self._have: set[int] = set()
        path.write_bytes(b"")

    def missing(self, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """(start, stop) in bytes of what the spans still need, in few and whole chunks."""
        wanted = {n for start, stop in spans for n in range(start // CHUNK, -(-stop // CHUNK))}
        runs: list[list[int]] = []
        for n in sorted(wanted - self._have):
            if runs and runs[-1][1] == n and n - runs[-1][0] < _MOST_AT_ONCE:
                runs[-1][1] = n + 1
            else:
                runs.append([n, n + 1])
        return [(first * CHUNK, last * CHUNK) for first, last in runs]

    def need(
        self, spans: Iterable[tuple[int, int]], progress: Callable[[int, int], object] | None = None
    ) -> None:
        """Fetch what the spans lack. `progress` is told the bytes so far and in all."""
        size = self._remote.size or math.inf
        runs = [(start, int(min(stop, size))) for start, stop in self.missing(spans) if start < size]
        done, whole = 0, sum(stop - start for start, stop in runs)
        self._remote.allow(whole)
        if not runs and progress is not None:
            progress(1, 1)
        for start, stop in runs:
            data = self._remote.read(start, stop)
            with self._path.open("r+b") as file:
                file.seek(start)
                file.write(data)
            self._have.update(range(start // CHUNK, -(-stop // CHUNK)))
            done += stop - start
            if progress is not None:
                progress(done, whole)

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from start to stop, fewer only where the file ends."""
        self.need([(start, stop)])
        with self._path.open("rb") as file:
            file.seek(start)
            return file.read(stop - start)

    def finish(self) -> None:
        """Give the copy the length of the original; what was not fetched reads as zeros."""
        with self._path.open("r+b") as file:
            file.truncate(self._remote.size)
