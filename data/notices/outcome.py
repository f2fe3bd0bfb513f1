"""What became of one try to send: one of `NOTICE_OUTCOMES`, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass

from data.feeds.redact import redact
from data.store.tables import NOTICE_OUTCOMES

_MOST = 300


@dataclass(frozen=True)
class Sent:
    """sent: the server took it. refused: it never will. unreachable: it did not now. unknown: the line broke
    after it may have taken it; tried again under the same id.

    `retry_after_s`: the server asked not to be tried before.
    """

    outcome: str
    detail: str
    retry_after_s: float | None = None

    def __post_init__(self) -> None:
        if self.outcome not in NOTICE_OUTCOMES:
            raise ValueError(f"unknown outcome {self.outcome!r}")
        # What a server says may repeat the address with its key: it goes into a table and onto a screen.
        plain = "".join(c if c.isprintable() else " " for c in redact(self.detail))
        object.__setattr__(self, "detail", " ".join(plain.split())[:_MOST])

    @property
    def again(self) -> bool:
        """Whether another try makes sense."""
        return self.outcome in ("unreachable", "unknown")
