"""What was typed into the form of a call, as the reception log takes it; what is wrong, by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dashboard.words import _
from dashboard.words.errors import say
from data.clock import require_aware
from data.profile import Profile
from data.reception import Call, read_moment
from data.reception.recording import INFORMANT
from geo.errors import GeoError


class FormInvalid(Exception):  # noqa: N818 -- named for what happened
    """What is wrong, by the name of the field, in words."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(", ".join(wrong))
        self.wrong = dict(wrong)


def _received(text: str, now: datetime) -> datetime:
    """When the call came: told by the page, never later than now."""
    try:
        return min(require_aware(datetime.fromisoformat(text)), now)
    except ValueError:
        return now


def _hectares(text: str) -> float | None:
    plain = text.strip().replace(" ", "")
    if not plain:
        return None
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    return float(plain)


def _degrees(text: str) -> float | None:
    return float(text) if text.strip() else None


def read_call(given: Mapping[str, str], now: datetime, profile: Profile) -> Call:
    """The call of a form.

    Raises
    ------
    FormInvalid
        Fields that cannot be understood, each with what is wrong.
    """
    wrong: dict[str, str] = {}
    received = _received(given.get("received_at", ""), now)

    def moment(name: str, default: datetime) -> datetime:
        text = given.get(name, "").strip()
        try:
            return read_moment(text, received, profile.tz) if text else default
        except GeoError as error:
            wrong[name] = say(error.code, error.params)
            return default

    known = moment("known", received)
    occurred = moment("occurred", known)
    area = latitude = longitude = None
    try:
        area = _hectares(given.get("area_ha", ""))
    except ValueError:
        wrong["area_ha"] = _("Viết số héc-ta, ví dụ 0,5.")
    try:
        latitude, longitude = _degrees(given.get("latitude", "")), _degrees(given.get("longitude", ""))
    except ValueError:
        wrong["place_text"] = _("Không hiểu vị trí đã chọn. Hãy chọn lại.")
    if wrong:
        raise FormInvalid(wrong)
    return Call(
        draft_id=given.get("draft_id", ""),
        received_at=received,
        occurred_at=occurred,
        known_at=known,
        said=given.get("said", ""),
        kind=given.get("kind", "forest_fire"),
        channel=given.get("channel", "phone"),
        refused=given.get("refused", "") == "yes",
        known_by=given.get("known_by", ""),
        place_text=given.get("place_text", ""),
        latitude=latitude,
        longitude=longitude,
        forest_type=given.get("forest_type", "unknown"),
        area_ha=area,
        spread_risk=given.get("spread_risk", "unknown"),
        house_risk=given.get("house_risk", "unknown"),
        attach=given.get("attach", ""),
        field=given.get("field", ""),
        **{name: given.get(name, "") for name in INFORMANT},
    )


FIELD_OF_PROBLEM = {
    "said_missing": "said",
    "too_long": "said",
    "informant_missing": "informant_name",
    "informant_despite_refusal": "refused",
    "half_a_point": "place_text",
    "point_impossible": "place_text",
    "in_the_future": "occurred",
    "known_before_it_happened": "occurred",
    "area_impossible": "area_ha",
}
"""Where the page shows what the log refuses."""
