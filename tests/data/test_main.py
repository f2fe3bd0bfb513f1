"""`python -m data`: exit codes and one clear line, never a traceback."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.engine import URL

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


@pytest.mark.parametrize("command", ["backup", "check"])
def test_backup_and_check_make_no_folders(capsys, tmp_path, monkeypatch, command):
    monkeypatch.setenv("CANHLUA_DATABASE_URL", f"sqlite:///{tmp_path / 'absent' / 'canhlua.db'}")
    assert main([command, *([str(tmp_path / "b.db")] if command == "backup" else [])]) == 2
    assert "there is no database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_backup_into_a_folder_that_is_not_there(capsys, tmp_path, monkeypatch, sqlite_engine):
    monkeypatch.setenv("CANHLUA_DATABASE_URL", str(sqlite_engine.url))
    target = tmp_path / "no" / "such" / "backup.db"
    assert main(["backup", str(target)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"The backup could not be written to {target}: there is no folder {target.parent}"
    assert not (tmp_path / "no").exists()
    assert main(["backup", str(tmp_path / "backup.db")]) == 0


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_check_changes_no_byte_of_another_programs_database(capsys, tmp_path, monkeypatch, mode):
    file = tmp_path / "a ?#%20 photos.db"
    with closing(sqlite3.connect(file)) as conn:
        conn.execute(f"PRAGMA journal_mode = {mode}")
        conn.execute("CREATE TABLE photo (name TEXT)")
        conn.commit()
    before = file.read_bytes()
    url = URL.create("sqlite", database=str(file))
    monkeypatch.setenv("CANHLUA_DATABASE_URL", url.render_as_string())
    assert main(["check"]) == 2
    assert "this version of the program needs" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_check_sees_what_is_only_in_the_log(capsys, monkeypatch, sqlite_engine):
    monkeypatch.setenv("CANHLUA_DATABASE_URL", str(sqlite_engine.url))
    with sqlite_engine.connect() as conn:
        conn.exec_driver_sql("DROP TRIGGER journal_no_delete")
        conn.commit()
        assert main(["check"]) == 2
    assert "journal_no_delete" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["nonsense"], ["watch", "--nonsense"], ["backup"]])
def test_wrong_words(words, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("python -m data")


@pytest.mark.parametrize("command", [[], ["watch"], ["backup"], ["restore"], ["check"]])
def test_help(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    assert "usage: python -m data" in capsys.readouterr().out


def test_a_check_audits_the_ledger(capsys, monkeypatch, sqlite_engine):
    monkeypatch.setenv("CANHLUA_DATABASE_URL", str(sqlite_engine.url))
    assert main(["check"]) == 0
    assert "nothing wrong" in capsys.readouterr().err
    with sqlite_engine.connect() as conn:
        conn.exec_driver_sql(
            "INSERT INTO matter (kind, ref, created_at) VALUES ('call', 'TN-1', '2027-03-12 07:00:00.000000')"
        )
        conn.commit()
    assert main(["check"]) == 2
    assert "the ledger knows call TN-1, and there is no such record" in capsys.readouterr().err
