"""`python -m geo`: what it prints, where, and with which exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.cli import main, output
from tests.geo.real_files import real_file

ROOT = Path(__file__).resolve().parents[3]
HEADER = (
    "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,"
    "satellite,confidence,version,bright_ti5,frp,daynight"
)
INSIDE = "21.65,103.66,330.1,0.39,0.36,2027-03-12,0634,N20,nominal,2.0NRT,295.2,12.5,D"
NEXT_TO_IT = "21.654,103.664,330.1,0.39,0.36,2027-03-12,0634,N20,low,2.0NRT,295.2,,D"
FAR = "20.0,105.0,330.1,0.39,0.36,2027-03-12,0634,N20,high,2.0NRT,295.2,0.0,D"
BAD = "95.0,103.66,330.1,0.39,0.36,2027-03-12,0634,N20,nominal,2.0NRT,295.2,12.5,D"


@pytest.fixture
def fires(tmp_path):
    def write(*rows: str, name: str = "fires.csv") -> str:
        path = tmp_path / name
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return str(path)

    return write


def run(capsysbinary, *words: str) -> tuple[int, bytes, list[str]]:
    """Exit status, standard output, lines of standard error."""
    try:
        status = main(words)
    except SystemExit as stop:
        status = int(stop.code or 0)
    captured = capsysbinary.readouterr()
    return status, captured.out, captured.err.decode().splitlines()


def test_hotspots_on_stdout_and_the_account_on_stderr(capsysbinary, fires):
    name = fires(INSIDE, BAD, INSIDE, NEXT_TO_IT)
    status, out, err = run(capsysbinary, "hotspots", name)
    assert status == 0
    features = json.loads(out)["features"]
    assert [each["properties"]["frp_mw"] for each in features] == [12.5, None]
    assert features[0]["properties"]["commune_2021"]
    assert features[0]["properties"]["location"] in ("inside", "near_border")
    assert features[0]["properties"]["source"] == name
    assert err[:4] == ["rows read: 4", "duplicates: 1", "superseded: 0", "rejected: 1"]
    assert err[4].startswith(f"rejected {name} line 3: latitude out of range")
    assert "95" in err[4]


def test_events(capsysbinary, fires):
    status, out, _ = run(capsysbinary, "events", fires(INSIDE, NEXT_TO_IT, FAR))
    features = json.loads(out)["features"]
    assert status == 0
    assert sorted(each["properties"]["detections"] for each in features) == [1, 2]
    assert {each["geometry"]["type"] for each in features} == {"Polygon"}
    status, out, _ = run(capsysbinary, "events", fires(INSIDE, NEXT_TO_IT), "--link-km", "0.1")
    assert [each["properties"]["detections"] for each in json.loads(out)["features"]] == [1, 1]


def test_several_sources_are_one_table(capsysbinary, fires):
    _, out, err = run(capsysbinary, "hotspots", fires(INSIDE), fires(INSIDE, FAR, name="b.csv"))
    assert len(json.loads(out)["features"]) == 2
    assert err[:2] == ["rows read: 3", "duplicates: 1"]


def test_a_header_alone_is_a_good_zero(capsysbinary, fires):
    for command in ("hotspots", "events"):
        status, out, err = run(capsysbinary, command, fires())
        assert (status, json.loads(out)["features"], err[0]) == (0, [], "rows read: 0")


def test_bbox_holds_its_borders(capsysbinary, fires):
    name = fires(INSIDE, FAR)
    for box in ("103.66,21.65,104,22", "103,21,103.66,21.65"):
        _, out, err = run(capsysbinary, "hotspots", name, "--bbox", box)
        assert len(json.loads(out)["features"]) == 1
        assert err[-1] == "distinct detections in the box: 1"
    _, out, _ = run(capsysbinary, "hotspots", name, "--bbox", "-10,-10,10,10")
    assert json.loads(out)["features"] == []


def test_csv(capsysbinary, fires):
    _, out, _ = run(capsysbinary, "hotspots", fires(INSIDE), "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out.decode("utf-8-sig")))
    assert (row["satellite"], row["frp_mw"]) == ("NOAA-20", "12.5")
    _, out, _ = run(capsysbinary, "events", fires(INSIDE), "--format", "csv")
    assert out.startswith(b"\xef\xbb\xbfid,")


def test_out_is_written_whole_or_not_at_all(capsysbinary, fires, tmp_path, monkeypatch):
    target = tmp_path / "out.geojson"
    status, out, _ = run(capsysbinary, "hotspots", fires(INSIDE), "--out", str(target))
    assert (status, out) == (0, b"")
    assert len(json.loads(target.read_bytes())["features"]) == 1
    before = target.read_bytes()
    monkeypatch.setattr(output.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    status, out, err = run(capsysbinary, "hotspots", fires(INSIDE, FAR), "--out", str(target))
    assert status == 2
    assert "No space left" in err[-1]
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part"))
    monkeypatch.undo()
    status, _, err = run(capsysbinary, "hotspots", fires(INSIDE), "--out", str(tmp_path / "no" / "x"))
    assert (status, "cannot be written" in err[-1]) == (2, True)


def test_out_follows_a_link_and_never_replaces_what_is_no_file(capsysbinary, fires, tmp_path):
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    target.touch()
    link.symlink_to(target)
    assert run(capsysbinary, "hotspots", fires(INSIDE), "--out", str(link))[0] == 0
    assert link.is_symlink()
    assert target.stat().st_size
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert run(capsysbinary, "hotspots", fires(INSIDE), "--out", str(pipe))[0] == 0
        assert reader.communicate(timeout=20)[0] == target.read_bytes()
    assert pipe.is_fifo()


@pytest.mark.parametrize("command", ["hotspots", "events"])
@pytest.mark.parametrize("name", ["fires.csv", "./sub/../fires.csv", "link.csv", "hard.csv"])
def test_out_never_replaces_a_source(capsysbinary, fires, tmp_path, monkeypatch, command, name):
    source, other = Path(fires(INSIDE)), fires(FAR, name="other.csv")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.csv").symlink_to(source)
    (tmp_path / "hard.csv").hardlink_to(source)
    before = source.read_bytes()
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsysbinary, command, other, str(source), "--out", name)
    assert (status, out, len(err)) == (2, b"", 1)
    assert f"{Path(name)}: cannot be written: it is the source" in err[0]
    assert source.read_bytes() == (tmp_path / name).read_bytes() == before


def test_a_source_that_is_an_address_is_no_file(capsysbinary, httpserver, tmp_path, monkeypatch):
    httpserver.expect_request("/fires.csv").respond_with_data("\n".join([HEADER, INSIDE]) + "\n")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fires.csv").write_text("what was here before")
    assert run(capsysbinary, "hotspots", httpserver.url_for("/fires.csv"), "--out", "fires.csv")[0] == 0
    assert (tmp_path / "fires.csv").read_text().startswith("{")


def test_what_needs_no_source_is_checked_before_any_is_read(capsysbinary, httpserver, tmp_path):
    httpserver.expect_request("/fires.csv").respond_with_data("\n".join([HEADER, INSIDE]) + "\n")
    url = httpserver.url_for("/fires.csv")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    (tmp_path / "file").touch()
    for words, said in (
        (["--areas", str(tmp_path / "nowhere")], "nowhere"),
        (["--out", str(tmp_path / "no" / "x")], f"there is no folder {tmp_path / 'no'}"),
        (["--out", str(tmp_path / "file" / "x")], "no folder"),
        (["--out", str(tmp_path)], "it is a folder"),
        (["--out", str(tmp_path / "round")], "cannot be written"),
        (["--out", str(tmp_path / ("n" * 300))], "cannot be written"),
    ):
        status, out, err = run(capsysbinary, "events", url, *words)
        assert (status, out, len(err)) == (2, b"", 1), words
        assert said in err[0]
    assert httpserver.log == []


@pytest.mark.parametrize(("redirection", "reason"), [(">/dev/full", "No space left"), (">&-", "closed")])
def test_a_full_standard_output_is_named(fires, redirection, reason):
    command = f"exec {sys.executable} -m geo hotspots {fires(INSIDE)} {redirection}"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    (last,) = done.stderr.splitlines()[4:]
    assert last.startswith("python -m geo: standard output: cannot be written: ")
    assert reason in last


def test_an_address_that_is_none_is_one_line(capsysbinary):
    status, out, err = run(capsysbinary, "hotspots", "http://[::1")
    assert (status, out, len(err)) == (3, b"", 1)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"Invalid MAP_KEY.", "key"),
        (b"Exceeding allowed transaction limit", "quota"),
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", "web page"),
        (b"name,age,city\na,1,b\n", "missing"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a text file"),
        (f"{HEADER}\n{INSIDE.replace('2027-03-12', '6/3/2022')}\n".encode(), "day-first"),
    ],
)
def test_bad_input_is_one_line_and_status_2(capsysbinary, fires, tmp_path, httpserver, content, word):
    path = tmp_path / "bad"
    path.write_bytes(content)
    httpserver.expect_request("/bad").respond_with_data(content)
    for source in (str(path), httpserver.url_for("/bad")):
        status, out, err = run(capsysbinary, "hotspots", fires(INSIDE), source)
        assert (status, out, len(err)) == (2, b"", 1)
        assert word in err[0]


@pytest.mark.parametrize("status", [404, 500])
def test_an_unreachable_source_is_status_3_though_others_are_good(capsysbinary, fires, httpserver, status):
    key = "0123456789abcdef0123456789abcdef"
    httpserver.expect_request(f"/api/area/csv/{key}/X/world/2").respond_with_data("no", status=status)
    url = httpserver.url_for(f"/api/area/csv/{key}/X/world/2")
    for sources in ([fires(INSIDE), url], [url, fires(INSIDE)]):
        code, out, err = run(capsysbinary, "hotspots", *sources)
        assert (code, out, len(err)) == (3, b"", 1)
        assert key not in err[0]
    assert run(capsysbinary, "events", "no-such-file.csv")[0] == 3


def test_a_good_address(capsysbinary, httpserver):
    key = "0123456789abcdef0123456789abcdef"
    body = "\n".join([HEADER, INSIDE]) + "\n"
    httpserver.expect_request(f"/api/area/csv/{key}/X/world/2").respond_with_data(body)
    url = httpserver.url_for(f"/api/area/csv/{key}/X/world/2")
    status, out, err = run(capsysbinary, "hotspots", url)
    assert status == 0
    assert key not in out.decode() + "".join(err)
    assert len(json.loads(out)["features"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["hotspots"],
        ["fires", "x"],
        [],
        ["hotspots", "x", "--bbox", "1,2,3"],
        ["hotspots", "x", "--bbox", "a,b,c,d"],
        ["hotspots", "x", "--bbox", "104,21,103,22"],
        ["hotspots", "x", "--bbox", "103,22,104,21"],
        ["hotspots", "x", "--bbox", "nan,21,104,22"],
        ["hotspots", "x", "--bbox", "-200,21,104,22"],
        ["hotspots", "x", "--format", "xml"],
        ["hotspots", "x", "--link-km", "1"],
        ["events", "x", "--link-km", "0"],
        ["events", "x", "--link-hours", "inf"],
    ],
)
def test_wrong_arguments_are_one_line_and_status_2(capsysbinary, words):
    status, out, err = run(capsysbinary, *words)
    assert (status, out, len(err)) == (2, b"", 1)


def test_help(capsysbinary):
    for words in (["--help"], ["hotspots", "--help"], ["events", "--help"], ["areas", "--help"]):
        status, out, _ = run(capsysbinary, *words)
        assert status == 0
        assert b"usage" in out


def test_areas_come_from_the_profile(capsysbinary, fires, tmp_path, monkeypatch):
    monkeypatch.setenv("CANHLUA_PROFILE", str(tmp_path / "nowhere"))
    status, out, err = run(capsysbinary, "hotspots", fires(INSIDE))
    assert (status, out) == (2, b"")
    assert "nowhere" in err[-1]
    shipped = str(ROOT / "data" / "profiles" / "quynh_nhai" / "areas")
    assert run(capsysbinary, "hotspots", fires(INSIDE), "--areas", shipped)[0] == 0


def test_text_from_a_file_cannot_steer_the_terminal(capsysbinary, fires):
    _, _, err = run(capsysbinary, "hotspots", fires(INSIDE.replace("nominal", "\x1b[2Jx")))
    assert "\x1b" not in "".join(err)
    assert any("\\x1b" in line for line in err)


def test_as_a_program_from_elsewhere(fires, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("CANHLUA_PROFILE", None)
    done = subprocess.run(
        [sys.executable, "-m", "geo", "hotspots", fires(INSIDE)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["features"]) == 1


def test_the_real_file_gives_twenty_hotspots_four_of_them_in_the_communes(capsysbinary):
    path = real_file("modis_nrt_northwest_vietnam_2021_2024.csv")
    box = ["--bbox", "103.35,21.45,103.90,22.05"]
    status, out, _ = run(capsysbinary, "hotspots", str(path), *box)
    features = json.loads(out)["features"]
    assert (status, len(features)) == (0, 20)
    assert sum(each["properties"]["distance_m"] == 0 for each in features) == 4
    _, out, _ = run(capsysbinary, "events", str(path), *box)
    assert sum(each["properties"]["detections"] for each in json.loads(out)["features"]) == 20
