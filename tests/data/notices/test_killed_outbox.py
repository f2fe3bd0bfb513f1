"""The outbox killed at every step and started again: nothing is lost, no duty is told twice, and a message
that may have gone out twice has one id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from data import journal
from data.clock import real_now
from data.store.engine import reading
from data.store.tables import duty_entry, notice, notice_attempt
from tests.data.notices.killed import STEPS
from tests.data.notices.scene import district
from tests.servers.mail import MailServer

ROOT = Path(__file__).resolve().parents[3]
TWICE = ("sent", "record_inside", "record_end", "delivering")
"""The one window: the server has the message, and that is not written down."""


def start(engine: Engine, mail: MailServer, step: str) -> subprocess.Popen[str]:
    url = engine.url.render_as_string(hide_password=False)
    env = {name: value for name, value in os.environ.items() if not name.startswith("CANHLUA_")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.data.notices.killed", url, mail.url, step],
        cwd=ROOT,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )


def check(engine: Engine, mail: MailServer, step: str) -> None:
    with reading(engine) as conn:
        rows = conn.execute(select(notice)).mappings().all()
        told = conn.execute(select(duty_entry.c.duty_id).where(duty_entry.c.kind == "told")).scalars().all()
        tries = conn.execute(select(notice_attempt.c.outcome).order_by(notice_attempt.c.id)).scalars().all()
        assert journal.verify(conn) is None
    assert [row["state"] for row in rows] == ["sent"]
    assert sorted(told) == [1, 2, 3]
    ids = [letter["Message-ID"] for letter in mail.letters]
    assert ids == [rows[0]["message_id"]] * (2 if step in TWICE else 1)
    lost = step in ("leased", *TWICE)
    assert tries == (["unknown", "sent"] if lost else ["sent"])


@pytest.mark.parametrize("step", [*STEPS[:-1], "delivering"])
def test_killed_and_started_again(engine: Engine, step: str) -> None:
    scene = district(engine, real_now())
    for n in range(3):
        scene.fire(summary=f"Đám {n}")
    with MailServer() as mail:
        process = start(engine, mail, "never" if step == "delivering" else step)
        if step == "delivering":  # the server has the letter and answers to nobody
            mail.when_taken = process.kill
        _out, err = process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL, err
        mail.when_taken = None
        again = start(engine, mail, "never")
        _out, err = again.communicate(timeout=120)
        assert again.returncode == 0, err
        check(engine, mail, step)


def test_undisturbed(engine: Engine) -> None:
    scene = district(engine, real_now())
    for _ in range(3):
        scene.fire()
    with MailServer() as mail:
        for _ in range(2):
            process = start(engine, mail, "never")
            _out, err = process.communicate(timeout=120)
            assert process.returncode == 0, err
        check(engine, mail, "never")
