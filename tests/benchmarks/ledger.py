"""The ledger of 100,000 duties: the desk and a month's figures against bare counts of the same rows; and a
day on which 5,000 hotspots arrive at once, against storing the rows alone.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, Engine, insert, text

from data.agencies.loading import load as load_agencies
from data.ingest import RunInfo, store
from data.ledger import desk, figures
from data.ledger.months import read_month
from data.ledger.rule_loading import load_rules
from data.ledger.settings import keep_settings
from data.notices.autotelling import tell_automatically
from data.notices.office import office_of
from data.notices.settings import read_channels
from data.plan.loading import load_plans
from data.profile import load_profile
from data.store.engine import migrate, open_engine, reading, writing
from data.store.tables import duty, matter, matter_fact
from geo.areas import load_areas
from geo.hotspots import read
from tests.browser import seed
from tests.data.ledger.hands import duty_of, fact_of, many, rule_row

DUTIES = 100_000
RECEIVERS = 20
HOTSPOTS = 5_000
LIMIT = 3.0
FLOOD_LIMIT = 2.0
REPEATS = 9
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONTH = read_month("2027-03", ZONE)
NOW = datetime(2027, 3, 31, 12, 0, tzinfo=UTC)


def _rows(conn: Connection) -> None:
    """5,000 matters of one March with twenty receivers each; of the duties, two in five are still to tell."""
    random, rule = np.random.default_rng(20270316), rule_row(conn)
    matters = DUTIES // RECEIVERS
    starts = [MONTH.start + timedelta(minutes=float(m)) for m in random.uniform(0, 44_000, matters)]
    conn.execute(
        insert(matter),
        [
            {"id": n, "kind": "incident", "ref": str(n), "fact_id": n, "created_at": starts[n - 1]}
            for n in range(1, matters + 1)
        ],
    )
    for some in many({"id": n} | fact_of(n, starts[n - 1], {}) for n in range(1, matters + 1)):
        conn.execute(insert(matter_fact), some)
    for some in many(_duties(random, rule, starts)):
        conn.execute(insert(duty), some)
    conn.execute(text("ANALYZE"))


def _duties(random: np.random.Generator, rule: int, starts: list[datetime]) -> Any:
    fields, empty = ("forest", "order", "defence"), dict.fromkeys(("told_at", "proven_at", "proof"))
    for number in range(DUTIES):
        own = number // RECEIVERS
        since, kind = starts[own], random.random()
        row = duty_of((own + 1, own + 1), rule, f"don-vi-{number % RECEIVERS:02d}", since) | empty
        row |= {
            "field": fields[own % 3],
            "commune_2025_id": f"xa-{own % 4}",
            "commune_2021_id": f"x-{own % 11}",
        }
        row |= {"target_at": since + timedelta(minutes=30) if own % 2 else None}
        when = since + timedelta(minutes=float(random.uniform(1, 2000)))
        if kind < 0.6:
            proof = "sent" if kind < 0.1 else "logged"
            row |= {"status": "told", "told_at": when, "proof": proof}
            row |= {"proven_at": when if proof == "logged" else None}
        yield row


def _medians(*functions: Callable[[], object]) -> list[float]:
    """Median processor seconds of each, runs interleaved, so that other work counts little."""
    seconds: list[list[float]] = [[] for _ in functions]
    for function in functions:
        function()
    for _ in range(REPEATS):
        for taken, function in zip(seconds, functions, strict=True):
            start = time.process_time()
            function()
            taken.append(time.process_time() - start)
    return [statistics.median(taken) for taken in seconds]


def _counting(conn: Connection, query: str, **values: Any) -> Callable[[], object]:
    found = text(query)
    return lambda: conn.execute(found, values).scalar()


def _reading(engine: Engine) -> list[dict[str, Any]]:
    wanted = desk.Wanted()
    month = (
        "SELECT count(*) FROM duty WHERE started_at >= :start AND started_at < :end AND status <> 'withdrawn'"
    )
    span = {name: moment.replace(tzinfo=None).isoformat(" ") + ".000000" for name, moment in (
        ("start", MONTH.start), ("end", MONTH.end)
    )}  # fmt: skip
    with reading(engine) as conn:
        bare_desk, ours_desk, bare_month, ours_month, *by = _medians(
            _counting(
                conn, "SELECT count(*) FROM duty WHERE status IN ('open', 'told') AND proven_at IS NULL"
            ),
            lambda: (desk.count(conn, wanted, NOW), desk.live(conn, wanted, NOW)),
            _counting(conn, month, **span),
            lambda: figures.count_all(conn, MONTH, NOW),
            *(lambda d=d: figures.count_by(conn, MONTH, NOW, d) for d in figures.ALL_DIMENSIONS),
        )
    rows = [
        {
            "name": f"desk of {DUTIES:,} duties / their bare count",
            "ratio": round(ours_desk / bare_desk, 2),
            "limit": LIMIT,
        },
        {
            "name": "figures of their month / the bare count",
            "ratio": round(ours_month / bare_month, 2),
            "limit": LIMIT,
        },
    ]
    for name, taken in zip(figures.ALL_DIMENSIONS, by, strict=True):
        # A chart of the page, one at a time: only shown.
        rows.append({"name": f"figures by {name} / the bare count", "ratio": round(taken / bare_month, 2)})
    return rows


def _flood() -> bytes:
    """5,000 hotspots at 748 places more than a kilometre apart, in two waves that are fire events of their
    own: about 1,500 events, which is as many as the area holds."""
    places = [(21.53 + i * 0.0145, 103.48 + j * 0.0155) for i in range(34) for j in range(22)]
    rows = []
    for number in range(HOTSPOTS):
        (latitude, longitude), turn = places[number % len(places)], number // len(places)
        at = (round(latitude + 0.0005 * (turn % 3), 5), round(longitude + 0.0005 * (turn // 3), 5))
        rows.append((*at, 1.0 + 34.0 * (turn % 2), ("N20", "N21", "N")[turn % 3], "nominal", 5.0))
    return seed.csv(tuple(rows), NOW)


def _stored(data: bytes, *, rules: bool) -> float:
    """Processor seconds to store them: the rows alone, or with the duties of the profile's rules and one
    digest per receiver in the outbox."""
    profile = load_profile()
    areas = load_areas(profile.areas_dir)
    office = office_of(profile, areas, read_channels({}, drill=True))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'flood.db'}")
        migrate(engine)
        load_agencies(engine, profile.directory, lambda: NOW, drill=True)
        load_plans(engine, profile.directory, lambda: NOW)
        on_from = NOW - timedelta(days=20) if rules else None
        load_rules(engine, profile.directory, lambda: NOW, on_from=on_from)
        keep_settings(engine, profile.ledger, NOW)
        info = RunInfo("noaa-20", "poll", "system:watch", "watch", NOW, file_name="flood.csv")
        detections = read(data, source="flood.csv")
        start = time.process_time()
        store(engine, detections, data, info, now=NOW, profile=profile, areas=areas)
        if rules:
            with writing(engine) as conn:
                made = tell_automatically(conn, office, now=NOW, real_now=NOW)
            assert made
        taken = time.process_time() - start
        with reading(engine) as conn:
            assert bool(conn.execute(text("SELECT count(*) FROM duty")).scalar()) == rules
        engine.dispose()
    return taken


def run() -> list[dict[str, Any]]:
    """Rows `name, ratio, limit`."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate(engine)
        with writing(engine) as conn:
            _rows(conn)
        found = _reading(engine)
        engine.dispose()
    data = _flood()
    pairs = [(_stored(data, rules=False), _stored(data, rules=True)) for _ in range(3)]
    alone, whole = (min(each) for each in zip(*pairs, strict=True))
    found.append(
        {
            "name": f"{HOTSPOTS:,} hotspots at once, duties and digests / the rows alone",
            "ratio": round(whole / alone, 2),
            "limit": FLOOD_LIMIT,
        }
    )
    return found


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']:<80} {row['ratio']:>6} ≤ {row.get('limit', '')}")
