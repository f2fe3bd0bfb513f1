"""Real servers on the loopback, good and bad: what each answer means, and that twins can be told."""

import json
import logging
import time
from collections.abc import Iterator

import pytest
import trustme
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from data.notices.message import Rendered
from data.notices.sending import Patience, send
from data.notices.settings import Channels, read_channels
from tests.servers.mail import MailServer


@pytest.fixture
def httpserver() -> Iterator[HTTPServer]:
    """Of its own for each test, and with a thread for each request: one that dawdles blocks no other."""
    with HTTPServer(threaded=True) as server:
        yield server


TEXT = Rendered("DIỄN TẬP: cháy", "DIỄN TẬP\n  dòng thụt <b>&\n")
SHORT = Patience(1.0, 1.0, 4.0)
ID = "<17.abc@canhlua>"


def by_mail(url: str, patience: Patience = SHORT):
    channels = read_channels({"CANHLUA_SMTP_URL": url})
    return send(channels, "email", "o.b@example.org", TEXT, message_id=ID, patience=patience)


def by_gateway(server: HTTPServer, path: str = "/send", patience: Patience = SHORT, **more: str):
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    url = f"json://{server.host}:{server.port}{path}?:to={{address}}&:id={{notice}}{extra}"
    channels = read_channels({"CANHLUA_SMS_URL": url})
    return send(channels, "sms", "+84912345678", TEXT, message_id=ID, patience=patience)


def test_a_letter_arrives_whole_and_every_try_has_the_same_id() -> None:
    with MailServer() as mail:
        assert [by_mail(mail.url).outcome for _ in range(2)] == ["sent", "sent"]
    assert mail.recipients == ["o.b@example.org"] * 2
    assert [letter.get_all("Message-ID") for letter in mail.letters] == [[ID], [ID]]
    letter = mail.letters[0]
    assert letter["Subject"] == TEXT.subject and letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain" and letter.get_content().split() == TEXT.body.split()


@pytest.mark.parametrize(
    ("at_rcpt", "at_data", "outcome", "detail"),
    [
        ("550 5.1.1 No such user", "", "refused", "SMTP 550 5.1.1 No such user"),
        ("451 4.7.1 Greylisted", "", "unreachable", "SMTP 451 4.7.1 Greylisted"),
        ("", "554 5.6.0 Spam", "refused", "SMTP 554 5.6.0 Spam"),
        ("", "452 4.3.1 Full", "unreachable", "SMTP 452 4.3.1 Full"),
    ],
)
def test_what_a_mail_server_answers(at_rcpt: str, at_data: str, outcome: str, detail: str) -> None:
    with MailServer() as mail:
        mail.at_rcpt, mail.at_data = at_rcpt, at_data
        sent = by_mail(mail.url)
    assert (sent.outcome, sent.detail) == (outcome, detail)
    assert mail.letters == []


def test_a_letter_that_was_taken_without_an_answer_is_not_known_to_have_gone() -> None:
    with MailServer() as mail:
        mail.forget = True
        assert by_mail(mail.url).outcome == "unknown"
        assert len(mail.letters) == 1


def test_a_slow_server_is_not_waited_for() -> None:
    with MailServer() as mail:
        mail.wait_s = 30
        began = time.monotonic()
        assert by_mail(mail.url, Patience(0.5, 0.5, 3)).outcome == "unknown"
        assert time.monotonic() - began < 10


def test_nobody_there() -> None:
    sent = by_mail("mailto://127.0.0.1:9?from=a@example.org&to={address}&mode=insecure")
    assert sent.outcome == "unreachable" and "refused" in sent.detail


