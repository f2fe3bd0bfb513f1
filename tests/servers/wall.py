"""A dashboard that can be killed and started again on the same port: walls must outlive that."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

from dashboard.services import Services
from tests.servers.dashboard import ROOT, free_port


@dataclass
class Server:
    """``python -m dashboard`` on one database and one port, without the watch."""

    database: str
    profile: Path
    log: Path
    here: Services
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self, patience_s: float = 60) -> None:
        """Start it and wait until it answers."""
        environment = {**os.environ, "CANHLUA_DATABASE_URL": self.database, "CANHLUA_WATCH": "off"}
        command = [
            sys.executable,
            "-m",
            "dashboard",
            "--port",
            str(self.port),
            "--profile",
            str(self.profile),
        ]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            try:
                requests.get(f"{self.url}/health", timeout=5)
                return
            except requests.ConnectionError:
                time.sleep(0.2)
        raise TimeoutError(f"no answer from {self.url}; see {self.log}")

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)
            self.process = None

    def stop(self) -> None:
        """As an administrator would."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None
