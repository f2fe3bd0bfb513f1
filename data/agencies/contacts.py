"""Telephone numbers, e-mail addresses and duty hours as people type them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from data.agencies.errors import AgencyInvalid, EmailInvalid, PhoneInvalid, PhoneOld

CHANNEL_KINDS = ("call", "sms", "zalo", "email", "telegram", "webhook", "radio", "visit", "paper")
BY_PHONE = ("call", "sms", "zalo")
INVENTED = "+84000"
"""Begins a number that nobody can have: 0000…; a drill may use it, real work may not."""

_MOBILE = re.compile(r"\+84[35789]\d{8}")
_LANDLINE = re.compile(r"\+842\d{8,9}")
_ABROAD = re.compile(r"\+(?!84)[1-9]\d{7,14}")
# The Ministry's change of 15/09/2018: 01xx became 0x.
_OLD = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
# Of a chat: a number (groups have a minus), or the name of a channel (Telegram's rule: 5 to 32 letters).
_TELEGRAM = re.compile(r"-?\d{5,15}|@[A-Za-z][A-Za-z0-9_]{4,31}")
# What the installation's own webhook calls the receiver. Never a whole address: whoever edits contacts would
# choose where this server sends to.
_WEBHOOK = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,99}")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")


def normal_phone(text: str, *, drill: bool = False) -> str:
    """The number in the form E.164; Vietnamese ones may be typed as 0…, 84…, 0084… with blanks, dots, dashes.

    Raises
    ------
    PhoneInvalid
        `problem`: not_a_number, wrong_length, invented (0000…, outside of a drill).
    PhoneOld
        A mobile number of eleven digits.
    """
    bare = re.sub(r"[\s.\-()]", "", text)
    if not re.fullmatch(r"\+?\d+", bare):
        raise PhoneInvalid(value=text, problem="phone_not_a_number")
    if bare.startswith("00") and not bare.startswith("0000"):
        bare = "+" + bare[2:]
    elif re.fullmatch(r"84\d{9,10}", bare):
        bare = "+" + bare
    local = "0" + bare[3:] if bare.startswith("+84") else bare
    if len(local) == 11 and local[:4] in _OLD:
        raise PhoneOld(value=text, instead=_OLD[local[:4]] + local[4:])
    number = "+84" + local[1:] if local.startswith("0") else local
    if number.startswith(INVENTED) and len(number) == 12:
        if drill:
            return number
        raise PhoneInvalid(value=text, problem="phone_invented")
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number) or _ABROAD.fullmatch(number):
        return number
    raise PhoneInvalid(value=text, problem="phone_wrong_length")


def normal_email(text: str) -> str:
    """The address without blanks around it, its domain in lower case.

    Raises
    ------
    EmailInvalid
    """
    bare = text.strip()
    local, _, domain = bare.rpartition("@")
    if not _EMAIL.fullmatch(bare) or ".." in bare or local.startswith(".") or local.endswith("."):
        raise EmailInvalid(value=text)
    return f"{local}@{domain.lower()}"


def _by_name(kind: str, address: str) -> str:
    """The address of a chat or a webhook, if it can be one."""
    pattern = _TELEGRAM if kind == "telegram" else _WEBHOOK
    if not pattern.fullmatch(address):
        raise AgencyInvalid(problem=f"{kind}_unreadable")
    return address


def normal_channels(channels: Sequence[Mapping[str, str]], *, drill: bool = False) -> list[dict[str, str]]:
    """Channels in order, each with an address in its normal form, none twice.

    Raises
    ------
    AgencyInvalid
        `problem`: channel_unknown, channel_without_address, telegram_unreadable, webhook_unreadable.
    PhoneInvalid, PhoneOld, EmailInvalid
    """
    kept: list[dict[str, str]] = []
    for each in channels:
        kind, address = each.get("kind", ""), " ".join(each.get("address", "").split())
        if kind not in CHANNEL_KINDS:
            raise AgencyInvalid(problem="channel_unknown")
        if not address:
            raise AgencyInvalid(problem="channel_without_address")
        if kind in BY_PHONE:
            address = normal_phone(address, drill=drill)
        elif kind == "email":
            address = normal_email(address)
        elif kind in ("telegram", "webhook"):
            address = _by_name(kind, address)
        one = {"kind": kind, "address": address}
        if one not in kept:
            kept.append(one)
    return kept


def normal_hours(hours: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Spans of duty: ISO weekdays (1 is Monday) of their beginning, local times; past midnight when `to` is
    not after `from`. None stays None: nobody has said.

    Raises
    ------
    AgencyInvalid
        `problem`: hours_unreadable.
    """
    if hours is None:
        return None
    spans = []
    for each in hours:
        days, start, end = sorted(set(each.get("days", ()))), each.get("from", ""), each.get("to", "")
        good = days and set(days) <= set(range(1, 8)) and start != end and start != "24:00"
        if not good or not _CLOCK.fullmatch(start) or not _CLOCK.fullmatch(end):
            raise AgencyInvalid(problem="hours_unreadable")
        spans.append({"days": days, "from": start, "to": end})
    return spans or None
