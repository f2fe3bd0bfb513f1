"""What a phone sends as a verdict, understood: decimal commas, times without a zone, coordinates as typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.services import Services
from dashboard.words import _
from dashboard.words.errors import say
from data.checking.errors import PointOutside, PointToConfirm
from data.checking.saying import Verdict
from data.checking.where import typed_point
from geo.errors import GeoError
from geo.typed_point import read_number

FIELD_OF_PROBLEM = {
    "verdict_kind_unknown": "kind",
    "description_missing": "description",
    "name_missing": "name",
    "too_long": "description",
    "in_the_future": "observed_at",
    "distance_impossible": "distance_km",
    "area_impossible": "area_m2",
    "share_impossible": "searched_percent",
    "share_missing": "searched_percent",
    "out_at_without_out": "is_out",
    "out_of_no_fire": "is_out",
    "half_a_point": "place_text",
    "point_impossible": "place_text",
}
"""Where on the form a refusal (`data.errors`, parameter `problem`) is shown."""


class FormInvalid(Exception):  # noqa: N818 -- named for what happened
    """What is wrong, by field, in words; `offer`: what a typed place may mean."""

    def __init__(self, wrong: Mapping[str, str], offer: Mapping[str, Any] | None = None) -> None:
        super().__init__(", ".join(wrong))
        self.wrong, self.offer = dict(wrong), dict(offer or {})


class _Reader:
    def __init__(self, given: Mapping[str, Any], here: Services) -> None:
        self._given, self._here = given, here
        self.wrong: dict[str, str] = {}
        self.offer: dict[str, Any] = {}

    def text(self, name: str, most: int = 4000) -> str:
        value = self._given.get(name)
        return "" if value is None else str(value).strip()[: most + 1]

    def number(self, name: str, *, metres: bool = False) -> float | None:
        text = self.text(name, 40)
        if not text:
            return None
        found = read_number(text, metres=metres)
        if found != found:
            self.wrong[name] = _("Viết một số, ví dụ 0,5.")
            return None
        return found

    def whole(self, name: str) -> int | None:
        text = self.text(name, 20)
        return int(text) if text.isdigit() else None

    def moment(self, name: str) -> datetime | None:
        text = self.text(name, 60)
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.wrong[name] = _("Không hiểu giờ này. Hãy chọn lại.")
            return None
        return found if found.tzinfo else found.replace(tzinfo=self._here.profile.tz)

    def place(self) -> tuple[float | None, float | None]:
        """By the device, else as it was typed."""
        latitude, longitude = self.number("latitude"), self.number("longitude")
        typed = self.text("place_text", 200)
        if latitude is not None or longitude is not None or not typed:
            return latitude, longitude
        settings = self._here.profile.checking
        try:
            found = typed_point(typed, "", self._here.profile.bbox, epsg=settings.plane_epsg)
        except (PointToConfirm, PointOutside) as error:
            self.wrong["place_text"] = say(error.code, error.params)
            if isinstance(error, PointToConfirm):
                self.offer = {name: error.params[name] for name in ("latitude", "longitude")}
            return None, None
        except GeoError as error:
            self.wrong["place_text"] = say(error.code, error.params)
            return None, None
        return found if found else (None, None)


def read_verdict(given: Mapping[str, Any], event_id: str, now: datetime, here: Services) -> Verdict:
    """The verdict of a form.

    Raises
    ------
    FormInvalid
    """
    read = _Reader(given, here)
    kind, percent = read.text("kind", 40), read.number("searched_percent")
    observed, out_at = read.moment("observed_at") or now, read.moment("out_at")
    if here.drill:  # the scenario's clock jumps: a phone that was offline cannot know where it stands
        observed, out_at = min(observed, now), min(out_at, now) if out_at else None
    latitude, longitude = read.place()
    out = {"yes": True, "no": False}.get(read.text("is_out", 10))
    if not read.text("phone", 60):
        read.wrong["phone"] = _("Ghi số điện thoại để người kiểm duyệt gọi lại.")
    fire = kind not in ("nothing", "permanent_source")
    said = Verdict(
        draft_id=read.text("draft_id", 60),
        event_id=event_id,
        kind=kind,
        description=read.text("description"),
        name=read.text("name", 200),
        phone=read.text("phone", 60),
        observed_at=observed,
        seen_version=read.whole("seen_version"),
        seen_verdict_id=read.whole("seen_verdict_id") or 0,
        direction=read.text("direction", 4) or None,
        distance_km=read.number("distance_km"),
        area_m2=read.number("area_m2", metres=True),
        is_out=out if fire else None,
        out_at=out_at if fire and out else None,
        searched_share=None if percent is None else percent / 100,
        track_id=read.whole("track_id"),
        latitude=latitude,
        longitude=longitude,
        accuracy_m=read.number("accuracy_m") if latitude is not None else None,
        corrects_id=read.whole("corrects_id"),
    )
    if read.wrong:
        raise FormInvalid(read.wrong, read.offer)
    return said
