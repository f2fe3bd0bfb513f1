"""A cable between a browser and a server, that is cut and mended while both run."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType


class Cable:
    """Relays 127.0.0.1:`port` to the server's port. Cut, it drops what is there and refuses what comes."""

    def __init__(self, to: int) -> None:
        self.port = 0
        self._to = to
        self._door: socket.socket | None = None
        self._open: list[socket.socket] = []

    def __enter__(self) -> Cable:
        self.mend()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.cut()

    @property
    def address(self) -> str:
        """What the browser opens."""
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Let everything through again, at the same address."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._answer, args=(self._door,), daemon=True).start()

    def cut(self) -> None:
        """Drop every connection, and refuse new ones."""
        if self._door is not None:
            _shut(self._door)
            self._door = None
        while self._open:
            _shut(self._open.pop())

    def _answer(self, door: socket.socket) -> None:
        while True:
            try:
                caller, _from = door.accept()
                called = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                return
            self._open += [caller, called]
            for one, other in ((caller, called), (called, caller)):
                threading.Thread(target=_relay, args=(one, other), daemon=True).start()


def _relay(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while heard := one.recv(65536):
            other.sendall(heard)
    _shut(other)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
