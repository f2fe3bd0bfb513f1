"""Write the data: whole or not at all, and never over what it was made from."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from geo.sources import is_address


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


def check_target(path: Path | None, sources: Iterable[str]) -> None:
    """Say before any work whether `path` can be written: OSError with the reason in `strerror`.

    None is standard output, which shows only when it is written. A file that is one of the SOURCEs, by
    whatever name, is refused: the detections that are no output would be lost.
    """
    if path is None:
        return
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    for source in sources:
        if path.is_file() and not is_address(source) and Path(source).exists() and path.samefile(source):
            raise OSError(errno.EINVAL, f"it is the source {source}")
    try:
        target = path.resolve()
    except RuntimeError:  # links in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {path.parent}")
    device = target.exists() and not target.is_file()
    if not os.access(target if device else target.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _no_more_output() -> None:
    """What is still in the buffer must not be flushed, and fail again, at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def emit(data: bytes, path: Path | None) -> None:
    """To `path`, or to standard output, which then holds nothing else. OSError as it comes."""
    if path is not None:
        write_whole(data, path)
        return
    if sys.stdout is None:  # closed by the shell: >&-
        raise OSError(errno.EBADF, "it is closed")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _no_more_output()  # the reader has seen enough (`| head`)
    except OSError:
        _no_more_output()
        raise
