"""Ways in which an uploaded file is refused before it is read as a fire file."""

# ruff: noqa: N818 -- named for what happened, as geo.errors
from __future__ import annotations

from geo.errors import SourceError


class UploadWrongType(SourceError):
    """Neither CSV, JSON nor a zip of one of them."""

    code = "upload_wrong_type"
    sentence = "{name} is not a CSV, JSON or zip file ({kind})"


class UploadTooLarge(SourceError):
    """More bytes than the limit, as sent or unpacked; `limit` in bytes."""

    code = "upload_too_large"
    sentence = "{name} has more than {limit} bytes"


class ZipBroken(SourceError):
    """The archive cannot be opened, or a checksum does not hold."""

    code = "zip_broken"
    sentence = "The zip file {name} is damaged"


class ZipEncrypted(SourceError):
    """The data file is behind a password."""

    code = "zip_encrypted"
    sentence = "The zip file {name} is protected by a password"


class ZipWithoutData(SourceError):
    """No CSV or JSON inside."""

    code = "zip_without_data"
    sentence = "The zip file {name} holds no CSV or JSON file"


class ZipWithSeveral(SourceError):
    """More than one data file: which one is meant must be said by a person."""

    code = "zip_with_several"
    sentence = "The zip file {name} holds {count} data files; unpack it and load them one by one"


class ZipUnsafePath(SourceError):
    """An entry that would leave its folder. Nothing is unpacked to disk, but FIRMS sends no such file."""

    code = "zip_unsafe_path"
    sentence = "The zip file {name} holds the unsafe path {path}"


class ZipBomb(SourceError):
    """The data unpack to far more than a fire file packs to."""

    code = "zip_bomb"
    sentence = "The zip file {name} unpacks to suspiciously much"
