"""Accounts on both engines: made by a link, changed by administrators only, disabled and never deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from data import journal as journals
from data.access import LOCAL_ADMIN, Denied, permit, program
from data.access.accounts import (
    Wanted,
    account_row,
    administrators,
    any_account,
    create,
    disable,
    edit,
    enable,
    list_accounts,
)
from data.access.errors import AccountInvalid, AccountUnknown, LinkUnusable, PasswordRefused
from data.access.links import LASTS, find_link, make_link, use_link
from data.access.passwords import hashed, matches, require_good
from data.access.sessions import begin, find
from data.errors import ConflictError
from data.store.engine import reading, writing
from data.store.tables import account, journal, setup_link
from tests.data.access.people import ADDRESS, NOW, PASSWORD, administrator, person


def test_the_first_administrator_ends_the_local_one(engine: Engine) -> None:
    with writing(engine) as conn:
        assert not any_account(conn)
        permit(LOCAL_ADMIN, "places.edit", conn=conn)
    administrator(engine)
    with writing(engine) as conn:
        assert any_account(conn) and administrators(conn) == 1
        with pytest.raises(Denied) as refused:
            permit(LOCAL_ADMIN, "places.edit", conn=conn)
    assert refused.value.params["problem"] == "account_disabled"


def test_nobody_else_before_the_first_administrator(engine: Engine) -> None:
    with writing(engine) as conn, pytest.raises(AccountInvalid) as refused:
        create(conn, Wanted("lo.tinh", "Lò Văn Tình", "ranger"), LOCAL_ADMIN, now=NOW)
    assert refused.value.params["problem"] == "first_administrator"


@pytest.mark.parametrize("role", ["viewer", "ranger", "duty_officer", "planner", "commander"])
def test_only_administrators_make_accounts(engine: Engine, role: str) -> None:
    admin = administrator(engine)
    other = person(engine, admin, "nguoi-khac", role)
    with writing(engine) as conn, pytest.raises(Denied):
        create(conn, Wanted("moi", "Mới", "administrator"), other, now=NOW)
    with writing(engine) as conn, pytest.raises(Denied):
        make_link(conn, admin.account_id, other, now=NOW)


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (Wanted("a", "Tên", "ranger"), "account_name"),
        (Wanted("lò.tình", "Tên", "ranger"), "account_name"),
        (Wanted("local:administrator", "Tên", "ranger"), "account_name"),
        (Wanted("tinh.lo", "  ", "ranger"), "full_name_missing"),
        (Wanted("tinh.lo", "Tên", "king"), "role_unknown"),
        (Wanted(" QUAN-TRI ", "Tên", "ranger"), "account_name_taken"),
    ],
)
def test_accounts_that_are_not_made(engine: Engine, wanted: Wanted, problem: str) -> None:
    admin = administrator(engine)
    with writing(engine) as conn, pytest.raises(AccountInvalid) as refused:
        create(conn, wanted, admin, now=NOW)
    assert refused.value.params["problem"] == problem


def test_a_change_is_journalled_with_before_and_after_and_never_a_password(engine: Engine) -> None:
    admin = administrator(engine)
    ranger = person(engine, admin, "tinh.lo", "ranger", "kiem-lam")
    assert ranger.account_id is not None
    with writing(engine) as conn:
        version = account_row(conn, ranger.account_id)["version"]
        wanted = Wanted("tinh.lo", "Lò Văn Tình", "commander", "kiem-lam")
        edit(conn, ranger.account_id, wanted, admin, seen_version=version, now=NOW)
    with reading(engine) as conn:
        rows = conn.execute(select(journal).order_by(journal.c.id)).mappings().all()
        kept = conn.execute(select(account.c.password_hash)).scalars().all()
        assert journals.verify(conn) is None
    last = rows[-1]
    assert (last["actor"], last["origin"], last["action"]) == (
        "quan-tri",
        f"screen:accounts@{ADDRESS}",
        "edited",
    )
    assert last["before"] == {"full_name": "Người tinh.lo", "role": "ranger"}
    assert last["after"] == {"full_name": "Lò Văn Tình", "role": "commander"}
    text = str([dict(row) for row in rows])
    assert PASSWORD not in text and not any(each in text for each in kept)


def test_two_administrators_on_one_account(engine: Engine) -> None:
    admin = administrator(engine)
    ranger = person(engine, admin, "tinh.lo", "ranger")
    assert ranger.account_id is not None
    with writing(engine) as conn:
        seen = account_row(conn, ranger.account_id)["version"]
        disable(conn, ranger.account_id, admin, seen_version=seen, now=NOW)
    with writing(engine) as conn, pytest.raises(ConflictError):
        wanted = Wanted("tinh.lo", "Khác", "viewer")
        edit(conn, ranger.account_id, wanted, admin, seen_version=seen, now=NOW)
    with reading(engine) as conn:
        assert account_row(conn, ranger.account_id)["full_name"] == "Người tinh.lo"


@pytest.mark.parametrize("how", ["disable", "demote"])
def test_the_last_administrator_stays(engine: Engine, how: str) -> None:
    admin = administrator(engine)
    assert admin.account_id is not None
    with reading(engine) as conn:
        seen = account_row(conn, admin.account_id)["version"]
    with pytest.raises(AccountInvalid) as refused, writing(engine) as conn:
        if how == "disable":
            disable(conn, admin.account_id, admin, seen_version=seen, now=NOW)
        else:
            edit(
                conn,
                admin.account_id,
                Wanted("quan-tri", "A", "viewer"),
                admin,
                seen_version=seen,
                now=NOW,
            )
    assert refused.value.params["problem"] == "last_administrator"
    with reading(engine) as conn:
        assert administrators(conn) == 1


def test_disabling_ends_sessions_and_writes_at_once_and_enabling_does_not_revive_them(engine: Engine) -> None:
    admin = administrator(engine)
    ranger = person(engine, admin, "tinh.lo", "ranger")
    assert ranger.account_id is not None
    with writing(engine) as conn:
        secret = begin(conn, account_id=ranger.account_id, address=ADDRESS, device="x", now=NOW)
        assert find(conn, secret, address=ADDRESS, now=NOW) is not None
        permit(ranger, "places.edit", conn=conn)
        seen = account_row(conn, ranger.account_id)["version"]
        disable(conn, ranger.account_id, admin, seen_version=seen, now=NOW)
    with writing(engine) as conn:
        assert find(conn, secret, address=ADDRESS, now=NOW) is None
        with pytest.raises(Denied) as refused:  # the page that is still open
            permit(ranger, "places.edit", conn=conn)
        assert refused.value.params["problem"] == "account_disabled"
        enable(conn, ranger.account_id, admin, seen_version=seen + 1, now=NOW)
        assert find(conn, secret, address=ADDRESS, now=NOW) is None
        assert [row["name"] for row in list_accounts(conn)] == ["quan-tri", "tinh.lo"]


def test_a_role_that_was_lost_a_moment_ago_permits_nothing(engine: Engine) -> None:
    admin = administrator(engine)
    planner = person(engine, admin, "ke-hoach", "planner")
    assert planner.account_id is not None
    with writing(engine) as conn:
        seen = account_row(conn, planner.account_id)["version"]
        edit(
            conn,
            planner.account_id,
            Wanted("ke-hoach", "A", "viewer"),
            admin,
            seen_version=seen,
            now=NOW,
        )
        assert planner.role == "planner"
        with pytest.raises(Denied):
            permit(planner, "forest.activate", conn=conn)


def test_a_link_works_once(engine: Engine) -> None:
    admin = administrator(engine)
    with writing(engine) as conn:
        made = create(conn, Wanted("tinh.lo", "Lò Văn Tình", "ranger"), admin, now=NOW)
        secret = make_link(conn, made, admin, now=NOW)
        assert secret not in str(conn.execute(select(setup_link)).all())
        use_link(conn, secret, PASSWORD, wanted=None, address=ADDRESS, now=NOW)
    with writing(engine) as conn, pytest.raises(LinkUnusable):
        use_link(conn, secret, "mật khẩu khác hẳn 9", wanted=None, address=ADDRESS, now=NOW)
    with reading(engine) as conn:
        assert matches(account_row(conn, made)["password_hash"], PASSWORD)


def test_a_link_expires_and_the_newest_alone_works(engine: Engine) -> None:
    admin = administrator(engine)
    with writing(engine) as conn:
        made = create(conn, Wanted("tinh.lo", "Lò Văn Tình", "ranger"), admin, now=NOW)
        older, newer = (make_link(conn, made, admin, now=NOW) for _ in range(2))
        with pytest.raises(LinkUnusable):
            find_link(conn, older, NOW)
        assert find_link(conn, newer, NOW + LASTS - timedelta(seconds=1)).account is not None
        for late in (newer, "", "x" * 5000):
            with pytest.raises(LinkUnusable):
                find_link(conn, late, NOW + LASTS)


def test_a_refused_password_does_not_use_the_link_up(engine: Engine) -> None:
    with writing(engine) as conn:
        secret = make_link(conn, None, program("command"), now=NOW)
    wanted = Wanted("quan-tri", "Quản Trị", "viewer")
    with pytest.raises(PasswordRefused), writing(engine) as conn:
        use_link(conn, secret, "short", wanted=wanted, address=ADDRESS, now=NOW)
    with writing(engine) as conn:
        made = use_link(conn, secret, PASSWORD, wanted=wanted, address=ADDRESS, now=NOW)
    assert made["role"] == "administrator"  # whatever was asked for


def test_a_new_password_ends_what_was_open_under_the_old(engine: Engine) -> None:
    admin = administrator(engine)
    with writing(engine) as conn:
        secret = begin(conn, account_id=admin.account_id, address=ADDRESS, device="x", now=NOW)
        link = make_link(conn, admin.account_id, admin, now=NOW)
        use_link(conn, link, "một câu hoàn toàn mới", wanted=None, address=ADDRESS, now=NOW)
        assert find(conn, secret, address=ADDRESS, now=NOW) is None


def test_an_account_that_does_not_exist(engine: Engine) -> None:
    admin = administrator(engine)
    with writing(engine) as conn, pytest.raises(AccountUnknown):
        disable(conn, 999, admin, seen_version=1, now=NOW)


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("ngắn", "too_short"),
        ("x" * 201, "too_long"),
        ("aaaaaaaaaaaa", "too_uniform"),
        ("0912345678", "common"),
        ("MatKhau123456", "common"),
        ("mật khẩu 2027", "common"),
        ("tinh.lo.2027", "like_name"),
        (PASSWORD, None),
    ],
)
def test_passwords_that_would_be_guessed(password: str, problem: str | None) -> None:
    if problem is None:
        require_good(password, "tinhlo")
        return
    with pytest.raises(PasswordRefused) as refused:
        require_good(password, "tinhlo")
    assert refused.value.params["problem"] == f"password_{problem}"


def test_the_same_password_from_another_keyboard() -> None:
    import unicodedata

    kept = hashed(unicodedata.normalize("NFC", PASSWORD))
    assert kept.startswith("$argon2id$") and PASSWORD not in kept
    assert matches(kept, unicodedata.normalize("NFD", PASSWORD))
    assert not matches(kept, PASSWORD + " ") and not matches(None, "nobody has this password")
    assert not matches("not a hash", PASSWORD)
