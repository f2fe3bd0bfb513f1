"""Passwords: which are accepted, how they are kept (argon2id), how one is checked."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.access.errors import PasswordRefused
from geo.names import fold

LEAST, MOST = 10, 200
"""Characters. NIST SP 800-63B asks for 8 with throttling; 10 where every sixth try is not slowed yet."""

_FEWEST_DIFFERENT = 5
_COMMON = (
    "password", "matkhau", "123456", "qwerty", "abc123", "iloveyou", "admin", "canhlua", "quynhnhai", "sonla",
    "kiemlam", "congan", "quansu", "vietnam", "anhyeuem",
)  # fmt: skip
"""What people take here; a password that is one of these and a few digits is one of these."""

_hasher = PasswordHasher()  # RFC 9106's second recommendation: 64 MiB, 3 passes
_turns = threading.BoundedSemaphore(2)  # each check takes 64 MiB: a crowd waits instead of filling memory
_never: list[str] = []


def _as_typed(password: str) -> str:
    """One form for what different keyboards send for the same Vietnamese letters."""
    return unicodedata.normalize("NFKC", password)


def require_good(password: str, name: str) -> None:
    """Refuse a password that would be guessed.

    Raises
    ------
    PasswordRefused
        `problem` is too_short, too_long, too_uniform, common or like_name.
    """
    typed = _as_typed(password)
    bare = "".join(c for c in fold(typed) if c.isalnum())
    letters = bare.strip("0123456789")
    problem = (
        "too_short"
        if len(typed) < LEAST
        else "too_long"
        if len(typed) > MOST
        else "too_uniform"
        if len(set(typed)) < _FEWEST_DIFFERENT
        else "like_name"
        if len(name) > 2 and letters == fold(name)
        else "common"
        if letters in ("", *_COMMON) or bare in _COMMON
        else None
    )
    if problem:
        raise PasswordRefused(problem=f"password_{problem}", least=LEAST, most=MOST)


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _turns:
        return _hasher.hash(_as_typed(password))


def _of_nobody() -> str:
    if not _never:
        _never.append(hashed("nobody has this password"))
    return _never[0]


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password; as slow for an account without one (`kept` is None) as for any other."""
    with_one = kept or _of_nobody()
    try:
        with _turns:
            same = _hasher.verify(with_one, _as_typed(password[: MOST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return same and kept is not None


def outdated(kept: str) -> bool:
    """Whether it was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)
