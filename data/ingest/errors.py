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
    """An entry that would leave its folder. Nothing is unpacked to disk, but FIRMS sends no such file.

    `path` is the entry's, safe to show; `problem` one of leads_out_of_its_folder, starts_at_the_root,
    names_a_drive, holds_a_null_byte.
    """

    code = "zip_unsafe_path"
    sentence = "The zip file {name} is refused for the path {path}, which {problem}"

    def __str__(self) -> str:
        problem = str(self.params.get("problem", "is unsafe")).replace("_", " ")
        return self.sentence.format_map({**self.params, "problem": problem})


class ZipBomb(SourceError):
    """The data unpack to far more than a fire file packs to."""

    code = "zip_bomb"
    sentence = "The zip file {name} unpacks to suspiciously much"
