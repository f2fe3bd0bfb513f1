"""The command: what cannot be served safely, and a busy port, is one clear line."""

import socket
from pathlib import Path

import pytest

from dashboard.__main__ import main


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])
def test_a_network_needs_the_name_that_people_type(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", host]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and host in said and "CANHLUA_PUBLIC_URL" in said


@pytest.mark.parametrize(
    "url", ["canhlua.example.vn", "ftp://a.vn", "https://a.vn/x", "https://u@a.vn", "http://a.vn:x"]
)
def test_a_public_address_that_is_none(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CANHLUA_PUBLIC_URL", url)
    assert main([]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and url in said


def test_half_of_a_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--tls-cert", str(tmp_path / "cert.pem")]) == 2
    assert "--tls-key" in capsys.readouterr().err
    assert main(["--tls-cert", str(tmp_path / "a"), "--tls-key", str(tmp_path / "b")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_a_busy_port_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and str(port) in said and "--port" in said


def test_an_absent_profile_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--profile", "/no/such/folder"]) == 2
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", "8501.5", "9" * 5000])
def test_impossible_ports_are_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([f"--port={port}"])
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "is not a port (1 to 65535)" in said


@pytest.mark.parametrize("argument", [["--nonsense"], ["--profile"], ["stray\nword"]])
def test_wrong_words_are_one_line(argument: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(argument)
    said = capsys.readouterr()
    assert (caught.value.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert said.err.startswith("python -m dashboard: ")
