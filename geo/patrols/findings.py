"""What may be said of a track: one table, which code, screens and tests read."""

from __future__ import annotations

FINDINGS: dict[str, str] = {
    "no_times": "doubt",
    "same_second": "doubt",
    "some_times": "note",
    "times_backwards": "doubt",
    "future_times": "doubt",
    "outside_window": "note",
    "nothing_counted": "doubt",
    "too_fast": "doubt",
    "even_speed": "doubt",
    "equal_steps": "note",
    "twice_in_file": "note",
    "elsewhere": "note",
    "all_elsewhere": "doubt",
    "away_from_zones": "doubt",
    "walked_together": "note",
    "used_elsewhere": "doubt",
}
"""By code: ``doubt`` (somebody should ask) or ``note`` (it explains a figure). Nothing is refused for either.

no_times: the file tells none. same_second: all points bear one moment, which tells as little. some_times:
`points` of `of` have one. times_backwards: `points` bear an earlier time than the one before.
future_times: `points` lie in the future until `latest`; they are not counted. outside_window: `metres` were
walked outside of the patrol's window, from `first` to `last`; not counted. nothing_counted: no point is left.
too_fast: up to `kmh` over `metres`, first at `at`; not counted. even_speed: `kmh` all the way within 2 %, as
nobody walks: times were filled in from distances. equal_steps: every step took `seconds`, as recorders do
and programs that fill in times. twice_in_file: `metres` stand in the file more than once; counted once.
elsewhere, all_elsewhere: `metres` lie outside of the communes. away_from_zones: no zone of the patrol was
seen. walked_together: `metres` beside an earlier track of the patrol; counted once for the patrol.
used_elsewhere: the same file proves the patrol `code` already.
"""
DOUBTS = frozenset(code for code, weight in FINDINGS.items() if weight == "doubt")
