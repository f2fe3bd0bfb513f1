"""A real SMTP server on the loopback that refuses, defers, dawdles or breaks off as a test wants.

with MailServer() as mail:
    mail.at_rcpt = "550 5.1.1 No such user"
    environ["CANHLUA_SMTP_URL"] = mail.url
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session


class MailServer:
    """`letters` are what was taken. `at_rcpt`, `at_data`: what is answered instead of 250.

    `wait_s` delays the answer to the letter itself; `forget`: takes the letter and breaks the line off
    without an answer. `when_taken` is called when a letter was taken, before that is answered.
    """

    def __init__(
        self, *, tls: bool = False, authority: trustme.CA | None = None, login: tuple[str, str] | None = None
    ) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.encrypted: list[bool] = []
        self.at_rcpt = self.at_data = ""
        self.wait_s, self.forget, self._login = 0.0, False, login
        self.when_taken: Callable[[], object] | None = None
        more: dict[str, Any] = {}
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            (authority or trustme.CA()).issue_cert("localhost").configure_cert(context)
            more = {"tls_context": context, "require_starttls": True}
        if login:
            more |= {"authenticator": self._check, "auth_required": True, "auth_require_tls": tls}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **more)

    def _check(self, _server: Any, _session: Any, _envelope: Any, _kind: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and self._login == (
            data.login.decode(),
            data.password.decode(),
        )
        return AuthResult(success=good, handled=good)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.at_rcpt:
            return self.at_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.wait_s:
            await asyncio.sleep(self.wait_s)
        if self.at_data:
            return self.at_data
        content = envelope.content or b""
        self.letters.append(
            message_from_bytes(
                content if isinstance(content, bytes) else content.encode(), policy=policy.default
            )  # type: ignore[arg-type]
        )
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        if self.when_taken is not None:
            self.when_taken()
            await asyncio.sleep(0.2)
        if self.forget:
            server.transport.abort()
        return "250 OK"

    @property
    def url(self) -> str:
        """For CANHLUA_SMTP_URL."""
        return f"mailto://localhost:{self.port}?from=canhlua@example.org&to={{address}}&mode=insecure"

    @property
    def tls_url(self) -> str:
        """The same with STARTTLS."""
        user = f"{self._login[0]}:{self._login[1]}@" if self._login else ""
        return (
            f"mailtos://{user}localhost:{self.port}?from=canhlua@example.org&to={{address}}"
            "&mode=starttls&smtp=localhost"
        )

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
