"""The table of roles drives these tests: every role, every action, own and others' records."""

from __future__ import annotations

import pytest

from data.access import LOCAL_ADMIN, Actor, Denied, decide, may_ever, nobody, permit, program
from data.access.deciding import ALLOWED, REFUSED
from data.access.roles import ACTIONS, ROLES, TABLE, reach

OWN, OTHER, NOBODYS = {"agency_id": "kiem-lam"}, {"agency_id": "cong-an"}, {"agency_id": None}
CASES = [(role, action) for action in ACTIONS for role in ROLES]


def actor(role: str, agency: str | None = "kiem-lam", scopes: frozenset[str] | None = None) -> Actor:
    return Actor("thu", 1, role, agency, "192.0.2.7", scopes)


def test_the_six_roles_in_order() -> None:
    assert ROLES == ("viewer", "ranger", "duty_officer", "planner", "commander", "administrator")


@pytest.mark.parametrize(("role", "action"), CASES)
def test_the_table_decides(role: str, action: str) -> None:
    asked = ("own", "other", "nobodys", "none")
    expected = {
        "all": dict.fromkeys(asked, "role_allows"),
        "own": dict.fromkeys(asked, "other_agency") | {"own": "own_agency"},
        "no": dict.fromkeys(asked, "role_forbids"),
    }[TABLE[action][role]]
    for name, record in (("own", OWN), ("other", OTHER), ("nobodys", NOBODYS), ("none", None)):
        decision = decide(actor(role), action, record)
        assert decision.reason == expected[name]
        assert decision.allowed is (decision.reason in ALLOWED)
        assert decision.reason in ALLOWED + REFUSED
    assert may_ever(actor(role), action) is (reach(role, action) != "no")


@pytest.mark.parametrize(
    ("role", "action", "allowed"),
    [
        ("viewer", "map.read", True),
        ("viewer", "places.edit", False),
        ("viewer", "feeds.upload", False),
        ("ranger", "places.edit", True),
        ("ranger", "forest.activate", False),
        ("planner", "forest.activate", True),
        ("planner", "reception.read", False),
        ("commander", "accounts.manage", False),
        ("administrator", "accounts.manage", True),
    ],
)
def test_what_the_table_means(role: str, action: str, allowed: bool) -> None:
    assert decide(actor(role), action).allowed is allowed


def test_an_account_without_agency_owns_no_record_of_nobody() -> None:
    assert decide(actor("ranger", agency=None), "duty.sign", NOBODYS).reason == "other_agency"
    assert not may_ever(actor("ranger", agency=None), "duty.sign")


@pytest.mark.parametrize("action", ACTIONS)
def test_who_is_not_signed_in_may_nothing(action: str) -> None:
    assert decide(nobody("192.0.2.7"), action, OWN).reason == "not_signed_in"


def test_an_unknown_role_may_nothing() -> None:
    assert decide(actor("wizard"), "map.read").reason == "role_forbids"


@pytest.mark.parametrize("action", ACTIONS)
def test_the_local_administrator_and_programs_may_everything(action: str) -> None:
    assert decide(LOCAL_ADMIN, action).allowed
    assert decide(program("watch"), action).reason == "program"


def test_a_token_narrows_and_never_widens() -> None:
    assert decide(actor("administrator", scopes=frozenset({"export.read"})), "export.read").allowed
    narrowed = decide(actor("administrator", scopes=frozenset({"export.read"})), "accounts.manage")
    assert narrowed.reason == "scope_forbids"
    widened = decide(actor("viewer", scopes=frozenset({"accounts.manage"})), "accounts.manage")
    assert widened.reason == "role_forbids"


def test_an_action_that_does_not_exist_is_a_slip_and_no_permission() -> None:
    for who in (LOCAL_ADMIN, program("watch"), nobody("x")):
        with pytest.raises(KeyError):
            decide(who, "places.edti")
    with pytest.raises(KeyError):
        permit("system:watch", "places.edti")


def test_the_seam_gives_the_name_or_refuses_with_the_reason() -> None:
    assert permit(LOCAL_ADMIN, "places.edit") == "local:administrator"
    assert permit("system:watch", "places.edit") == "system:watch"
    with pytest.raises(Denied) as refused:
        permit(actor("viewer"), "places.edit")
    assert refused.value.params == {"name": "thu", "action": "places.edit", "problem": "role_forbids"}


def test_the_origin_names_the_address_only_where_it_is_another() -> None:
    assert actor("ranger").from_where("screen:places") == "screen:places@192.0.2.7"
    assert LOCAL_ADMIN.from_where("screen:places") == "screen:places"
