"""apprise's e-mail, told apart: which answer the server gave, and the same Message-ID at every try.

apprise 2.3 answers True or False: its `send` catches what smtplib raises, and it makes a new Message-ID each
time. So its plugin is kept for addresses, connection, STARTTLS, login and MIME, and only the few lines
between connecting and handing over are written here.
"""

from __future__ import annotations

import smtplib
from email import message_from_string
from typing import Any

from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.smtp import AppriseSMTPController

from data.notices.outcome import Sent


def _by_code(code: int, said: bytes | str) -> Sent:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Sent("refused" if 500 <= code < 600 else "unreachable", f"SMTP {code} {text}")


def outcome_of(error: Exception, *, handing_over: bool) -> Sent:
    """What an error of smtplib means: 5xx is final, 4xx and a lost connection are not.

    A connection that breaks while the message is handed over leaves open whether the server has it.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _by_code(code, said)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return _by_code(error.smtp_code, error.smtp_error)
    # An untrusted certificate or no STARTTLS is mended at the server or in the settings: tried again.
    lost = isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)
    unclear = handing_over and (lost or isinstance(error, smtplib.SMTPServerDisconnected))
    return Sent("unknown" if unclear else "unreachable", f"{type(error).__name__}: {error}")


class NoticeEmail(NotifyEmail):
    """`notify` as apprise's; afterwards `result` says what the server answered."""

    def __init__(self, *, message_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._message_id = message_id
        self.result: Sent | None = None

    def _controller(self) -> AppriseSMTPController:
        return AppriseSMTPController(
            host=self.smtp_host,
            port=self.port,
            secure_mode=self.secure_mode,
            user=self.user,
            password=self.password,
            verify_certificate=self.verify_certificate,
            socket_connect_timeout=self.socket_connect_timeout,
        )

    def _with_id(self, text: str) -> str:
        made = message_from_string(text)
        made.replace_header("Message-ID", self._message_id)
        return made.as_string()

    def send(self, body: str, title: str = "", body_format: Any = None, **_: Any) -> bool:
        """Hand the message over; what comes of it is in `result`."""
        made = NotifyEmail.prepare_emails(
            subject=title,
            body=body,
            notify_format=self.resolve_format(body_format),
            from_addr=self.from_addr,
            to=self.targets,
            cc=self.cc,
            bcc=self.bcc,
            reply_to=self.reply_to,
            smtp_host=self.smtp_host,
            headers={"X-Application": self.app_id, "Auto-Submitted": "auto-generated"} | self.headers,
            names=self.names,
            tzinfo=self.tzinfo,
        )
        handing_over = False
        try:
            with self._controller() as connected:
                handing_over = True
                for each in made:
                    refused = connected._socket.sendmail(
                        self.from_addr[1], each.to_addrs, self._with_id(each.body)
                    )
                    if refused:
                        raise smtplib.SMTPRecipientsRefused(refused)
        except (OSError, smtplib.SMTPException, RuntimeError) as error:
            self.result = outcome_of(error, handing_over=handing_over)
            return False
        self.result = Sent("sent", "SMTP 250")
        return True
