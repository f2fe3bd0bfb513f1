"""Pages that tests run without a server have no visitor: there, the operator at the machine looks."""

import pytest

from dashboard.access import visitor
from dashboard.access.visitor import Visit


@pytest.fixture(autouse=True)
def _operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "visit_of_page", lambda: Visit("127.0.0.1"))
