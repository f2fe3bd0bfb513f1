"""Every answer and fault of a server, over a real socket; and the key nowhere in what is left behind."""

import gzip
import logging
import socket
import traceback
from dataclasses import replace

import pytest

from data.feeds import errors
from data.feeds.fetch import Validators, fetch, open_session
from data.feeds.redact import remember
from data.feeds.registry import Download, Endpoints, download
from data.feeds.spec import FetchSettings
from data.profile import load_profile
from geo.errors import GeoError, InvalidKey, TooLarge, TruncatedDownload
from tests.servers import firms as server
from tests.servers.firms import FirmsServer

KEY = "0123456789abcdef0123456789abcdef"
HEADER = b"latitude,longitude,acq_date,acq_time\n"
QUICK = FetchSettings(
    connect_s=5, read_s=5, deadline_s=20, total_s=60, attempts=3, wait_s=1, wait_most_s=8, retry_after_s=60,
    max_bytes=100_000,
)  # fmt: skip


@pytest.fixture
def firms():
    with FirmsServer() as running:
        yield running


@pytest.fixture
def mirror():
    with FirmsServer() as running:
        yield running


def at(*servers, path="/file.csv"):
    return Download(
        "noaa-20", "short", "file.csv", tuple(s.url + path for s in servers), frozenset({"127.0.0.1"})
    )


def get(wanted, settings=QUICK, validators=None):
    """Fetch without waiting; gives the answer and the waits that would have been."""
    waits = []
    return fetch(wanted, open_session(), settings, validators=validators, sleep=waits.append), waits


def test_a_good_answer(firms):
    firms.answer("file", server.body(HEADER, etag=True))
    fetched, waits = get(at(firms))
    assert fetched.body == HEADER
    assert waits == []
    assert fetched.validators.etag
    assert len(fetched.sha256) == 64


def test_gzip_is_unpacked(firms):
    firms.answer("file", server.gzipped(HEADER))
    assert get(at(firms))[0].body == HEADER


def test_gzip_of_two_members_is_unpacked_whole(firms):
    packed = gzip.compress(HEADER) + gzip.compress(b"1,2,3,4\n")
    firms.answer("file", server.Reply(200, packed, {"Content-Encoding": "gzip"}))
    assert get(at(firms))[0].body == HEADER + b"1,2,3,4\n"


def test_unchanged_file_is_asked_for_conditionally(firms):
    firms.answer("file", server.body(HEADER, etag=True))
    first, _ = get(at(firms))
    again, _ = get(at(firms), validators={first.url: first.validators})
    assert again.body is None
    assert again.validators.etag == first.validators.etag
    assert firms.requests[1].headers["If-Modified-Since"] == first.validators.last_modified


def test_validators_go_only_to_the_address_they_came_from(firms, mirror):
    firms.answer("file", server.status(404))
    mirror.answer("file", server.body(HEADER))
    get(at(firms, mirror), validators={at(firms).urls[0]: Validators(etag='"x"')})
    assert firms.requests[0].headers["If-None-Match"] == '"x"'
    assert "If-None-Match" not in mirror.requests[0].headers


@pytest.mark.parametrize("fault", [server.status(500), server.status(503), server.status(429)])
def test_a_passing_fault_is_tried_again(firms, fault):
    firms.answer("file", fault, fault, server.body(HEADER))
    fetched, waits = get(at(firms))
    assert fetched.body == HEADER
    assert len(waits) == 2
    assert waits[0] >= 1


def test_retry_after_is_obeyed(firms):
    firms.answer("file", server.status(429, Retry_After="17"), server.body(HEADER))
    _, waits = get(at(firms))
    assert 17 <= waits[0] <= 18


def test_retry_after_beyond_the_limit_gives_up_at_once_and_asks_no_mirror(firms, mirror):
    firms.answer("file", server.status(429, Retry_After="3600"))
    mirror.answer("file", server.body(HEADER))
    with pytest.raises(errors.RateLimited) as caught:
        get(at(firms, mirror))
    assert caught.value.params["retry_after_s"] == 3600
    assert firms.count() == 1
    assert mirror.count() == 0


