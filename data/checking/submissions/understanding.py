"""From the cells of a row to a verdict: names of groups, labels instead of names, commas in numbers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from data.checking.errors import FormColumnsMissing, FormRowInvalid
from data.checking.kit.form import PHOTOS, answers, columns
from data.checking.saying import Verdict
from geo.names import fold
from geo.typed_point import read_number

_INSTANCE = ("instanceid", "meta/instanceid", "meta-instanceid", "_uuid", "key", "__id")
_POINT = {
    "place-latitude": "latitude", "place-longitude": "longitude", "place-accuracy": "accuracy_m",
    "_place_latitude": "latitude", "_place_longitude": "longitude", "_place_precision": "accuracy_m",
}  # fmt: skip
_NEEDED = ("event", "kind")
_VIETNAMESE = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True)
class Submission:
    """One row of the form, its cells by the names of the questions."""

    instance_id: str
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def draft_id(self) -> str:
        """At most 40 characters: the id itself, or a digest of a longer one."""
        own = self.instance_id
        return own if len(own) <= 36 else hashlib.sha256(own.encode()).hexdigest()[:36]

    @property
    def photos(self) -> list[tuple[int, str]]:
        """Number and file name of each photo that was taken."""
        return [(k, self[name]) for k, name in enumerate(PHOTOS, start=1) if self[name]]


def _names(header: tuple[str, ...]) -> dict[str, str]:
    """Column → the question's name, ``instance`` or a part of the point; groups before it do not matter."""
    known, found = columns(), {}
    for column in header:
        whole = fold(column)
        last = fold(re.split(r"[/:]|(?<=\w)-(?=\w)", column)[-1])
        point = next((part for key, part in _POINT.items() if re.search(rf"(^|[/-]){key}$", whole)), None)
        if point is not None:
            found[column] = point
        elif whole in _INSTANCE or last == "instanceid":
            found[column] = "instance" if "instanceid" in whole else "instance_else"
        else:
            found[column] = known.get(whole) or known.get(last) or ""
    return {column: name for column, name in found.items() if name}


def understand(header: tuple[str, ...], row: Mapping[str, str], name: str) -> Submission:
    """A row by the names of the questions.

    Raises
    ------
    FormColumnsMissing
        It is no table of this form.
    FormRowInvalid
        The row has no id of its own.
    """
    names = _names(header)
    missing = [each for each in _NEEDED if each not in names.values()]
    if not {"instance", "instance_else"} & set(names.values()):
        missing.append("instanceID")
    if missing:
        raise FormColumnsMissing(name=name, missing=missing)
    cells: dict[str, str] = {}
    for column, meant in names.items():
        if row.get(column) and not cells.get(meant):
            cells[meant] = row[column]
    own = (cells.get("instance") or cells.get("instance_else") or "").strip()
    if not own:
        raise FormRowInvalid(column="instanceID", value="")
    return Submission(own.removeprefix("uuid:").lower(), cells)


def _number(row: Submission, name: str) -> float | None:
    if not row[name]:
        return None
    found = read_number(row[name])
    if found != found:
        raise FormRowInvalid(column=name, value=row[name][:60])
    return found


def _whole(row: Submission, name: str) -> int | None:
    found = _number(row, name)
    return None if found is None else int(found)


def _choice(row: Submission, name: str, list_name: str) -> str | None:
    if not row[name]:
        return None
    found = answers(list_name).get(fold(row[name]))
    if found is None:
        raise FormRowInvalid(column=name, value=row[name][:60])
    return found


def _moment(row: Submission, name: str, tz: tzinfo) -> datetime | None:
    text = row[name]
    if not text:
        return None
    try:
        if parts := _VIETNAMESE.match(text):
            day, month, year, hour, minute, second = (int(each or 0) for each in parts.groups())
            found = datetime(year, month, day, hour, minute, second, tzinfo=tz)
        else:
            found = datetime.fromisoformat(text)
    except ValueError:
        raise FormRowInvalid(column=name, value=text[:60]) from None
    return found if found.tzinfo else found.replace(tzinfo=tz)


def _point(row: Submission) -> tuple[float | None, float | None, float | None]:
    parts = row["place"].split()
    if len(parts) >= 2 and "latitude" not in row.cells:
        values = [read_number(each) for each in parts]
        if any(value != value for value in values):
            raise FormRowInvalid(column="place", value=row["place"][:60])
        accuracy = values[3] if len(values) > 3 and values[3] > 0 else None
        return values[0], values[1], accuracy
    return _number(row, "latitude"), _number(row, "longitude"), _number(row, "accuracy_m")


def verdict_from(row: Submission, tz: tzinfo) -> Verdict:
    """The verdict that a row says; times without a zone are local.

    Raises
    ------
    FormRowInvalid
    """
    latitude, longitude, accuracy = _point(row)
    percent, out = _number(row, "searched_percent"), _choice(row, "is_out", "yesno")
    observed = _moment(row, "observed_at", tz) or _moment(row, "end", tz)
    if observed is None:
        raise FormRowInvalid(column="observed_at", value="")
    return Verdict(
        draft_id=row.draft_id,
        event_id=row["event"],
        kind=_choice(row, "kind", "kinds") or "",
        description=row["description"],
        name=row["name"],
        phone=_phone(row["phone"]),
        observed_at=observed,
        seen_version=_whole(row, "seen_version"),
        seen_verdict_id=_whole(row, "seen_verdict"),
        direction=_choice(row, "direction", "winds"),
        distance_km=_number(row, "distance_km"),
        area_m2=_number(row, "area_m2"),
        is_out=None if out is None else out == "yes",
        out_at=_moment(row, "out_at", tz),
        searched_share=None if percent is None else percent / 100,
        latitude=latitude,
        longitude=longitude,
        accuracy_m=accuracy,
        channel="form",
    )


def _phone(text: str) -> str:
    """A spreadsheet that took a phone number for a number dropped the 0 before it."""
    return f"0{text}" if re.fullmatch(r"[2-9]\d{8,9}", text) else text
