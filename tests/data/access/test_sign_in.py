"""Signing in on both engines: throttled by name and address, sessions that end, tokens that are revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from data.access import Denied, decide
from data.access.accounts import account_row, disable
from data.access.errors import (
    PasswordRefused,
    SignInRefused,
    SignInThrottled,
    TokenInvalid,
    TokenUnknown,
)
from data.access.sessions import IDLE, LONGEST, begin, end, find, list_sessions, note, worth_noting
from data.access.sign_in import change_password, sign_in, sign_out, sign_out_everywhere
from data.access.throttle import BY_ADDRESS, BY_NAME, WINDOW, address_key
from data.access.tokens import find_api, find_display, list_tokens, make, revoke
from data.store.engine import reading, writing
from data.store.tables import access_token, account_session, journal, sign_in_attempt
from tests.data.access.people import ADDRESS, NOW, PASSWORD, administrator, person

SECOND = timedelta(seconds=1)


def attempt(engine: Engine, password: str = PASSWORD, **other: object) -> str:
    given = {"name": "quan-tri", "address": ADDRESS, "device": "Firefox", "now": NOW} | other
    return sign_in(engine, password=password, **given).secret  # type: ignore[arg-type]


def test_signing_in_begins_a_session_that_the_database_cannot_give_away(engine: Engine) -> None:
    admin = administrator(engine)
    secret = attempt(engine, name="  QUAN-TRI ")
    with reading(engine) as conn:
        found = find(conn, secret, address="192.0.2.9", now=NOW)
        assert found is not None
        assert (found.actor.account_id, found.actor.role, found.actor.origin) == (
            admin.account_id,
            "administrator",
            "192.0.2.9",
        )
        assert secret not in str(conn.execute(select(account_session)).all())
        last = conn.execute(select(journal).order_by(journal.c.id.desc()).limit(1)).mappings().one()
    assert (last["actor"], last["action"], last["origin"]) == ("quan-tri", "signed_in", f"sign-in@{ADDRESS}")
    assert attempt(engine) != secret


@pytest.mark.parametrize("case", ["password", "name", "disabled", "no_password"])
def test_whatever_is_wrong_the_answer_is_the_same(engine: Engine, case: str) -> None:
    admin = administrator(engine)
    other = person(engine, admin, "tinh.lo", "ranger")
    assert other.account_id is not None
    if case == "disabled":
        with writing(engine) as conn:
            seen = account_row(conn, other.account_id)["version"]
            disable(conn, other.account_id, admin, seen_version=seen, now=NOW)
    name = {"password": "tinh.lo", "name": "nobody", "disabled": "tinh.lo", "no_password": "quan-tri"}[case]
    with pytest.raises(SignInRefused) as refused:
        attempt(engine, "wrong" if case in ("password", "no_password") else PASSWORD, name=name)
    assert refused.value.params == {}


@pytest.mark.parametrize("name", ["quan-tri", "nobody"])
def test_brute_force_on_a_name_waits_for_the_window(engine: Engine, name: str) -> None:
    administrator(engine)
    for n in range(BY_NAME):
        with pytest.raises(SignInRefused):
            attempt(engine, "wrong", name=name, address=f"198.51.100.{n}", now=NOW + n * SECOND)
    for password in ("wrong", PASSWORD):  # the right one too: else the answer would tell
        with pytest.raises(SignInThrottled) as refused:
            attempt(engine, password, name=name, address="198.51.100.99", now=NOW + 60 * SECOND)
    assert refused.value.params == {"wait_s": WINDOW.total_seconds() - 60}
    with reading(engine) as conn:  # waiting does not make it longer
        assert conn.execute(select(func.count()).select_from(sign_in_attempt)).scalar() == BY_NAME
    if name == "quan-tri":
        attempt(engine, now=NOW + WINDOW)


def test_the_right_password_is_not_counted(engine: Engine) -> None:
    administrator(engine)
    for n in range(2 * BY_NAME):
        attempt(engine, now=NOW + n * SECOND)


def test_an_address_that_tries_many_names(engine: Engine) -> None:
    administrator(engine)
    with writing(engine) as conn:
        row = {"at": NOW, "address": ADDRESS, "succeeded": False}
        conn.execute(sign_in_attempt.insert(), [row | {"name_key": f"{n:064}"} for n in range(BY_ADDRESS)])
    with pytest.raises(SignInThrottled):
        attempt(engine)
    attempt(engine, address="192.0.2.200")


def test_addresses_as_they_are_counted() -> None:
    assert address_key("2001:db8:1:2:3::4") == address_key("2001:db8:1:2:ffff::1")
    assert address_key("2001:db8:1:3::4") != address_key("2001:db8:1:2::4")
    assert address_key("::ffff:192.0.2.7") == "192.0.2.7"
    assert address_key("fe80::1%eth0") == "fe80::/64"
    assert address_key("testclient") == "testclient"


def test_what_was_typed_as_a_name_is_not_kept(engine: Engine) -> None:
    with pytest.raises(SignInRefused):
        attempt(engine, "", name="my secret password")
    with reading(engine) as conn:
        assert "secret" not in str(conn.execute(select(sign_in_attempt)).all())


def test_a_planted_session_is_ended_at_sign_in(engine: Engine) -> None:
    administrator(engine)
    planted = attempt(engine)
    own = attempt(engine, replaces=planted)
    with reading(engine) as conn:
        assert own != planted
        assert find(conn, planted, address=ADDRESS, now=NOW) is None
        assert find(conn, own, address=ADDRESS, now=NOW) is not None


def test_a_session_ends_by_time_by_idleness_and_by_hand(engine: Engine) -> None:
    administrator(engine)
    secret = attempt(engine)

    def holds(now: object) -> bool:
        with reading(engine) as conn:
            return find(conn, secret, address=ADDRESS, now=now) is not None  # type: ignore[arg-type]

    assert holds(NOW + IDLE) and not holds(NOW + IDLE + SECOND)
    with writing(engine) as conn:
        session = find(conn, secret, address=ADDRESS, now=NOW)
        assert session is not None
        assert not worth_noting(conn, session.id, NOW + 60 * SECOND)
        assert worth_noting(conn, session.id, NOW + IDLE)
        note(conn, session.id, NOW + LONGEST - SECOND)
    assert holds(NOW + LONGEST - SECOND) and not holds(NOW + LONGEST)
    sign_out(engine, secret, address=ADDRESS, now=NOW)
    assert not holds(NOW)
    sign_out(engine, secret, address=ADDRESS, now=NOW)  # twice is no error
    with reading(engine) as conn:
        actions = conn.execute(select(journal.c.action).order_by(journal.c.id)).scalars().all()
    assert actions.count("signed_out") == 1


def test_out_everywhere_is_for_oneself_or_an_administrator(engine: Engine) -> None:
    admin = administrator(engine)
    ranger = person(engine, admin, "tinh.lo", "ranger")
    assert admin.account_id is not None and ranger.account_id is not None
    secrets = [attempt(engine, name="tinh.lo") for _ in range(3)]
    mine = attempt(engine)
    with pytest.raises(Denied):
        sign_out_everywhere(engine, admin.account_id, ranger, now=NOW)
    assert sign_out_everywhere(engine, ranger.account_id, ranger, now=NOW) == 3
    with reading(engine) as conn:
        assert [find(conn, each, address=ADDRESS, now=NOW) for each in secrets] == [None] * 3
        assert find(conn, mine, address=ADDRESS, now=NOW) is not None
        assert [row["holds"] for row in list_sessions(conn, ranger.account_id, NOW)] == [False] * 3
    attempt(engine, name="tinh.lo")
    assert sign_out_everywhere(engine, ranger.account_id, admin, now=NOW) == 1


def test_changing_the_password_keeps_this_session_and_ends_the_others(engine: Engine) -> None:
    admin = administrator(engine)
    assert admin.account_id is not None
    here, elsewhere = attempt(engine), attempt(engine)
    given = {"keep": here, "address": ADDRESS, "now": NOW}
    with pytest.raises(SignInRefused):
        change_password(engine, admin.account_id, "wrong", "một câu hoàn toàn mới", **given)  # type: ignore[arg-type]
    with pytest.raises(PasswordRefused):
        change_password(engine, admin.account_id, PASSWORD, "short", **given)  # type: ignore[arg-type]
    change_password(engine, admin.account_id, PASSWORD, "một câu hoàn toàn mới", **given)  # type: ignore[arg-type]
    with reading(engine) as conn:
        assert find(conn, here, address=ADDRESS, now=NOW) is not None
        assert find(conn, elsewhere, address=ADDRESS, now=NOW) is None
    with pytest.raises(SignInRefused):
        attempt(engine)
    attempt(engine, "một câu hoàn toàn mới")


def test_a_token_acts_for_its_account_narrowed_until_it_is_revoked(engine: Engine) -> None:
    admin = administrator(engine)
    ranger = person(engine, admin, "tinh.lo", "ranger")
    other = person(engine, admin, "khac", "commander")
    with writing(engine) as conn:
        secret = make(conn, "api", "QGIS", ranger, days=30, scopes=["export.read"], now=NOW)
        assert secret.startswith("clt_")
        assert secret not in str(conn.execute(select(access_token)).all())
        found = find_api(conn, secret, address=ADDRESS, now=NOW)
        assert found is not None
        assert decide(found, "export.read").allowed
        assert decide(found, "places.edit").reason == "scope_forbids"
        assert find_api(conn, secret, address=ADDRESS, now=NOW + timedelta(days=30)) is None
        assert find_display(conn, secret, NOW) is None
        (row,) = list_tokens(conn, kind="api", account_id=ranger.account_id)
        with pytest.raises(Denied):
            make(conn, "api", "more", found, days=30, scopes=["export.read"], now=NOW)
        with pytest.raises(Denied):
            revoke(conn, row["id"], other, now=NOW)
        revoke(conn, row["id"], ranger, now=NOW)
        assert find_api(conn, secret, address=ADDRESS, now=NOW) is None
        revoke(conn, row["id"], admin, now=NOW)  # twice is no error
        with pytest.raises(TokenUnknown):
            revoke(conn, 999, admin, now=NOW)


def test_a_token_of_a_disabled_account_does_nothing(engine: Engine) -> None:
    admin = administrator(engine)
    ranger = person(engine, admin, "tinh.lo", "ranger")
    assert ranger.account_id is not None
    with writing(engine) as conn:
        secret = make(conn, "api", "QGIS", ranger, days=30, scopes=["export.read"], now=NOW)
        seen = account_row(conn, ranger.account_id)["version"]
        disable(conn, ranger.account_id, admin, seen_version=seen, now=NOW)
        assert find_api(conn, secret, address=ADDRESS, now=NOW) is None


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"label": " "}, "token_label"),
        ({"days": 0}, "token_days"),
        ({"days": 400}, "token_days"),
        ({"scopes": []}, "token_scopes"),
        ({"scopes": ["accounts.manage"]}, "token_scopes"),
    ],
)
def test_tokens_that_are_not_made(engine: Engine, given: dict[str, object], problem: str) -> None:
    admin = administrator(engine)
    whole = {"label": "QGIS", "days": 30, "scopes": ["export.read"]} | given
    label = str(whole.pop("label"))
    with writing(engine) as conn, pytest.raises(TokenInvalid) as refused:
        make(conn, "api", label, admin, now=NOW, **whole)  # type: ignore[arg-type]
    assert refused.value.params["problem"] == problem


def test_a_wall_sees_the_map_until_its_token_is_revoked(engine: Engine) -> None:
    admin = administrator(engine)
    ranger = person(engine, admin, "tinh.lo", "ranger")
    with writing(engine) as conn, pytest.raises(Denied):
        make(conn, "display", "Phòng trực", ranger, days=365, now=NOW)
    with writing(engine) as conn:
        secret = make(conn, "display", "Phòng trực", admin, days=365, now=NOW)
        wall = find_display(conn, secret, NOW)
        assert wall is not None
        cookie = begin(
            conn,
            display_id=wall["id"],
            address=ADDRESS,
            device="TV",
            now=NOW,
            until=NOW + timedelta(days=365),
        )
        session = find(conn, cookie, address=ADDRESS, now=NOW + timedelta(days=300))
        assert session is not None
        assert session.actor.name == "display:Phòng trực"
        assert decide(session.actor, "map.read").allowed
        assert not decide(session.actor, "export.read").allowed
        assert not decide(session.actor, "tokens.make").allowed
        revoke(conn, wall["id"], admin, now=NOW)
        assert find(conn, cookie, address=ADDRESS, now=NOW) is None
        assert find_display(conn, secret, NOW) is None
        assert end(conn, cookie, because="signed_out", now=NOW) is None


@pytest.mark.parametrize(("redaction", "map_too"), [("full", True), ("visitors", False), ("public", False)])
def test_a_display_carries_what_it_may_show(engine: Engine, redaction: str, map_too: bool) -> None:
    admin = administrator(engine)
    with writing(engine) as conn:
        secret = make(conn, "display", "Sảnh", admin, days=30, redaction=redaction, now=NOW)
        wall = find_display(conn, secret, NOW)
        assert wall is not None and wall["redaction"] == redaction
        cookie = begin(conn, display_id=wall["id"], address=ADDRESS, device="TV", now=NOW)
        session = find(conn, cookie, address=ADDRESS, now=NOW)
        assert session is not None and session.actor.redaction == redaction
        assert decide(session.actor, "wall.look").allowed
        assert decide(session.actor, "map.read").allowed is map_too
        assert not decide(session.actor, "wall.acknowledge").allowed


def test_a_display_needs_a_choice_and_an_old_one_shows_what_visitors_may_see(engine: Engine) -> None:
    admin = administrator(engine)
    with writing(engine) as conn, pytest.raises(TokenInvalid) as refused:
        make(conn, "display", "Sảnh", admin, days=30, redaction="", now=NOW)
    assert refused.value.params["problem"] == "token_redaction"
    with writing(engine) as conn:
        secret = make(conn, "display", "Sảnh", admin, days=30, now=NOW)
        conn.execute(access_token.update().values(redaction=None, scopes=["map.read"]))
        wall = find_display(conn, secret, NOW)
        assert wall is not None
        cookie = begin(conn, display_id=wall["id"], address=ADDRESS, device="TV", now=NOW)
        session = find(conn, cookie, address=ADDRESS, now=NOW)
    assert session is not None and session.actor.redaction == "visitors"
    assert decide(session.actor, "wall.look").allowed
    assert not decide(session.actor, "map.read").allowed, "its token was made when every wall had the map"
