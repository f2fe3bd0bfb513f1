"""What is no fire file is an error with its own name, never "no fires"."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile

import pytest

from geo import errors
from geo.hotspots import read
from tests.geo.hotspots.samples import csv_of


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("fires.csv", csv_of({}))
    return out.getvalue()


HEADER = csv_of({}).split(b"\n")[0]

REFUSED = [
    (b"", errors.EmptyAnswer),
    (b" \r\n\t\n", errors.EmptyAnswer),
    (b"\xef\xbb\xbf", errors.EmptyAnswer),
    ("\ufeff".encode("utf-16-le"), errors.EmptyAnswer),
    (b"Invalid MAP_KEY.", errors.InvalidKey),
    (b"\nInvalid MAP_KEY.\n", errors.InvalidKey),
    (b'{"error": "Invalid MAP_KEY."}', errors.InvalidKey),
    (b"[Invalid MAP_KEY.]", errors.InvalidKey),
    (b"Exceeding allowed transaction limit, try again later, please", errors.QuotaExceeded),
    (b"Invalid source.", errors.InvalidRequest),
    (b"Invalid day range. Expects [1..5].", errors.InvalidRequest),
    (b"-1", errors.ProseAnswer),
    (b"Service temporarily unavailable", errors.ProseAnswer),
    (b"We are sorry, but the service, which you asked, is down for a while", errors.ProseAnswer),
    (b'{"status": "ok"}', errors.ProseAnswer),
    (b"{}", errors.ProseAnswer),
    (b"<!DOCTYPE html><html><title>502 Bad Gateway</title></html>", errors.HtmlAnswer),
    (b"\n  <HTML><body>latitude,longitude</body></HTML>", errors.HtmlAnswer),
    (b'<?xml version="1.0"?><kml/>', errors.HtmlAnswer),
    (b"name,area,code\nMuong Gion,1,2\n", errors.WrongHeader),
    (b"lat,lon,date\n1,2,3\n", errors.WrongHeader),
    (b"latitude,longitude\n1,2\n", errors.WrongHeader),
    (HEADER.replace(b"satellite,", b"") + b"\n", errors.WrongHeader),
    (HEADER[:-3], errors.WrongHeader),
    (b'[{"name": "x"}]', errors.WrongHeader),
    (b"[1, 2]", errors.WrongHeader),
    (HEADER + b",Latitude\n", errors.RepeatedColumn),
    (b'[{"latitude": 1}, {"lat', errors.BrokenJson),
    (b"[" * 200_000, errors.BrokenJson),
    (_zip(), errors.NotText),
    (gzip.compress(csv_of({})), errors.NotText),
    (b"\x89PNG\r\n\x1a\n" + bytes(100), errors.NotText),
    (bytes(range(256)) * 20, errors.NotText),
]


@pytest.mark.parametrize(("data", "error"), REFUSED)
def test_each_refusal_has_its_own_error(data: bytes, error: type[errors.SourceError]) -> None:
    with pytest.raises(errors.SourceError) as refusal:
        read(data, source="here")
    assert type(refusal.value) is error
    assert refusal.value.code == error.code
    assert "?" not in str(refusal.value)
    json.dumps(refusal.value.params)


def test_the_wrong_header_names_what_is_missing() -> None:
    with pytest.raises(
        errors.WrongHeader, match="missing acq_date, acq_time, satellite, confidence"
    ) as refusal:
        read(b"latitude,longitude\n1,2\n", source="here")
    assert refusal.value.params == {"missing": ["acq_date", "acq_time", "satellite", "confidence"]}


def test_prose_is_quoted_up_to_200_characters() -> None:
    with pytest.raises(errors.ProseAnswer) as refusal:
        read(b"word " * 1000, source="here")
    assert refusal.value.params["message"] == ("word " * 40)[:200]


def test_html_is_quoted_by_its_title() -> None:
    with pytest.raises(errors.HtmlAnswer, match="502 Bad Gateway"):
        read(b"<html><head><title> 502\nBad Gateway </title>", source="here")


def test_a_length_shorter_than_announced_is_a_failed_download() -> None:
    data = csv_of({}, {})
    with pytest.raises(errors.TruncatedDownload) as refusal:
        read(data[:100], source="here", announced_length=len(data))
    assert refusal.value.params == {"received": 100, "announced": len(data)}
    assert read(data, source="here", announced_length=len(data)).rows == 2


def test_codes_are_unique() -> None:
    classes = [errors.GeoError]
    for cls in classes:
        classes.extend(cls.__subclasses__())
    codes = [cls.code for cls in classes]
    assert len(codes) == len(set(codes))


def test_errors_survive_pickling_with_their_params() -> None:
    error = pickle.loads(pickle.dumps(errors.WrongHeader(missing=["frp"])))  # noqa: S301
    assert (type(error), error.params) == (errors.WrongHeader, {"missing": ["frp"]})
