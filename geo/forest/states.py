"""The forest states of the national inventory (LDLR): code, abbreviation, name and the group that counts.

Source: the table of states of the forest inventory (`maldlr` 1 to 93), in `states.csv`. Codes 94 to 98 are
known to be natural forest, but the table gives them no abbreviation and no name.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GROUPS = ("natural", "planted", "not_yet", "farmland", "water", "other", "cover")
"""Natural forest, planted forest, planted or bare land not yet forest, farmland, water, other land; and
`cover`: tree cover seen by remote sensing, of which nobody says what kind of forest it is."""

FOREST_GROUPS = ("natural", "planted", "cover")
"""The groups that are counted as forest ("có rừng")."""

FUNCTIONS = ("protection", "special_use", "production", "outside")
"""Phòng hộ, đặc dụng, sản xuất, ngoài quy hoạch lâm nghiệp (outside the three kinds of forest)."""

_FUNCTION_OF_CODE = {0: "outside", 1: "protection", 2: "special_use", 3: "production"}
_FUNCTION_OF_BEGINNING = {"PH": "protection", "DD": "special_use", "ĐD": "special_use", "SX": "production"}
_NATURAL_WITHOUT_NAME = range(94, 99)


@dataclass(frozen=True)
class State:
    """One forest state: `maldlr`, `ldlr` (empty for 94 to 98), Vietnamese name and one of `GROUPS`."""

    code: int
    abbreviation: str
    name_vi: str
    group: str


@cache
def states() -> dict[int, State]:
    """Return all known states by code."""
    path = Path(__file__).with_name("states.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            State(int(row["code"]), row["abbreviation"], row["name_vi"], row["group"])
            for row in csv.DictReader(file)
        ]
    rows += [State(code, "", f"Rừng tự nhiên (mã {code})", "natural") for code in _NATURAL_WITHOUT_NAME]
    return {row.code: row for row in rows}


@cache
def _by_abbreviation() -> dict[str, State]:
    return {state.abbreviation: state for state in states().values() if state.abbreviation}


def whole_number(value: object) -> int | None:
    """Return a code as a whole number: `14`, `14.0`, `"14"` and `" 14.00 "` are 14; anything else is None."""
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return int(number) if number == number and number.is_integer() and abs(number) < 1e15 else None


def state_of(code: object, abbreviation: str | None) -> State | None:
    """Return the forest state that a plot carries.

    The code decides where it is known; else the abbreviation (in any case) does. A year that some files put
    behind the abbreviation (`RTG-2015`) is not read.

    Parameters
    ----------
    code : int, str or None
        `maldlr`, as it stands in the file.
    abbreviation : str or None
        `ldlr`.

    Returns
    -------
    State or None
        None where neither is known: a finding for people, never silently "other".
    """
    number = whole_number(code)
    if number is not None and number in states():
        return states()[number]
    return _by_abbreviation().get((abbreviation or "").strip().upper())


def function_of(code: object, purpose: str | None) -> str | None:
    """Return the forest function of a plot, one of `FUNCTIONS`.

    Parameters
    ----------
    code : int, str or None
        `malr3`: 1 phòng hộ, 2 đặc dụng, 3 sản xuất; 0 and nothing at all: outside the three kinds of forest.
    purpose : str or None
        `mdsd`, such as `PHDN`, `DDVQ`, `SXGL`: asked where the code is missing.

    Returns
    -------
    str or None
        None for a code that is not in the table: a finding, not a guess.
    """
    number = whole_number(code)
    if number is not None:
        return _FUNCTION_OF_CODE.get(number)
    if code is not None and str(code).strip() not in ("", "nan", "None"):
        return None
    return _FUNCTION_OF_BEGINNING.get((purpose or "").strip().upper()[:2], "outside")
