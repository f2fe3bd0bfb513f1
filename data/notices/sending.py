"""Send one text to one address through apprise, and say what became of it.

Nothing here knows of duties or tables: text in, `Sent` out. It never raises for what a server does.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat, OverflowMode, PersistentStoreMode
from apprise.plugins.email import NotifyEmail

from data.feeds.redact import guard_logs
from data.notices.email_plugin import NoticeEmail
from data.notices.http_record import outcome_of, recording
from data.notices.message import Rendered
from data.notices.outcome import Sent
from data.notices.settings import Channels

log = logging.getLogger(__name__)
# When it debugs, apprise writes whole messages: numbers of people, and the link that acknowledges.
logging.getLogger("apprise").setLevel(logging.INFO)


@dataclass(frozen=True)
class Patience:
    """Seconds: to connect, from one byte to the next, and for one message as a whole.

    The whole is a limit of its own, because a server that drips a byte now and then is never timed out by
    the second. It is well below the lease of a notice (`data.notices.outbox.LEASE`).
    """

    connect_s: float = 10.0
    read_s: float = 15.0
    total_s: float = 60.0


def _asset() -> AppriseAsset:
    return AppriseAsset(
        app_id="Canh Lua",
        app_desc="Canh Lua",
        app_url="",
        async_mode=False,
        secure_logging=True,
        http_redirects=False,
        allow_templates=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )


def _plugin(channel: str, url: str, message_id: str, patience: Patience) -> Any:
    """The plugin for one message; None when the address makes no sense to apprise."""
    if url.lower().startswith(("mailto://", "mailtos://")):
        found = NotifyEmail.parse_url(url)
        try:
            plugin = found and NoticeEmail(message_id=message_id, **(found | {"asset": _asset()}))
        except TypeError:  # AppriseImproperlyConfigured is one
            return None
    else:
        plugin = Apprise.instantiate(url, asset=_asset(), suppress_exceptions=True)
    if not plugin:
        return None
    email = isinstance(plugin, NoticeEmail)
    plugin.socket_connect_timeout = patience.read_s if email else patience.connect_s
    plugin.socket_read_timeout = patience.read_s
    if channel in ("zalo", "telegram"):
        plugin.overflow_mode = OverflowMode.SPLIT  # a chat takes some thousand letters: nothing is dropped
    return plugin


def _notify(plugin: Any, text: Rendered, key: str) -> Sent:
    with recording(plugin, key) as record:
        taken = bool(plugin.notify(body=text.body, title=text.subject, body_format=NotifyFormat.TEXT))
    if isinstance(plugin, NoticeEmail):
        return plugin.result or Sent("unreachable", "apprise did not come to the server")
    return outcome_of(record, taken=taken)


def _within(seconds: float, work: Callable[[], Sent]) -> Sent:
    """The outcome of `work`, or "unknown" when it takes too long: its thread is left behind."""
    done: list[Sent] = []

    def run() -> None:
        try:
            done.append(work())
        except Exception as error:
            log.exception("a plugin of apprise failed")
            done.append(Sent("unreachable", f"{type(error).__name__}: {error}"))

    thread = threading.Thread(target=run, name="notice", daemon=True)
    thread.start()
    thread.join(seconds)
    return done[0] if done else Sent("unknown", f"no end after {seconds:g} s")


def send(
    channels: Channels,
    channel: str,
    address: str,
    text: Rendered,
    *,
    message_id: str,
    patience: Patience = Patience(),
) -> Sent:
    """Send and say what became of it.

    Parameters
    ----------
    message_id
        The notice's ``Message-ID`` with its angle brackets: the same at every try. Gateways over HTTP get
        what stands between the brackets as idempotency key and as ``{notice}``.
    """
    guard_logs()
    key = message_id.strip("<>")
    try:
        url = channels.url(channel, address, key)
    except KeyError:
        return Sent("refused", f"the channel {channel} is not set up here")
    plugin = _plugin(channel, url, message_id, patience)
    if plugin is None:
        return Sent("refused", f"the channel {channel} is set up with an address that apprise does not know")
    return _within(patience.total_s, lambda: _notify(plugin, text, key))
