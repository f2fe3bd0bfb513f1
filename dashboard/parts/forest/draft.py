"""A layer between its upload and its reading: what came, and what a person has said about it so far."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import streamlit as st

from geo.forest.archive import LAYERS
from geo.forest.columns import recognise
from geo.forest.layer_file import LayerInfo, open_layers
from geo.forest.sample import Sample, take

MOST_MB = 300
STEPS = ("file", "columns", "crs", "text", "read", "check")
_KEY = "forest_draft"


class Uploaded(Protocol):
    """What Streamlit hands over."""

    name: str
    file_id: str

    def getbuffer(self) -> memoryview: ...


@dataclass
class Draft:
    """One upload in work. The folder goes with it, also when the visitor just leaves."""

    folder: tempfile.TemporaryDirectory[str]
    file_ids: tuple[str, ...]
    name: str
    sha256: str
    layers: list[LayerInfo]
    step: str = "file"
    info: LayerInfo | None = None
    sample: Sample | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    epsg: int | None = None
    accept_outside: bool = False
    encoding: str | None = None
    unit: str | None = None

    def choose(self, info: LayerInfo) -> None:
        """Take one of the layers, and look at it."""
        if self.info is not info:
            self.info, self.sample = info, take(info)
            self.mapping = dict(recognise(info.columns).mapping)
            self.epsg = None if info.crs_alternatives else info.epsg
            self.encoding, self.unit, self.accept_outside = None, None, False

    @property
    def shown_encoding(self) -> str:
        """What samples are shown in: the confirmed encoding, else the proposed one."""
        return self.encoding or (self.sample.encoding if self.sample else "unicode")


def current() -> Draft | None:
    """The draft of this visit."""
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Draft) else None


def drop() -> None:
    """Throw the draft away, with its files."""
    st.session_state.pop(_KEY, None)
    st.session_state["forest_upload_number"] = st.session_state.get("forest_upload_number", 0) + 1


def _main(paths: Sequence[Path]) -> Path:
    """The file that leads the others: a map layer beside its parts, else the first."""
    return next((path for path in paths if path.suffix.lower() in LAYERS), paths[0])


def receive(files: Sequence[Uploaded]) -> Draft:
    """Put uploaded files into a folder of their own and see which layers are in them.

    Raises
    ------
    ForestError
        Nothing in them can be read; the message says what and why.
    """
    folder = tempfile.TemporaryDirectory(prefix="canhlua-forest-")
    digest, paths = hashlib.sha256(), []
    for file in files:
        path = Path(folder.name) / Path(file.name).name
        content = file.getbuffer()
        digest.update(content)
        path.write_bytes(content)
        paths.append(path)
    main = _main(paths)
    draft = Draft(
        folder, tuple(file.file_id for file in files), main.name, digest.hexdigest(), open_layers(main)
    )
    st.session_state[_KEY] = draft
    return draft
