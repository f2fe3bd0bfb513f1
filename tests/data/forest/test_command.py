"""`python -m data forest --from FILE`: into force, or one line for every open question."""

import pytest

from data.__main__ import main
from data.backup import backup, check, restore
from data.forest.layers import list_layers
from data.store.engine import migrate, open_engine, reading, writing
from data.store.tables import forest_plot
from tests.data.forest.inventories import file_of, in_force
from tests.geo.forest.layers import inventory


@pytest.fixture
def opened(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'canhlua.db'}"
    monkeypatch.setenv("CANHLUA_DATABASE_URL", url)
    monkeypatch.delenv("CANHLUA_PROFILE", raising=False)
    engine = open_engine(url)
    migrate(engine)
    yield engine
    engine.dispose()


def layers(engine):
    with reading(engine) as conn:
        return list_layers(conn)


def test_a_clear_file_comes_into_force(opened, tmp_path, capsys):
    assert main(["forest", "--from", str(file_of(tmp_path)), "--name", "Kiểm kê 2024"]) == 0
    (made,) = layers(opened)
    assert (made.state, made.name, made.plots) == ("active", "Kiểm kê 2024", 4)
    out, err = capsys.readouterr()
    assert out == ""
    assert "4 features read, 4 plots, 0 refused" in err


def test_old_text_is_asked_for_and_taken_by_option(opened, tmp_path, capsys):
    file = str(file_of(tmp_path, inventory("tcvn3"), "rung.shp", raw_text=True))
    assert main(["forest", "--from", file]) == 2
    assert "--encoding tcvn3 or --yes" in capsys.readouterr().err
    assert layers(opened) == []
    assert main(["forest", "--from", file, "--encoding", "tcvn3"]) == 0
    assert layers(opened)[0].encoding == "tcvn3"


def test_a_missing_crs_is_never_guessed(opened, tmp_path, capsys):
    file = file_of(tmp_path, name="rung.shp")
    file.with_suffix(".prj").unlink()
    assert main(["forest", "--from", str(file), "--yes"]) == 2
    err = capsys.readouterr().err
    assert "--epsg: 9206 (100% inside the area)" in err
    assert layers(opened) == []
    assert main(["forest", "--from", str(file), "--yes", "--epsg", "9206"]) == 0


def test_square_metres_are_asked_for(opened, tmp_path, capsys):
    file = str(file_of(tmp_path, inventory(dtich=[10000.0] * 4)))
    assert main(["forest", "--from", file]) == 2
    assert "--area-unit m2" in capsys.readouterr().err
    assert main(["forest", "--from", file, "--area-unit", "m2"]) == 0
    assert layers(opened)[0].area_unit == "m2"


def test_outside_names_its_option(opened, tmp_path, capsys):
    table = inventory()
    table["geometry"] = table.translate(0, 300_000)
    assert main(["forest", "--from", str(file_of(tmp_path, table))]) == 2
    assert "--accept-outside" in capsys.readouterr().err
    assert layers(opened) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--column", "owner"], "FIELD=COLUMN"),
        (["--column", "owner=nope"], "no column nope"),
        (["--valid-from", "yesterday"], "yesterday"),
        (["--epsg", "1"], "EPSG:1"),
        (["--layer", "nope"], "--layer"),
    ],
)
def test_a_wrong_option_is_one_line(opened, tmp_path, capsys, more, said):
    assert main(["forest", "--from", str(file_of(tmp_path)), *more]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert layers(opened) == []


def test_a_file_that_is_not_there(opened, tmp_path, capsys):
    assert main(["forest", "--from", str(tmp_path / "nope.gpkg")]) == 2
    assert "nope.gpkg" in capsys.readouterr().err


def test_a_backup_brings_the_forest_back(opened, tmp_path):
    in_force(opened, file_of(tmp_path))
    backup(opened, tmp_path / "kept.db")
    assert check(opened) == []
    with writing(opened) as conn:
        conn.execute(forest_plot.delete().where(forest_plot.c.feature == 2))
    assert [each.code for each in check(opened)] == ["forest_layer_not_whole"]
    url = str(opened.url)
    opened.dispose()
    restore(tmp_path / "kept.db", url)
    again = open_engine(url)
    assert check(again) == []
    assert layers(again)[0].plots == 4
    again.dispose()
