"""Sources that answer badly, over a real HTTP server on this machine; and keys that must not show."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import traceback

import pytest
from werkzeug import Response

from geo.errors import TooLarge, Unreachable
from geo.sources import is_address, open_source, redact

KEY = "0123456789abcdef0123456789abcdef"
PATH = f"/api/area/csv/{KEY}/VIIRS_NOAA20_NRT/103,21,104,22/2"
BODY = b"latitude,longitude\n1,2\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"https://x.org{PATH}", "https://x.org/api/area/csv/***/VIIRS_NOAA20_NRT/103,21,104,22/2"),
        ("https://x.org/api/area/csv/shortkey/VIIRS/world/1", "https://x.org/api/area/csv/***/VIIRS/world/1"),
        (f"/api/country/csv/{KEY}/MODIS/VNM/1", "/api/country/csv/***/MODIS/VNM/1"),
        (f"/api/data_availability/csv/{KEY}/ALL", "/api/data_availability/csv/***/ALL"),
        (f"/mapserver/mapkey_status/?MAP_KEY={KEY}&x=1", "/mapserver/mapkey_status/?MAP_KEY=***&x=1"),
        ("https://me:secret@x.org/f.csv?token=abc", "https://***@x.org/f.csv?token=***"),
        (f"Max retries exceeded with url: {PATH} (Caused by …)", None),
        (f"key {KEY.upper()}.", "key ***."),
        ("https://x.org/data/active_fire/a.csv", "https://x.org/data/active_fire/a.csv"),
    ],
)
def test_redact(text, shown):
    assert KEY not in redact(text).lower()
    if shown is not None:
        assert redact(text) == shown


@pytest.mark.parametrize(
    ("source", "address"),
    [("http://x", True), ("HTTPS://x", True), ("ftp://x", True), ("C:\\fires.csv", False), ("a.csv", False)],
)
def test_is_address(source, address):
    assert is_address(source) is address


def test_a_file_and_an_address_give_their_bytes(tmp_path, httpserver):
    path = tmp_path / "fires.csv"
    path.write_bytes(BODY)
    assert open_source(str(path)).data == BODY
    httpserver.expect_request(PATH).respond_with_data(BODY)
    source = open_source(httpserver.url_for(PATH))
    assert source.data == BODY
    assert source.announced_length == len(BODY)
    assert "/api/area/csv/***/" in source.name


def test_a_compressed_answer_is_unpacked(httpserver):
    packed = gzip.compress(BODY)
    httpserver.expect_request("/f").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    source = open_source(httpserver.url_for("/f"))
    assert (source.data, source.announced_length) == (BODY, None)


def unreachable(url: str, **how) -> Unreachable:
    """The refusal; nothing of it, causes and traceback included, may hold the key."""
    with pytest.raises(Unreachable) as caught:
        open_source(url, **how)
    error = caught.value
    shown = "".join(traceback.format_exception(error)) + repr(error.params) + str(error)
    assert KEY not in shown
    return error


@pytest.mark.parametrize("status", [204, 304, 400, 403, 404, 429, 500, 503])
def test_a_status_that_is_not_200(httpserver, status):
    httpserver.expect_request(PATH).respond_with_data("Internal error", status=status)
    assert str(status) in str(unreachable(httpserver.url_for(PATH)))


def test_wrong_gzip(httpserver):
    httpserver.expect_request(PATH).respond_with_data(BODY, headers={"Content-Encoding": "gzip"})
    assert "damaged" in str(unreachable(httpserver.url_for(PATH)))


def test_a_time_out(httpserver):
    release = threading.Event()

    def late(_request) -> Response:
        release.wait(10)
        return Response(BODY)

    httpserver.expect_request(PATH).respond_with_handler(late)
    try:
        assert "in time" in str(unreachable(httpserver.url_for(PATH), timeout_s=(1.0, 0.2)))
    finally:
        release.set()


def test_a_slow_drip_is_a_time_out_though_every_read_succeeds(httpserver, monkeypatch):
    clock = iter(range(0, 10_000, 7))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    httpserver.expect_request(PATH).respond_with_data(BODY)
    assert "longer than 5 s" in str(unreachable(httpserver.url_for(PATH), deadline_s=5.0))


def one_answer(raw: bytes) -> str:
    """The address of a server that sends these bytes once and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, listener:
            connection.recv(65536)
            connection.sendall(raw)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}"


def test_a_body_that_breaks_off():
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\n"
    assert "broke off" in str(unreachable(one_answer(head + BODY)))


def test_no_connection_and_no_http():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert "no connection" in str(unreachable(f"http://127.0.0.1:{port}{PATH}"))
    assert "no connection" in str(unreachable(one_answer(b"")))
    assert "only http" in str(unreachable(f"ftp://127.0.0.1{PATH}"))
    assert "cannot be asked" in str(unreachable(f"http://{PATH}"))


def test_size_cap(tmp_path, httpserver):
    path = tmp_path / "fires.csv"
    path.write_bytes(b"x" * 101)
    packed = gzip.compress(b"x" * 10_000)
    httpserver.expect_request("/f").respond_with_data(b"x" * 101)
    httpserver.expect_request("/bomb").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    for source in (str(path), httpserver.url_for("/f"), httpserver.url_for("/bomb")):
        with pytest.raises(TooLarge, match="at most 100"):
            open_source(source, most_bytes=100)
    assert len(open_source(str(path), most_bytes=101).data) == 101


def test_files_that_cannot_be_read(tmp_path):
    assert "no such file" in str(unreachable(str(tmp_path / "none.csv")))
    assert "folder" in str(unreachable(str(tmp_path)))
    assert "cannot be read" in str(unreachable("a\0b"))
