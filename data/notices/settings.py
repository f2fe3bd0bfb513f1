"""Which channels this installation can send by, and to whom a drill may really send.

A channel is an address of apprise (https://github.com/caronc/apprise/wiki) in the environment, because it
holds passwords: never in the profile, the database, a log or on a screen. In it ``{address}`` stands for the
receiver's address and ``{notice}`` for an id that is the same at every try::

    CANHLUA_SMTP_URL=mailtos://user:secret@smtp.example.org:587?from=canhlua@example.org&to={address}
    CANHLUA_SMS_URL=jsons://gateway.example.org/send?:to={address}&:id={notice}&+Authorization=Bearer%20secret
    CANHLUA_TELEGRAM_URL=tgram://123456:secret/{address}
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from data.feeds.redact import remember
from data.notices.errors import ChannelsInvalid

VARIABLES = {
    "email": "CANHLUA_SMTP_URL",
    "sms": "CANHLUA_SMS_URL",
    "zalo": "CANHLUA_ZALO_URL",
    "telegram": "CANHLUA_TELEGRAM_URL",
    "webhook": "CANHLUA_WEBHOOK_URL",
}
"""Channels that the program can use by itself, and where each is set up."""
AUTOMATIC = tuple(VARIABLES)
ALLOW_VARIABLE = "CANHLUA_DRILL_ALLOW"
SMS_SECRET_VARIABLE = "CANHLUA_SMS_SECRET"  # noqa: S105 -- the variable's name
PUBLIC_VARIABLE = "CANHLUA_PUBLIC_URL"
ADDRESS, NOTICE = "{address}", "{notice}"


def _plain(address: str) -> str:
    """What two spellings of one address have in common."""
    return "".join(address.split()).casefold()


@dataclass(frozen=True)
class Channels:
    """What this installation can send by. Nothing of it that is secret is in its `repr`.

    templates
        Channel → apprise address.
    drill_allow
        Addresses that a drill really sends to; everything else of a drill goes to the outbox page.
    public_url
        What links in messages begin with; None: messages carry no link.
    sms_secret
        Signs what the SMS gateway hands in; None: no SMS is taken.
    """

    templates: Mapping[str, str] = field(default_factory=dict, repr=False)
    drill_allow: frozenset[str] = frozenset()
    public_url: str | None = None
    sms_secret: str | None = field(default=None, repr=False)
    drill: bool = False

    def can(self, channel: str) -> bool:
        """Whether a message can go out by this channel without a person. A drill can by all: it writes to
        the outbox page what it does not send."""
        return channel in AUTOMATIC and (self.drill or channel in self.templates)

    def stays_here(self, channel: str, address: str) -> bool:
        """Whether a message to this address is only shown on the outbox page: a drill's, not allowed."""
        return self.drill and (channel not in self.templates or _plain(address) not in self.drill_allow)

    def url(self, channel: str, address: str, notice: str) -> str:
        """The apprise address of one message; holds the channel's secrets.

        Raises
        ------
        KeyError
            The channel is not set up.
        """
        filled = self.templates[channel].replace(ADDRESS, quote(address, safe=""))
        return filled.replace(NOTICE, quote(notice, safe=""))

    @property
    def link_base(self) -> str | None:
        """`public_url` without a slash at its end."""
        return self.public_url.rstrip("/") if self.public_url else None


_TELLING = ("pass", "token", "key", "secret", "auth")
_LONG = 16
"""A part of an address this long is no word: it is a key."""


def _secrets_of(url: str) -> set[str]:
    """What in an apprise address may be secret: the whole, the password, keys in path, query and headers."""
    body, _, query = url.split("://", 1)[-1].partition("?")
    where, *path = body.split("/")
    login, _, _host = where.rpartition("@")
    found = {url, login.partition(":")[2], *(part for part in path if len(part) >= _LONG)}
    if not login and ":" in where and not where.rpartition(":")[2].isdigit():
        found |= {where, where.partition(":")[2]}  # a bot's token stands where other addresses have the host
    for name, value in parse_qsl(query.replace("+", "%2B")):
        if name.startswith("+") or len(value) >= _LONG or any(word in name.lower() for word in _TELLING):
            found |= {value, value.rpartition(" ")[2]}
    found |= {unquote(each) for each in found}
    return {each for each in found if each and not (each != url and (ADDRESS in each or NOTICE in each))}


def _template(variable: str, given: str) -> str:
    if "://" not in given or not urlsplit(given).scheme:
        raise ChannelsInvalid(variable=variable, problem="not_an_address")
    if ADDRESS not in given:
        raise ChannelsInvalid(variable=variable, problem="no_place_for_the_address")
    return given


def read_channels(environ: Mapping[str, str] | None = None, *, drill: bool = False) -> Channels:
    """The channels that the environment sets up; their secrets are known to `redact` from then on.

    Raises
    ------
    ChannelsInvalid
        `problem`: not_an_address, no_place_for_the_address. The address itself is never told.
    """
    env = os.environ if environ is None else environ
    templates = {}
    for channel, variable in VARIABLES.items():
        given = env.get(variable, "").strip()
        if given:
            for secret in _secrets_of(given):
                remember(secret)
            templates[channel] = _template(variable, given)
    allowed = frozenset(_plain(each) for each in env.get(ALLOW_VARIABLE, "").split(",") if each.strip())
    sms_secret = env.get(SMS_SECRET_VARIABLE, "").strip() or None
    remember(sms_secret)
    return Channels(templates, allowed, env.get(PUBLIC_VARIABLE, "").strip() or None, sms_secret, drill=drill)
