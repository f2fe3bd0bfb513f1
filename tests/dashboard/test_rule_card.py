"""A rule is switched off with a reason: without one the press says so."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine

from dashboard import services as installed
from dashboard.services import Services
from data.agencies import load
from data.ledger.rule_loading import load_rules
from data.ledger.rules import rule_rows
from data.plan.loading import load_plans
from data.profile import load_profile
from data.store.engine import reading
from geo.areas import load_areas
from tests.dashboard.forms import form, press, stored

NOW = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
OFFENCE = "vi-pham-rung"


def test_off_needs_a_reason(sqlite_engine: Engine) -> None:
    profile = load_profile()
    for put in (load, load_plans):
        put(sqlite_engine, profile.directory, lambda: NOW)
    load_rules(sqlite_engine, profile.directory, lambda: NOW, on_from=NOW)
    here = Services(profile, load_areas(profile.areas_dir), sqlite_engine, lambda: NOW)
    with installed.replaced(here):
        with reading(sqlite_engine) as conn:
            row = dict(rule_rows(conn, OFFENCE)[0])
        before = stored(sqlite_engine)
        page = form("dashboard.parts.rules.card", "_off_dialog", row)
        assert "Còn thiếu: Lý do." in press(page, "rule_off_yes")
        assert stored(sqlite_engine) == before
        page.text_input(key="rule_off_reason").set_value("thử")
        press(page, "rule_off_yes")
        with reading(sqlite_engine) as conn:
            assert rule_rows(conn, OFFENCE)[0]["valid_to"] == NOW
