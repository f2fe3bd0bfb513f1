"""A dashboard that can be killed in the middle of something and started again on the same port."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.servers.dashboard import ROOT, free_port


@dataclass
class Mortal:
    """`start` and `kill` (SIGKILL) as often as one likes; the database stays."""

    database: str
    log: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def on(cls, database: str, log: Path) -> Mortal:
        return cls(database, log, free_port())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, "CANHLUA_DATABASE_URL": self.database, "CANHLUA_WATCH": "off"}
        environment.pop("CANHLUA_PROFILE", None)
        command = [sys.executable, "-m", "dashboard", "--port", str(self.port)]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        for _ in range(600):
            try:
                requests.get(f"{self.address}/health", timeout=10)
                return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise TimeoutError(self.log.read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)
            self.process = None
