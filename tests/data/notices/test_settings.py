"""The channels of an installation: what is set up, what a drill may send to, and that no secret gets out."""

import logging

import pytest

from data.feeds.redact import guard_logs, redact
from data.notices.errors import ChannelsInvalid
from data.notices.settings import Channels, read_channels

SMTP = "mailtos://thu:mat-khau-smtp@smtp.example.org:587?from=a@example.org&to={address}"
SMS = "jsons://gw.example.org/send?:to={address}&:id={notice}&+Authorization=Bearer%20khoa-rat-bi-mat"
TELEGRAM = "tgram://123456789:AbCdEfGhIjKlMnOpQrStUvWxYz012345678/{address}"


def test_what_is_set_up_can_be_used() -> None:
    found = read_channels({"CANHLUA_SMTP_URL": SMTP, "CANHLUA_SMS_URL": " "})
    assert [found.can(each) for each in ("email", "sms", "call", "paper")] == [True, False, False, False]
    assert found.url("email", "ông+b@c.org", "n1").endswith("&to=%C3%B4ng%2Bb%40c.org")
    assert "id=abc%401" in read_channels({"CANHLUA_SMS_URL": SMS}).url("sms", "+84912345678", "abc@1")
    with pytest.raises(KeyError):
        found.url("sms", "+84912345678", "n1")


@pytest.mark.parametrize(
    ("given", "problem"),
    [("khong-phai-dia-chi", "not_an_address"), ("mailto://x.org?to=all@x.org", "no_place_for_the_address")],
)
def test_what_cannot_work_is_refused_without_telling_it(given: str, problem: str) -> None:
    with pytest.raises(ChannelsInvalid) as refused:
        read_channels({"CANHLUA_SMTP_URL": given})
    assert refused.value.params == {"variable": "CANHLUA_SMTP_URL", "problem": problem}


@pytest.mark.parametrize(
    ("variable", "given", "secret"),
    [
        ("CANHLUA_SMTP_URL", SMTP, "mat-khau-smtp"),
        ("CANHLUA_SMS_URL", SMS, "khoa-rat-bi-mat"),
        ("CANHLUA_TELEGRAM_URL", TELEGRAM, "AbCdEfGhIjKlMnOpQrStUvWxYz012345678"),
        (
            "CANHLUA_WEBHOOK_URL",
            "jsons://h.example/khoa-trong-duong-dan-rat-dai/{address}",
            "khoa-trong-duong-dan-rat-dai",
        ),
        ("CANHLUA_SMS_SECRET", "bi-mat-ky-sms", "bi-mat-ky-sms"),
        ("CANHLUA_ZALO_URL", "jsons://h.example/{address}?:apikey=khoa-zalo", "khoa-zalo"),
    ],
)
def test_secrets_are_known_and_never_shown(
    variable: str, given: str, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = read_channels({variable: given})
    assert secret not in repr(found) and secret not in str(vars(found).keys())
    assert secret not in redact(f"error at https://x/{secret}/send: {secret}")
    assert "smtp.example.org" in redact("smtp.example.org")  # where it is may be told
    guard_logs()
    logging.getLogger("apprise").warning("went to %s", given)
    assert secret not in caplog.text


def test_a_drill_sends_only_to_whom_it_may() -> None:
    env = {"CANHLUA_SMTP_URL": SMTP, "CANHLUA_DRILL_ALLOW": " Chi.Huy@Example.org , +84 912 345 678"}
    drill = read_channels(env, drill=True)
    assert drill.can("sms") and drill.can("email")  # what is not set up is written to the outbox page
    assert not drill.stays_here("email", "chi.huy@example.org")
    assert drill.stays_here("email", "khac@example.org")
    assert drill.stays_here("sms", "+84912345678")  # allowed, but there is no gateway
    assert read_channels({"CANHLUA_SMTP_URL": SMTP}, drill=True).stays_here("email", "chi.huy@example.org")
    assert not read_channels(env).stays_here("email", "khac@example.org")
    assert not Channels().can("email")
