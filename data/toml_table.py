"""TOML tables that say exactly what is wrong with them: file, key, problem."""

from __future__ import annotations

import math
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

from geo.errors import GeoError


class ProfileError(GeoError):
    """A profile that cannot be used; `file`, `key` and `problem` say what to mend."""

    code: ClassVar[str] = "profile_error"
    sentence: ClassVar[str] = "{file}: {key}: {problem}"


class Table:
    """A TOML table being read: each getter checks one key, and `refuse_unknown` finds the typing slips."""

    def __init__(self, file: Path, values: dict[str, Any], path: str = "") -> None:
        self.file, self._values, self._path = file, values, path
        self._met: set[str] = set()

    def error(self, key: str, problem: str) -> ProfileError:
        return ProfileError(file=str(self.file), key=self._path + key, problem=problem)

    def _take(self, key: str) -> Any:
        self._met.add(key)
        if key not in self._values:
            raise self.error(key, "is missing")
        return self._values[key]

    def has(self, key: str) -> bool:
        self._met.add(key)
        return key in self._values

    @property
    def keys(self) -> list[str]:
        return list(self._values)

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"should be a text, got {value!r}")
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if not isinstance(value, bool):
            raise self.error(key, f"should be true or false, got {value!r}")
        return value

    def number(self, key: str, *, least: float = -math.inf, above: float = -math.inf) -> float:
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self.error(key, f"should be a number, got {value!r}")
        if value < least:
            raise self.error(key, f"should be at least {least:g}, got {value!r}")
        if value <= above:
            raise self.error(key, f"should be above {above:g}, got {value!r}")
        return float(value)

    def moment(self, key: str) -> datetime:
        """A date with its offset; given back in UTC."""
        value = self._take(key)
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self.error(key, f"should be a date and time with Z or an offset, got {value!s}")
        return value.astimezone(UTC)

    def day(self, key: str) -> date:
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(key, f"should be a date like 2025-07-01, got {value!s}")
        return value

    def items(self, key: str) -> list[Any]:
        value = self._take(key)
        if not isinstance(value, list) or not value:
            raise self.error(key, f"should be a list with something in it, got {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.items(key)
        if not all(isinstance(item, str) and item for item in value):
            raise self.error(key, f"should be a list of texts, got {value!r}")
        return tuple(value)

    def bbox(self, key: str) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees; a box over the date line is not supported."""
        value = self.items(key)
        good = len(value) == 4 and all(
            isinstance(item, (int, float)) and not isinstance(item, bool) for item in value
        )
        if not good:
            raise self.error(key, f"should be [west, south, east, north], got {value!r}")
        west, south, east, north = (float(item) for item in value)
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise self.error(key, f"should be [west, south, east, north] in degrees, got {value!r}")
        return west, south, east, north

    def table(self, key: str) -> Table:
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.error(key, f"should be a table, got {value!r}")
        return Table(self.file, value, f"{self._path}{key}.")

    def tables(self, key: str) -> list[Table]:
        value = self.items(key)
        if not all(isinstance(item, dict) for item in value):
            raise self.error(key, "should be a list of tables ([[…]])")
        return [Table(self.file, item, f"{self._path}{key}[{n}].") for n, item in enumerate(value, 1)]

    def refuse_unknown(self) -> None:
        unknown = sorted(set(self._values) - self._met)
        if unknown:
            raise self.error(unknown[0], "is not a key that this program knows")


def read_toml(file: Path) -> Table:
    """The top table of a TOML file.

    Raises
    ------
    ProfileError
        No such file, not UTF-8, or not TOML.
    """
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ProfileError(file=str(file), key="", problem="there is no such file") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(file=str(file), key="", problem=f"is not TOML ({error})") from None
    return Table(file, values)
