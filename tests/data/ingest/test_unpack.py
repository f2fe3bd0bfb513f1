"""Uploads that are refused before they are read, each for its own reason."""

import io
import zipfile

import pytest

from data.ingest import errors, unpack
from data.ingest.unpack import MOST_BYTES, safe_name

CSV = b"latitude,longitude,acq_date,acq_time\n21.6,103.6,2027-03-12,0634\n"


def zipped(*entries, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def encrypted():
    data = bytearray(zipped(("a.csv", CSV)))
    data[6] |= 1  # local header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # central directory
    return bytes(data)


def damaged():
    data = bytearray(zipped(("a.csv", CSV), compression=zipfile.ZIP_STORED))
    data[data.index(b"21.6")] ^= 0xFF
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("fires.csv", CSV),
        ("fires.CSV", CSV),
        ("fires.txt", CSV),
        ("fires.json", b"[]"),
        ("DL_FIRE.zip", zipped(("Readme.txt", b"cite us"), ("fire_archive.csv", CSV))),
        ("mac.zip", zipped(("folder/a.csv", CSV), ("__MACOSX/folder/._a.csv", b"x"), (".hidden.csv", b"x"))),
        ("named_wrong.csv", zipped(("a.csv", CSV))),
    ],
)
def test_accepted(name, data):
    content, inner = unpack(data, name)
    assert content == (b"[]" if name.endswith("json") else CSV)
    assert inner in (name, "fire_archive.csv", "a.csv")


REFUSED = [
    ("picture.png", b"\x89PNG\r\n", errors.UploadWrongType),
    ("picture.csv", b"\x89PNG\r\n\x1a\n", errors.UploadWrongType),
    ("fires.xlsx", zipped(("[Content_Types].xml", b"<x/>")), errors.UploadWrongType),
    ("fires.zip", zipped(("[Content_Types].xml", b"<x/>"), ("a.csv", CSV)), errors.UploadWrongType),
    ("no_extension", CSV, errors.UploadWrongType),
    ("run.exe", b"MZ", errors.UploadWrongType),
    ("fires.zip", CSV, errors.ZipBroken),
    ("fires.zip", zipped(("a.csv", CSV))[:-30], errors.ZipBroken),
    ("fires.zip", damaged(), errors.ZipBroken),
    ("fires.zip", encrypted(), errors.ZipEncrypted),
    ("fires.zip", zipped(("readme.txt", b"hi")), errors.ZipWithoutData),
    ("fires.zip", zipped(), errors.ZipWithoutData),
    ("fires.zip", zipped(("inner.zip", zipped(("a.csv", CSV)))), errors.ZipWithoutData),
    ("fires.zip", zipped(("fire_archive.csv", CSV), ("fire_nrt.csv", CSV)), errors.ZipWithSeveral),
    ("fires.zip", zipped(("../../etc/a.csv", CSV)), errors.ZipUnsafePath),
    ("fires.zip", zipped(("/etc/a.csv", CSV)), errors.ZipUnsafePath),
    ("fires.zip", zipped(("C:\\a.csv", CSV)), errors.ZipUnsafePath),
    ("fires.zip", zipped(("x\\..\\..\\a.csv", CSV)), errors.ZipUnsafePath),
    ("fires.zip", zipped(("a.csv", b"1," * 5_000_000)), errors.ZipBomb),
    ("fires.zip", zipped(*((f"{n}.txt", b"") for n in range(1001))), errors.ZipBomb),
]


@pytest.mark.parametrize(("name", "data", "kind"), REFUSED)
def test_refused(name, data, kind):
    with pytest.raises(kind) as caught:
        unpack(data, name)
    assert caught.value.code == kind.code
    assert caught.value.params["name"] == name
    assert "?" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "shown", "why"),
    [
        ("../../etc/a.csv", "../../etc/a.csv", "leads out of its folder"),
        ("x\\..\\..\\a.csv", "x\\..\\..\\a.csv", "leads out of its folder"),
        ("/etc/a.csv", "/etc/a.csv", "starts at the root"),
        ("C:\\a.csv", "C:\\a.csv", "names a drive"),
        ("a.csv\0.exe", "a.csv\\x00.exe", "holds a null byte"),
        ("../\u202evsc.exe\n\x1b[2J", "../\\u202evsc.exe\\n\\x1b[2J", "leads out of its folder"),
        (f"../{'d' * 500}/a.csv", f"../{'d' * 36}…{'d' * 33}/a.csv", "leads out of its folder"),
    ],
)
def test_an_unsafe_path_is_told_whole_and_why(path, shown, why):
    # zipfile cuts names at a null byte when writing: put it into the bytes afterwards.
    data = zipped((path.replace("\0", "\1"), CSV))
    if "\0" in path:
        data = data.replace(b"a.csv\1", b"a.csv\0")
    with pytest.raises(errors.ZipUnsafePath) as caught:
        unpack(data, "fires.zip")
    assert caught.value.params["path"] == shown
    assert str(caught.value) == f"The zip file fires.zip is refused for the path {shown}, which {why}"


def test_too_large_as_sent():
    with pytest.raises(errors.UploadTooLarge):
        unpack(b"1" * (MOST_BYTES + 1), "fires.csv")


def test_a_zip_whose_sizes_lie_is_counted_while_it_unpacks():
    data = bytearray(zipped(("a.csv", b"1," * 5_000_000)))
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    with pytest.raises((errors.ZipBomb, errors.ZipBroken)):
        unpack(bytes(data), "fires.zip")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\fires\\a.csv", "a.csv"),
        ("a\u202egnp.csv", "agnp.csv"),
        ("a\nb\x00.csv", "ab.csv"),
        ("", "file"),
        ("/", "file"),
        ("Mu\u031bo\u031b\u0300ng.csv", "Mường.csv"),
        ("x" * 300, "x" * 120),
    ],
)
def test_safe_name(given, expected):
    assert safe_name(given) == expected
