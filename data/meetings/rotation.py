"""Who hosts the quarterly meeting: the forces in turn, in an order that may change in the middle of a year.

The plan says that the host rotates, and not in which order (DOMAIN 1): an order is entered, and none is
guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.periods import Period


@dataclass(frozen=True)
class Order:
    """From this quarter on (2027-Q3) the roles host in turn, the first of them in that quarter."""

    from_quarter: str
    roles: Sequence[str]


def _number(quarter: str) -> int:
    return int(quarter[:4]) * 4 + int(quarter[-1]) - 1


def host_role(quarter: Period | str, orders: Sequence[Order]) -> str | None:
    """The role that hosts a quarter: by the latest order that has begun by then; None where none has.

    Where two begin with the same quarter the one that was entered last counts.
    """
    wanted = _number(quarter if isinstance(quarter, str) else quarter.text)
    begun = [each for each in orders if _number(each.from_quarter) <= wanted and each.roles]
    if not begun:
        return None
    latest = max(_number(each.from_quarter) for each in begun)
    order = [each for each in begun if _number(each.from_quarter) == latest][-1]
    return order.roles[(wanted - latest) % len(order.roles)]
