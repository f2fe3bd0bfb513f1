"""Addresses of chats and webhooks: what can be one, and that nobody chooses where this server sends to."""

import pytest

from data.agencies.contacts import normal_channels
from data.agencies.errors import AgencyInvalid


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("telegram", "123456789"),
        ("telegram", "-1001234567890"),
        ("telegram", "@quynh_nhai"),
        ("webhook", "hat-kl.1"),
    ],
)
def test_kept_as_typed(kind: str, address: str) -> None:
    assert normal_channels([{"kind": kind, "address": f" {address} "}]) == [
        {"kind": kind, "address": address}
    ]


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("telegram", "12"), ("telegram", "@a"), ("telegram", "quynh nhai"), ("telegram", "https://t.me/x"),
        ("webhook", "http://169.254.169.254/"), ("webhook", "a/b"), ("webhook", "-x"), ("webhook", "a?b=c"),
        ("webhook", "a" * 101),
    ],
)  # fmt: skip
def test_refused(kind: str, address: str) -> None:
    with pytest.raises(AgencyInvalid) as refused:
        normal_channels([{"kind": kind, "address": address}])
    assert refused.value.params == {"problem": f"{kind}_unreadable"}
