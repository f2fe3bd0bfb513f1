"""Random secrets, what is kept of them, and the key that signs cookies and forms."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, insert, select

from data.store.lock import serialise
from data.store.tables import access_key

_BYTES = 32


def new_secret() -> str:
    """256 random bits as URL-safe text."""
    return secrets.token_urlsafe(_BYTES)


def fingerprint(secret: str) -> str:
    """What the database keeps of a random secret. No salt: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def signing_key(conn: Connection) -> bytes | None:
    """The key of this database; None before the first `make_signing_key`."""
    return conn.execute(select(access_key.c.secret)).scalar()


def make_signing_key(conn: Connection) -> bytes:
    """The key of this database, made at the first call."""
    serialise(conn)
    found = signing_key(conn)
    if found is None:
        found = secrets.token_bytes(_BYTES)
        conn.execute(insert(access_key).values(id=1, secret=found))
    return found


def keyed(key: bytes, purpose: str, text: str) -> str:
    """A hash that only this database can make, different for every purpose."""
    return hmac.new(key, f"{purpose}\0{text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
