"""Agencies, hands and moments that the tests of the duty book share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from data.access import LOCAL_ADMIN
from data.agencies import load
from data.duty_shifts import By, Shift, sign_on
from data.profile import load_profile
from data.store.engine import writing
from geo.areas import load_areas

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2027, 3, 12, 2, 0, tzinfo=UTC)  # 09:00 on a Friday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGENCY, OTHER = "cong-an-xa-muong-gion", "hat-kiem-lam-khu-vuc"
BY = By(LOCAL_ADMIN, NOW)
AREAS = load_areas(load_profile().areas_dir)


def at(hours: float) -> By:
    """The same hand, so many hours later."""
    return By(LOCAL_ADMIN, NOW + hours * HOUR)


def filled(engine: Engine) -> Engine:
    """With the shipped agencies."""
    load(engine, load_profile().directory, lambda: NOW)
    return engine


def on(engine: Engine, name: str = "Lò Văn A", agency: str = AGENCY) -> int:
    """Somebody signs on at `NOW`, for twelve hours."""
    with writing(engine) as conn:
        return sign_on(conn, Shift(agency, name, "0912 345 678", NOW + 12 * HOUR), BY)
