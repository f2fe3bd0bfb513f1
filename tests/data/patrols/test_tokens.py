"""A member's own link: whose it is, for what, until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from data.access import LOCAL_ADMIN, Denied
from data.access.actor import Actor
from data.access.secrets import make_signing_key
from data.patrols.act import By
from data.patrols.link_errors import MemberLinkUnusable, MemberUnknown
from data.patrols.tokens import member_link, member_token, read_token, renew
from data.store.engine import reading, writing
from data.store.tables import journal, patrol, patrol_member

START = datetime(2027, 3, 12, 1, 0, tzinfo=UTC)
END = START + timedelta(hours=8)


@pytest.fixture
def member(engine: Engine) -> int:
    """The number of a member of a patrol from START to END."""
    common: dict[str, Any] = {"actor": "Lò Văn An", "created_at": START}
    with writing(engine) as conn:
        make_signing_key(conn)
        own = conn.execute(
            insert(patrol).returning(patrol.c.id),
            common
            | {
                "code": "TT-2027-0001",
                "year": 2027,
                "number": 1,
                "kind": "joint",
                "objective": "Tuần tra rừng giáp ranh",
                "starts_at": START,
                "ends_at": END,
                "lead_agency_id": "hat_kiem_lam",
                "required_roles": ["ranger", "police", "military"],
                "meeting_place": "",
                "equipment": "",
                "notes": "",
                "status": "assigned",
                "updated_at": START,
                "version": 1,
            },
        ).scalar_one()
        return int(
            conn.execute(
                insert(patrol_member).returning(patrol_member.c.id),
                common
                | {"patrol_id": own, "agency_id": "hat_kiem_lam", "name": "Lò Văn An", "role": "leader"},
            ).scalar_one()
        )


def token(engine: Engine, member: int, purpose: Any = "checkin") -> str:
    with reading(engine) as conn:
        return member_token(conn, member, purpose)


def read(engine: Engine, text: str, purpose: Any = "checkin", now: datetime = START) -> dict[str, Any]:
    with reading(engine) as conn:
        return read_token(conn, text, purpose, now=now)


def refused(engine: Engine, text: str, purpose: Any = "checkin", now: datetime = START) -> str:
    with pytest.raises(MemberLinkUnusable) as error:
        read(engine, text, purpose, now)
    return str(error.value.params["problem"])


def test_a_token_names_its_member_and_is_always_the_same(engine: Engine, member: int) -> None:
    assert token(engine, member) == token(engine, member)
    assert read(engine, token(engine, member))["id"] == member
    assert read(engine, token(engine, member))["name"] == "Lò Văn An"


def test_a_token_is_for_one_purpose(engine: Engine, member: int) -> None:
    assert refused(engine, token(engine, member, "positions"), "checkin") == "link_forged"
    assert read(engine, token(engine, member, "positions"), "positions")["id"] == member


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"),
        lambda text: "9" + text,
        lambda text: text.replace("-1-", "-2-"),
        lambda text: text.upper() + "A",
        lambda text: text + "\n",
        lambda _text: "",
        lambda _text: "٣-1-" + "0" * 32,
    ],
)
def test_a_changed_token_is_refused(engine: Engine, member: int, change: Any) -> None:
    assert refused(engine, change(token(engine, member))) == "link_forged"


def test_a_new_link_ends_the_old_one_for_every_purpose(engine: Engine, member: int) -> None:
    old, positions = token(engine, member), token(engine, member, "positions")
    with writing(engine) as conn:
        renew(conn, member, By(LOCAL_ADMIN, START))
        written = conn.execute(journal.select().where(journal.c.record_kind == "patrol")).one()
    assert refused(engine, old) == "link_revoked"
    assert refused(engine, positions, "positions") == "link_revoked"
    assert read(engine, token(engine, member))["id"] == member
    assert (written.action, written.after) == ("link_renewed", {"name": "Lò Văn An"})


def test_who_may_not_plan_makes_no_new_link(engine: Engine, member: int) -> None:
    viewer = Actor("xem", None, "viewer", "hat_kiem_lam", "10.0.0.1")
    with pytest.raises(Denied), writing(engine) as conn:
        renew(conn, member, By(viewer, START))


def test_a_link_works_for_a_week_after_the_patrols_end(engine: Engine, member: int) -> None:
    text = token(engine, member)
    assert read(engine, text, now=END + timedelta(days=7))["id"] == member
    assert refused(engine, text, now=END + timedelta(days=7, seconds=1)) == "link_expired"


def test_whoever_is_taken_off_the_list_has_no_link(engine: Engine, member: int) -> None:
    with writing(engine) as conn:
        conn.execute(update(patrol_member).values(ended_at=START, ended_by="Lò Văn An", token_number=2))
    assert refused(engine, token(engine, member)) == "member_removed"


def test_a_link_is_an_address_where_there_is_a_public_one(engine: Engine, member: int) -> None:
    with reading(engine) as conn:
        text = member_token(conn, member, "positions")
        assert member_link(conn, member, "positions", None) == f"/positions/{text}"
        assert member_link(conn, member, "positions", "https://a.vn/") == f"https://a.vn/positions/{text}"
        with pytest.raises(MemberUnknown):
            member_link(conn, member + 1, "checkin", None)