PERMANENT = {
    "not found": (server.status(404), errors.RefusedByServer, QUICK),
    "forbidden": (server.status(403, "<html>no</html>"), errors.RefusedByServer, QUICK),
    "wrong key": (server.status(403, "Invalid MAP_KEY."), InvalidKey, QUICK),
    "unasked 304": (server.status(304), errors.RefusedByServer, QUICK),
    "broken off": (server.faulty("reset"), errors.ConnectionFailed, QUICK),
    "short body": (server.truncated(HEADER), TruncatedDownload, QUICK),
    "chunk cut": (server.faulty("chunk_cut"), TruncatedDownload, QUICK),
    "wrong gzip": (server.wrong_gzip(), errors.BrokenEncoding, QUICK),
    "cut gzip": (server.cut_gzip(HEADER * 50), errors.BrokenEncoding, QUICK),
    "unknown encoding": (
        server.Reply(200, HEADER, {"Content-Encoding": "br"}),
        errors.BrokenEncoding,
        QUICK,
    ),
    "too large, announced": (server.body(b"x" * 100_001), TooLarge, QUICK),
    "too large when unpacked": (server.gzipped(b"x" * 10_000_000), TooLarge, QUICK),
    "elsewhere": (server.redirect("http://login.example/portal"), errors.Redirected, QUICK),
    "round and round": (server.redirect("/file.csv"), errors.Redirected, QUICK),
}


@pytest.mark.parametrize("name", PERMANENT)
def test_a_lasting_fault_is_named_and_not_tried_again(firms, name):
    reply, kind, settings = PERMANENT[name]
    firms.answer("file", reply)
    with pytest.raises(kind) as caught:
        get(at(firms), settings)
    assert caught.value.code == kind.code
    assert str(caught.value)
    assert firms.count() == (6 if name == "round and round" else 1)


def test_too_large_without_announcement(firms):
    data = b"y" * 300_000
    chunked = b"%x\r\n" % len(data) + data + b"\r\n0\r\n\r\n"
    firms.answer("file", server.Reply(200, chunked, {"Transfer-Encoding": "chunked"}))
    with pytest.raises(TooLarge):
        get(at(firms))


def test_truncated_says_how_much(firms):
    firms.answer("file", server.truncated(HEADER, missing=10))
    with pytest.raises(TruncatedDownload) as caught:
        get(at(firms))
    assert caught.value.params == {"received": len(HEADER), "announced": len(HEADER) + 10}


@pytest.mark.parametrize("fault", ["silent", "drip", "drip_headers"])
def test_what_never_completes_is_a_time_out(firms, fault):
    """No single read takes read_s: only the deadline over the whole exchange ends the two drips."""
    firms.answer("file", server.faulty(fault))
    with pytest.raises(errors.TimedOut) as caught:
        get(at(firms), replace(QUICK, attempts=2, deadline_s=0.4))
    assert caught.value.transient
    assert firms.count() == 2


def test_read_time_out(firms):
    firms.answer("file", server.faulty("silent"))
    with pytest.raises(errors.TimedOut):
        get(at(firms), replace(QUICK, attempts=1, read_s=0.2))


@pytest.fixture
def connecting(monkeypatch):
    """Every attempt to connect is counted; `raises` is what it meets instead of the network."""
    from urllib3.util import connection

    class Attempts(list):
        raises = None

    attempts, real = Attempts(), connection.create_connection

    def create(address, *args, **kwargs):
        attempts.append(address)
        if attempts.raises is not None:
            raise attempts.raises
        return real(address, *args, **kwargs)

    monkeypatch.setattr(connection, "create_connection", create)
    return attempts


