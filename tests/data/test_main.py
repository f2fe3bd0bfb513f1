"""`python -m data`: exit codes and one clear line, never a traceback."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.engine import URL

from data.__main__ import main
from data.ledger import figures
from data.store.engine import writing
from tests.data.fires import NEAR
from tests.data.ledger import hands
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


@pytest.fixture
def ledger(tmp_path, monkeypatch, sqlite_engine):
    monkeypatch.setenv("CANHLUA_DATABASE_URL", str(sqlite_engine.url))
    monkeypatch.delenv("CANHLUA_PROFILE", raising=False)
    with writing(sqlite_engine) as conn:
        own = hands.add_duty(conn, since=hands.NOW)
        hands.add_duty(conn, receiver=hands.MILITARY, since=hands.NOW)
        hands.wrote(conn, own, "told", hands.NOW, happened_at=hands.NOW, channel="call", proof="logged")
    return sqlite_engine


def test_duties_as_json_are_the_figures_of_the_month(ledger, capsys):
    assert main(["duties", "--month", "2027-03"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert err == ""
    assert (found["month"], found["from"]) == ("2027-03", "2027-02-28T17:00:00+00:00")
    total = found["total"]
    assert total["total"] == 2 == sum(total[name] for name in figures.BUCKETS)
    assert total["on_time"] == 1
    assert found["median_seconds_to_told"] == 0
    assert found["clocks"] == {"known": 2}
    assert {row["key"] for row in found["by"]["receiver"]} == {hands.POLICE, hands.MILITARY}
    assert set(found["by"]) == set(figures.ALL_DIMENSIONS)
    assert found["frozen"] is None


def test_duties_as_csv_begin_with_the_whole(ledger, capsys):
    assert main(["duties", "--month", "2027-03", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert (rows[0]["dimension"], rows[0]["key"], rows[0]["total"], rows[0]["on_time"]) == (
        "month", "2027-03", "2", "1",
    )  # fmt: skip
    weeks = [row for row in rows if row["dimension"] == "week"]
    assert [(row["key"], row["total"]) for row in weeks] == [("2027-03-15", "2")]


def test_duties_of_a_month_that_cannot_be(ledger, capsys):
    assert main(["duties", "--month", "03/2027"]) == 2
    err = capsys.readouterr().err
    assert "03/2027" in err and "Traceback" not in err and len(err.splitlines()) == 1


def test_duties_of_a_database_that_is_not_there(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("CANHLUA_DATABASE_URL", f"sqlite:///{tmp_path / 'absent' / 'canhlua.db'}")
    assert main(["duties", "--month", "2027-03"]) == 3
    out, err = capsys.readouterr()
    assert out == "" and "the database cannot be used" in err
    assert list(tmp_path.iterdir()) == []
