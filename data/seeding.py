"""Records that come from the profile's files: each is stored once, then it belongs to the people.

For every record the digest of its entry, as it was stored or last decided on, is kept in a setting. A file
that says something else later is an offer, never a change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from data.store.tables import setting

KEY = "profile.records"


def digest(entry: Mapping[str, Any]) -> str:
    """A text that differs when an entry does."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def decided(conn: Connection) -> dict[str, str]:
    """The digests by record (``agency:…``, ``plan:…``)."""
    found = conn.execute(select(setting.c.value).where(setting.c.key == KEY)).scalar()
    return dict(found or {})


def decide_on(conn: Connection, digests: Mapping[str, str]) -> None:
    """Keep that these entries are stored or decided on."""
    whole = decided(conn) | dict(digests)
    conn.execute(delete(setting).where(setting.c.key == KEY))
    conn.execute(insert(setting).values(key=KEY, value=whole))
