"""Who a visit is: the operator at a machine without accounts, an account by cookie or token, or nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from dashboard.access import cookies, opening
from dashboard.access.visitor import FORWARDING, Visit, actor
from dashboard.services import Services
from data.access import LOCAL_ADMIN
from data.access.secrets import make_signing_key
from data.access.sessions import LONGEST, begin, end_all
from data.access.tokens import make, revoke
from data.clock import real_now
from data.profile import load_profile
from data.store.engine import writing
from geo.areas import load_areas
from tests.data.access.people import administrator, person

HERE = "127.0.0.1"


@pytest.fixture
def here(sqlite_engine: Engine) -> Services:
    profile = load_profile()
    return Services(profile, load_areas(profile.areas_dir), sqlite_engine)


def cookie_for(
    here: Services, account_id: int, kind: str = cookies.SESSION, **more: object
) -> dict[str, str]:
    with writing(here.engine) as conn:
        key = make_signing_key(conn)
        secret = begin(conn, account_id=account_id, address=HERE, device="", now=more.pop("now", real_now()))  # type: ignore[arg-type]
    return {cookies.name(kind, drill=False): cookies.signed(key, secret)}


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "127.3.2.1"])
def test_the_operator_at_a_machine_without_accounts(here: Services, peer: str) -> None:
    assert actor(Visit(peer), here) == LOCAL_ADMIN


@pytest.mark.parametrize("header", FORWARDING)
def test_a_proxy_on_this_machine_makes_nobody_an_administrator(here: Services, header: str) -> None:
    assert not actor(Visit(HERE, headers={header: "127.0.0.1"}), here).signed_in


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.1", "", "localhost.example.org", "::ffff:192.0.2.7"])
def test_others_are_nobody(here: Services, peer: str) -> None:
    assert not actor(Visit(peer), here).signed_in


def test_an_opened_program_knows_accounts_only(here: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(opening.OPEN_VARIABLE, "1")
    assert not actor(Visit(HERE), here).signed_in


def test_with_the_first_account_the_operator_needs_one_too(here: Services) -> None:
    administrator(here.engine)
    assert not actor(Visit(HERE), here).signed_in


def test_a_session_until_it_is_ended(here: Services) -> None:
    admin = administrator(here.engine)
    assert admin.account_id is not None
    cookie = cookie_for(here, admin.account_id)
    assert actor(Visit("192.0.2.9", cookie), here).name == "quan-tri"
    with writing(here.engine) as conn:
        end_all(conn, admin.account_id, because="everywhere", now=real_now())
    assert not actor(Visit("192.0.2.9", cookie), here).signed_in


def test_an_expired_session(here: Services) -> None:
    admin = administrator(here.engine)
    cookie = cookie_for(here, admin.account_id or 0, now=real_now() - LONGEST - timedelta(minutes=1))
    assert not actor(Visit(HERE, cookie), here).signed_in


@pytest.mark.parametrize(
    "spoil",
    [
        lambda v: v[:-1],
        lambda v: ("y" if v[0] == "x" else "x") + v[1:],
        lambda v: v.split(".")[0],
        lambda v: ".",
    ],
)
def test_a_forged_cookie(here: Services, spoil: object) -> None:
    admin = administrator(here.engine)
    cookie = cookie_for(here, admin.account_id or 0)
    forged = {name: spoil(value) for name, value in cookie.items()}  # type: ignore[operator]
    assert not actor(Visit(HERE, forged), here).signed_in


def test_the_cookie_of_work_is_nothing_in_a_drill(here: Services) -> None:
    admin = administrator(here.engine)
    cookie = cookie_for(here, admin.account_id or 0)
    assert cookies.name(cookies.SESSION, drill=True) not in cookie


def test_a_program_by_its_token(here: Services) -> None:
    admin = administrator(here.engine)
    ranger = person(here.engine, admin, "ranger-1", "ranger")
    with writing(here.engine) as conn:
        secret = make(conn, "api", "QGIS", ranger, days=30, scopes=["export.read"], now=real_now())
    visit = Visit("192.0.2.9", headers={"authorization": f"Bearer {secret}"})
    found = actor(visit, here)
    assert (found.name, found.scopes) == ("ranger-1", frozenset({"export.read"}))
    with writing(here.engine) as conn:
        revoke(conn, 1, ranger, now=real_now())
    assert not actor(visit, here).signed_in


def test_a_wrong_token_is_nobody_even_here(here: Services) -> None:
    assert not actor(Visit(HERE, headers={"authorization": "Bearer clt_wrong"}), here).signed_in
