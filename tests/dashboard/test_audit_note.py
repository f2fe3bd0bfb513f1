"""The auditor's alarm in words: nothing where all is well, loud and safe where it is not."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.parts.ledger.audit_note import DIFFERENCES, body, sentence
from data.auditing.findings import SENTENCES

AT = "2027-03-12T06:36:00+00:00"


def kept(*findings: dict[str, Any], count: int | None = None) -> dict[str, Any]:
    return {
        "at": AT,
        "findings": list(findings),
        "count": len(findings) if count is None else count,
        "checked": 9,
    }


@pytest.mark.parametrize("last", [None, kept()])
def test_nothing_to_say(last: dict[str, Any] | None) -> None:
    assert body(last) == ""


def test_a_difference_is_loud() -> None:
    found = {"code": "duty_missing", "params": {"kind": "incident", "ref": "<b>", "receiver": "x", "rule": 1}}
    note = body(kept(*[found] * 50, count=60))
    assert 'role="alert"' in note
    assert "60" in note
    assert "13:36" in note
    assert "&lt;b&gt;" in note
    assert "<b>:" not in note
    assert note.count("<li>") == 6
    assert "55" in note


def test_every_difference_has_words() -> None:
    assert set(DIFFERENCES) == set(SENTENCES)
    names = (
        "ref number column recorded known since into receiver duty expected stored entry moved_to key bucket"
    )
    anything: dict[str, Any] = dict.fromkeys(names.split(), "1") | {"kind": "call"}
    for code in SENTENCES:
        assert "{" not in sentence(code, anything)