def test_a_refused_connection_is_tried_once_at_each_address(connecting):
    with FirmsServer() as gone, FirmsServer() as gone_too:
        wanted = at(gone, gone_too)
    with pytest.raises(errors.ConnectionFailed) as caught:
        get(wanted)
    assert "refused" in caught.value.params["reason"]
    assert not caught.value.transient
    assert [f"http://{host}:{port}/file.csv" for host, port in connecting] == list(wanted.urls)


def test_a_refused_connection_leads_to_the_mirror_without_a_wait(connecting, mirror):
    mirror.answer("file", server.body(HEADER))
    with FirmsServer() as gone:
        wanted = at(gone, mirror)
    fetched, waits = get(wanted)
    assert (fetched.body, waits, len(connecting)) == (HEADER, [], 2)


def test_a_name_that_nobody_knows_is_tried_once(connecting, firms):
    connecting.raises = socket.gaierror(-3, "Temporary failure in name resolution")
    with pytest.raises(errors.ConnectionFailed):
        get(at(firms))
    assert len(connecting) == 1


@pytest.mark.parametrize("late", [TimeoutError("timed out"), TimeoutError(110, "Connection timed out")])
@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9"])
def test_a_connection_that_takes_too_long_is_a_time_out_and_tried_again(
    connecting, firms, monkeypatch, late, proxy
):
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    connecting.raises = late
    with pytest.raises(errors.TimedOut) as caught:
        get(at(firms))
    assert caught.value.transient
    assert len(connecting) == QUICK.attempts


@pytest.mark.parametrize("fault", [server.status(500), server.status(404), server.truncated(HEADER)])
def test_the_mirror_helps(firms, mirror, fault):
    firms.answer("file", fault)
    mirror.answer("file", server.body(HEADER))
    fetched, _ = get(at(firms, mirror))
    assert fetched.body == HEADER
    assert fetched.url.startswith(mirror.url)


def test_when_all_fail_the_first_failure_is_told(firms, mirror):
    firms.answer("file", server.status(500))
    mirror.answer("file", server.status(404))
    with pytest.raises(errors.ServerFailed):
        get(at(firms, mirror))
    assert (firms.count(), mirror.count()) == (3, 1)


def test_redirect_inside_the_configured_servers_is_followed(firms, mirror):
    firms.answer("file", server.redirect(mirror.url + "/other.csv"))
    mirror.answer("other", server.body(HEADER))
    assert get(at(firms))[0].body == HEADER


def test_the_key_is_sent_but_written_nowhere(firms, caplog):
    """Errors (text, repr, params, causes, contexts, traceback) and all logs down to urllib3's debug lines."""
    remember(KEY)
    caplog.set_level(logging.DEBUG)
    spec = next(spec for spec in load_profile().feeds.specs if spec.needs_key)
    faults = [reply for reply, _, _ in PERMANENT.values()] + [server.status(500), server.faulty("reset")]
    left = []
    for reply in faults:
        firms.answer("api", reply)
        wanted = download(spec, "short", Endpoints((firms.url,), KEY))
        left.append(repr(wanted))
        try:
            get(wanted)
        except GeoError as problem:
            error: BaseException | None = problem
            left += traceback.format_exception(problem)
            while error is not None:
                left += [str(error), repr(error), repr(error.args), repr(vars(error))]
                error = error.__cause__ or error.__context__
    gone = download(spec, "short", Endpoints(("http://127.0.0.1:1",), KEY))
    with pytest.raises(errors.ConnectionFailed) as caught:
        get(gone)
    left += traceback.format_exception(caught.value)
    for record in caplog.records:
        left += [record.getMessage(), repr(record.args), str(record.exc_text)]
    assert KEY in firms.requests[0].path
    assert any("urllib3" in record.name for record in caplog.records)
    assert any("***" in text for text in left)
    assert not [text for text in left if KEY in text]


def test_the_whole_download_has_a_budget(firms):
    """A wait that would end after total_s is not begun."""
    firms.answer("file", server.status(500, Retry_After="50"))
    with pytest.raises(errors.ServerFailed):
        get(at(firms), replace(QUICK, total_s=20))
    assert firms.count() == 1
