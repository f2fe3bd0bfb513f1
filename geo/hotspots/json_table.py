"""A JSON list of objects, or a GeoJSON FeatureCollection, to text columns."""

from __future__ import annotations

import json
from itertools import repeat
from operator import methodcaller
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import BrokenJson, ProseAnswer

from ._arrow import pa, pc, to_pandas
from .header import NAMES, columns_of, fold
from .refusal import prose_error
from .table import VALUE_LENGTH, Table, rejects


def parse_json(text: bytes, **hooks: Any) -> Any:
    """The JSON value of a text.

    Raises
    ------
    ProseAnswer
        A known message of the source that only begins like JSON.
    BrokenJson
        Malformed, cut off, or nested beyond reason.
    """
    try:
        return json.loads(text, **hooks)
    except (ValueError, RecursionError) as error:
        prose = prose_error(text[:8192].decode("utf-8", "replace"))
        if type(prose) is not ProseAnswer:
            raise prose from None
        raise BrokenJson(line=getattr(error, "lineno", 1)) from None


def objects_of(document: Any, text: bytes) -> tuple[list[Any], bool]:
    """The objects of a list or a FeatureCollection, and whether they are GeoJSON features.

    Raises
    ------
    ProseAnswer
        An object that is neither, such as `{"error": …}`.
    """
    if isinstance(document, list):
        objects = document
    elif isinstance(document, dict) and isinstance(document.get("features"), list):
        objects = document["features"]
    else:
        raise prose_error(text[:8192].decode("utf-8", "replace"))
    first: Any = next(filter(dict.__instancecheck__, objects), {}) if objects else {}
    return objects, isinstance(first, dict) and "properties" in first


def _texts(values: list[Any]) -> pa.Array:
    """Values as trimmed text; null becomes "None", which counts as missing everywhere."""
    texts = list(map(str, values))
    try:
        array = pa.array(texts, pa.string())
    except UnicodeEncodeError:  # a lone surrogate, which JSON can spell and UTF-8 cannot
        array = pa.array(pd.Series(texts, dtype=object).str.encode("utf-8", "replace").str.decode("utf-8"))
    return pc.utf8_trim_whitespace(array.cast(pa.string()))


def _is(values: pd.Series, kind: type) -> np.ndarray:
    """Mask of the values of a kind."""
    return np.fromiter(map(isinstance, values, repeat(kind)), dtype=bool, count=len(values))


def _position(features: list[Any]) -> dict[str, list[Any]]:
    """Longitude and latitude of Point features, from their geometry."""
    geometry = pd.Series(list(map(methodcaller("get", "geometry"), features)), dtype=object)
    geometry = geometry.where(_is(geometry, dict), None)
    point = geometry.str.get("type").eq("Point").to_numpy(dtype=bool)
    pairs = geometry.str.get("coordinates").where(point, None)
    pairs = pairs.where(_is(pairs, list), None)
    return {"longitude": pairs.str.get(0).tolist(), "latitude": pairs.str.get(1).tolist()}


def _array(values: list[Any]) -> np.ndarray:
    """Objects (n,), whatever they are: numpy must not look into lists."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _dicts(values: list[Any]) -> tuple[list[dict[str, Any]], np.ndarray]:
    """The dicts among values, and a mask of where they are."""
    mask = np.fromiter(map(isinstance, values, repeat(dict)), dtype=bool, count=len(values))
    return _array(values)[mask].tolist(), mask


def _columns(rows: list[dict[str, Any]], position: dict[str, list[Any]]) -> dict[str, pa.Array]:
    """Text columns of the fields that any row has."""
    keys = sorted(set().union(*rows))
    spellings: dict[str, list[str]] = {}
    for key in keys:
        spellings.setdefault(fold(key), []).append(key)
    names = list(spellings)
    fields = columns_of(names + [name for name in position if name not in names])
    columns: dict[str, pa.Array] = {}
    for field, index in fields.items():
        found = spellings.get(names[index], []) if index < len(names) else []
        for key in found:
            texts = _texts(list(map(methodcaller("get", key), rows)))
            known = columns.get(field)
            columns[field] = texts if known is None else pc.if_else(pc.equal(known, "None"), texts, known)
    for field, values in position.items():
        texts = _texts(values)
        known = columns.get(field)
        columns[field] = texts if known is None else pc.if_else(pc.equal(known, "None"), texts, known)
    return columns


def read_json(text: bytes) -> Table:
    """Read a JSON list of objects or a FeatureCollection, values as text or as numbers.

    An empty list is a valid zero: it is complete and says so. Numbers keep the digits they were written with.

    Raises
    ------
    SourceError
        `BrokenJson`, `ProseAnswer` (and its kinds) or `WrongHeader`.
    """
    document = parse_json(text, parse_float=str, parse_int=str, parse_constant=str)
    objects, are_features = objects_of(document, text)
    rows, mask = _dicts(objects)
    position: dict[str, list[Any]] = {}
    if are_features:
        position = _position(rows)
        properties = list(map(methodcaller("get", "properties"), rows))
        held, sound = _dicts(properties)
        position = {field: _array(values)[sound].tolist() for field, values in position.items()}
        rows = held
        mask[np.flatnonzero(mask)[~sound]] = False
    if not rows and not objects:
        empty = pa.array([], pa.string())
        nothing = np.zeros(0, dtype=np.int64)
        return Table({field: empty for field in NAMES}, nothing, rejects(nothing, "", "", ""))
    places = np.arange(1, len(objects) + 1)
    values = pc.utf8_slice_codeunits(_texts(_array(objects)[~mask].tolist()), 0, VALUE_LENGTH)
    rejected = rejects(places[~mask], "not_an_object", "", to_pandas(values))
    return Table(_columns(rows, position), places[mask], rejected)
