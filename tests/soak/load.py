"""Fifty walls on one server: how long a refresh takes, what it costs, what each wall holds."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.servers.wall import Server
from tests.soak.bounds import CPU_SHARE, P95_S, VIEWER_MB, Bound
from tests.soak.installed import news, served
from tests.soak.process import cpu_s, rss_mb
from tests.soak.viewer import Viewer

CORES = 2
"""What the bound on processor time is a share of."""
FEW = 3
"""Walls that look before memory is read: what all share is loaded then."""
MOST_BYTES = 60_000


async def _watch(server: Server, viewers: list[Viewer], interval: float, seconds: float) -> None:
    spread = random.Random(7)  # noqa: S311 -- the same spread every time
    until = time.monotonic() + interval + seconds
    walls = [each.watch(spread.uniform(0, interval), until) for each in viewers]

    async def tell() -> None:  # something is stored every minute, so that not everything is kept
        for number in range(int(seconds // 60)):
            await asyncio.sleep(60)
            await asyncio.to_thread(news, server, number)

    await asyncio.gather(*walls, tell())


def measure(count: int, seconds: float, folder: Path, refresh_s: float = 30.0) -> list[Bound]:
    """Let `count` walls look for so many seconds."""
    with served(folder, refresh_s) as server:
        asyncio.run(_watch(server, [Viewer(server.url) for _ in range(FEW)], 1.0, 2 * refresh_s))
        before, spent, begun = rss_mb(server.pid), cpu_s(server.pid), time.monotonic()
        viewers = [Viewer(server.url) for _ in range(count)]
        asyncio.run(_watch(server, viewers, refresh_s, seconds))
        lasted, used = time.monotonic() - begun, cpu_s(server.pid) - spent
        grown = rss_mb(server.pid) - before
    took = sorted(each for viewer in viewers for each in viewer.took)
    sizes = [each for viewer in viewers for each in viewer.sizes]
    p95 = took[int(len(took) * 0.95)]
    milliseconds = [1000 * each for each in (statistics.median(took), p95, took[-1])]
    print(f"  {len(took)} refreshes of {count} walls in {lasted:.0f} s, {used:.1f} s of processor time")
    print("  median {:.0f} ms, p95 {:.0f} ms, longest {:.0f} ms".format(*milliseconds))
    print(f"  machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    return [
        Bound("a refresh, 95th percentile", p95, P95_S, "s"),
        Bound("processor time, share of two cores", used / lasted / CORES, CPU_SHARE, ""),
        Bound("server memory per wall", grown / count, VIEWER_MB, "MB"),
        Bound("bytes of a refresh with 1,000 hotspots", max(sizes), MOST_BYTES, "bytes"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.load", description=__doc__)
    parser.add_argument("--walls", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    given = parser.parse_args()
    print(f"load: {given.walls} walls at 30 s for {given.seconds:.0f} s")
    with TemporaryDirectory() as folder:
        found = measure(given.walls, given.seconds, Path(folder))
    for each in found:
        print(each.line())
    return 0 if all(each.kept for each in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