def test_starttls_with_a_certificate_that_is_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with MailServer(tls=True, authority=authority, login=("canhlua", "mat-khau-dung")) as mail:
        sent = by_mail(mail.tls_url)
        assert sent.outcome == "unreachable" and "certificate" in sent.detail  # who it is cannot be proven
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert by_mail(mail.tls_url).outcome == "sent" and mail.encrypted == [True]
        wrong = by_mail(mail.tls_url.replace("mat-khau-dung", "mat-khau-sai"))
        assert wrong.outcome == "refused" and "535" in wrong.detail
    with MailServer() as plain:
        assert by_mail(plain.tls_url).outcome == "unreachable"  # no letter in the clear
        assert plain.letters == []


def test_a_gateway_gets_number_text_and_key(httpserver: HTTPServer) -> None:
    got: list[Request] = []

    def answer(request: Request) -> Response:
        got.append(request)
        return Response("{}", 200)

    httpserver.expect_request("/send", method="POST").respond_with_handler(answer)
    assert [by_gateway(httpserver).outcome for _ in range(2)] == ["sent", "sent"]
    assert [each.headers["Idempotency-Key"] for each in got] == ["17.abc@canhlua"] * 2
    body = json.loads(got[0].data)
    assert (body["to"], body["id"]) == ("+84912345678", "17.abc@canhlua")
    assert "dòng thụt <b>&" in body["message"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, "refused"), (401, "refused"), (404, "refused"), (422, "refused"), (302, "refused"),
        (408, "unreachable"), (429, "unreachable"), (500, "unreachable"), (503, "unreachable"),
    ],
)  # fmt: skip
def test_what_a_gateway_answers(httpserver: HTTPServer, status: int, outcome: str) -> None:
    headers = {"Retry-After": "90", "Location": "/elsewhere"}
    httpserver.expect_request("/send").respond_with_data("vì sao", status, headers)
    sent = by_gateway(httpserver)
    assert (sent.outcome, sent.detail, sent.retry_after_s) == (outcome, f"HTTP {status} vì sao", 90.0)
    assert len(httpserver.log) == 1  # a redirect is not followed with our key


def test_a_gateway_that_does_not_answer(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/send").respond_with_handler(lambda _: time.sleep(3) or Response("", 200))
    assert by_gateway(httpserver, patience=Patience(0.5, 0.5, 5)).outcome == "unknown"
    closed = read_channels({"CANHLUA_SMS_URL": "json://127.0.0.1:9/{address}"})
    assert send(closed, "sms", "1", TEXT, message_id=ID, patience=SHORT).outcome == "unreachable"


def test_a_gateway_that_drips_is_cut_off(httpserver: HTTPServer) -> None:
    def drip():
        for _ in range(40):
            time.sleep(0.2)
            yield b"."

    httpserver.expect_request("/send").respond_with_handler(lambda _: Response(drip(), 200))
    began = time.monotonic()
    sent = by_gateway(httpserver, patience=Patience(1, 1, 1.5))
    assert (sent.outcome, sent.detail) == ("unknown", "no end after 1.5 s")
    assert time.monotonic() - began < 4


def test_no_secret_is_told(httpserver: HTTPServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = "khoa-bi-mat-cua-cong"
    httpserver.expect_request("/send").respond_with_data(f"bad key {key}", 403)
    sent = by_gateway(httpserver, **{"%2BAuthorization": f"Bearer%20{key}"})
    assert sent.outcome == "refused" and key not in sent.detail and "***" in sent.detail
    assert httpserver.log[0][0].headers["Authorization"] == f"Bearer {key}"
    assert key not in caplog.text


def test_what_is_not_set_up_is_refused() -> None:
    assert send(Channels(), "sms", "1", TEXT, message_id=ID).outcome == "refused"
    strange = read_channels({"CANHLUA_SMS_URL": "khongco://{address}"})
    assert send(strange, "sms", "1", TEXT, message_id=ID).outcome == "refused"
    nobody = read_channels({"CANHLUA_SMTP_URL": "mailto://x?from=khong-phai&to={address}"})
    assert send(nobody, "email", "a@b.org", TEXT, message_id=ID).outcome == "refused"
