"""The table of roles (`roles.csv`): which role may do what. Code, tests and the help page read this one file.

A cell is ``all`` (any record), ``own`` (only records of the account's own agency) or ``no``. A new action is
a new line; nothing is allowed that is not in the table.
"""

from __future__ import annotations

import csv
from pathlib import Path

from data.store.tables import ROLES

_FILE = Path(__file__).with_name("roles.csv")
REACHES = ("no", "own", "all")


def _read() -> dict[str, dict[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as text:
        lines = list(csv.reader(text))
    if tuple(lines[0][1:]) != ROLES:
        raise ValueError(f"{_FILE.name} should have the columns {', '.join(ROLES)}")
    table = {line[0]: dict(zip(ROLES, line[1:], strict=True)) for line in lines[1:]}
    wrong = {cell for cells in table.values() for cell in cells.values()} - set(REACHES)
    if wrong or len(table) != len(lines) - 1:
        raise ValueError(f"{_FILE.name} holds {sorted(wrong) or 'an action twice'}")
    return table


TABLE = _read()
ACTIONS = tuple(TABLE)
ADMINISTRATOR = "administrator"


def reach(role: str, action: str) -> str:
    """``all``, ``own`` or ``no``; ``no`` for a role that is not in the table.

    Raises
    ------
    KeyError
        The action is not in the table: a slip in the program, which nobody's role can cover.
    """
    return TABLE[action].get(role, "no")
