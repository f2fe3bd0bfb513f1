"""Write the data: whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def _default_mode() -> int:
    """The rights that a newly made file would get; a temporary file has only its owner's."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def write_whole(data: bytes, path: Path) -> None:
    """Write beside `path` and move into place, so that nobody ever sees half a file. OSError as it comes.

    A link is followed. What is no file (/dev/null, a pipe) is written to, never replaced.
    """
    path = path.resolve()
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as device:
            device.write(data)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_default_mode())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def emit(data: bytes, path: Path | None) -> None:
    """To `path`, or to standard output, which then holds nothing else."""
    if path is not None:
        write_whole(data, path)
        return
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`). Nothing may be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
