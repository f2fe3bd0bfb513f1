from pathlib import Path

import pytest

from data.store.engine import ROOT, default_url, open_engine, sqlite_file


def test_the_default_is_a_file_of_this_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CANHLUA_DATABASE_URL", raising=False)
    assert sqlite_file(default_url()) == ROOT / "data" / "local" / "canhlua.db"


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANHLUA_DATABASE_URL", "sqlite:////srv/x.db")
    assert default_url() == "sqlite:////srv/x.db"


def test_the_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "canhlua.db"
    open_engine(f"sqlite:///{file}").connect().close()
    assert file.exists()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql+psycopg://u@h/db"])
def test_no_file_behind_these(url: str) -> None:
    assert sqlite_file(url) is None
