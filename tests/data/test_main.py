"""`python -m data`: exit codes and one clear line, never a traceback."""

import pytest

from data.__main__ import main
from tests.data.fires import NEAR
from tests.servers import firms as server
from tests.servers.dialects import keyless
from tests.servers.firms import FirmsServer


@pytest.fixture
def firms(tmp_path, monkeypatch):
    with FirmsServer() as running:
        monkeypatch.setenv("CANHLUA_DATABASE_URL", f"sqlite:///{tmp_path / 'canhlua.db'}")
        monkeypatch.setenv("CANHLUA_FIRMS_URL", running.url)
        monkeypatch.delenv("FIRMS_MAP_KEY", raising=False)
        monkeypatch.delenv("CANHLUA_PROFILE", raising=False)
        monkeypatch.setattr("time.sleep", lambda _: None)
        running.answer("/data/", server.body(keyless([]), etag=True))
        yield running


@pytest.mark.parametrize(
    ("reply", "code", "said"),
    [
        (server.body(keyless([])), 0, "0 rows, 0 watched, 0 new"),
        (server.prose("Invalid MAP_KEY."), 2, "refuses the key"),
        (server.html(), 2, "web page"),
        (server.body(b""), 2, "empty"),
        (server.status(404), 3, "status 404"),
        (server.faulty("reset"), 3, "cannot be reached"),
    ],
)
def test_watch_once(firms, capsys, reply, code, said):
    firms.answer("J1_VIIRS", reply)
    assert main(["watch", "--once"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert [line for line in err.splitlines() if line.startswith("noaa-20") and said in line]
    assert "Traceback" not in err


def test_watch_once_says_what_came(firms, capsys, monkeypatch):
    firms.answer("J1_VIIRS", server.body(keyless(NEAR[:1]).replace(b"2027", b"2026"), etag=True))
    main(["watch", "--once"])
    assert (
        "7d.csv: 1 rows, 1 watched, 1 new, 0 duplicates, 0 superseded, 0 rejected" in capsys.readouterr().err
    )
    main(["watch", "--once"])
    assert "24h.csv: unchanged" in capsys.readouterr().err


def test_a_profile_that_is_not_there(firms, capsys, tmp_path):
    assert main(["watch", "--once", "--profile", str(tmp_path / "absent")]) == 2
    assert "there is no such folder" in capsys.readouterr().err


def test_a_database_that_cannot_be_opened(firms, capsys, tmp_path, monkeypatch):
    (tmp_path / "folder.db").mkdir()
    monkeypatch.setenv("CANHLUA_DATABASE_URL", f"sqlite:///{tmp_path / 'folder.db'}")
    assert main(["watch", "--once"]) == 3
    err = capsys.readouterr().err
    assert "the database cannot be used" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [[], ["nonsense"], ["watch", "--nonsense"], ["backup"]])
def test_wrong_words(words, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["watch"], ["backup"], ["restore"], ["check"]])
def test_help(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    assert "usage: python -m data" in capsys.readouterr().out
