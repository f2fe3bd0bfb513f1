"""What a request's line in the server's log keeps of a secret address."""

from __future__ import annotations

import logging

import pytest

from dashboard.access.logs import _FILTER


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("GET /checkin/3-1-abcdef?lang=en HTTP/1.1", "GET /checkin/***?lang=en HTTP/1.1"),
        ("POST /checkin/3-1-abcdef/findings HTTP/1.1", "POST /checkin/***/findings HTTP/1.1"),
        ("GET /positions/3-1-abcdef?lat=21.6&lon=103.6 HTTP/1.1", "GET /positions/*** HTTP/1.1"),
        ("GET /ack/12-abcdef HTTP/1.1", "GET /ack/*** HTTP/1.1"),
        ("GET /patrols/3/order HTTP/1.1", "GET /patrols/3/order HTTP/1.1"),
    ],
)
def test_no_link_and_no_place_of_a_phone_is_kept(asked: str, kept: str) -> None:
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, '"%s"', (asked,), None)
    _FILTER.filter(record)
    assert record.getMessage() == f'"{kept}"'
