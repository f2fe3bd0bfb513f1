"""Every way in which a forest layer is refused as a whole. What is wrong with single plots is a finding."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from __future__ import annotations

from geo.errors import GeoError


class ForestError(GeoError):
    """A forest layer that cannot be used."""

    code = "forest_error"
    sentence = "The forest layer cannot be used"


class LayerUnreadable(ForestError):
    """A file that its reader gives up on; `problem` is a code, `reason` the English detail.

    `not_there`, `empty_file`, `not_what_its_name_says`, `damaged`, `breaks_off`.
    """

    code = "layer_unreadable"
    sentence = "{name} cannot be read as a map layer ({problem}): {reason}"


class LayerWrongType(ForestError):
    """A file of a kind that is not read (`kind`, its ending)."""

    code = "layer_wrong_type"
    sentence = "{name} is no map layer of a known kind ({kind}); known: {known}"


class LayerMissing(ForestError):
    """A layer (`layer`) that the file does not have."""

    code = "layer_missing"
    sentence = "{name} has no layer {layer}; its layers: {layers}"


class LayerEmpty(ForestError):
    """A layer without a single feature."""

    code = "layer_empty"
    sentence = "The layer {layer} in {name} has no features"


class LayerPartMissing(ForestError):
    """A Shapefile without one of its parts (`part`) that cannot be done without."""

    code = "layer_part_missing"
    sentence = "{name} comes without its file {part}: zip all parts (.shp .shx .dbf .prj) together"


class LayerTooLarge(ForestError):
    """More bytes than are accepted."""

    code = "layer_too_large"
    sentence = "{name} has {size} bytes; at most {limit} are accepted"


class ArchiveBroken(ForestError):
    """A zip file that cannot be opened or does not unpack to what it announces."""

    code = "archive_broken"
    sentence = "The archive {name} is damaged: download or zip it again"


class ArchiveEncrypted(ForestError):
    """A zip file with a password."""

    code = "archive_encrypted"
    sentence = "The archive {name} has a password: unpack it and zip its files without one"


class ArchiveUnsafePath(ForestError):
    """An archive with a path (`path`) that leads out of its folder; `problem` is a code."""

    code = "archive_unsafe_path"
    sentence = "The archive {name} is refused: its path {path} is unsafe ({problem})"


class ArchiveBomb(ForestError):
    """An archive that unpacks to far more than it should."""

    code = "archive_bomb"
    sentence = "The archive {name} unpacks to suspiciously much ({path})"


class ArchiveWithoutLayer(ForestError):
    """An archive in which there is no map layer; `found` names what there is."""

    code = "archive_without_layer"
    sentence = "The archive {name} has no map layer in it, only: {found}"


class ColumnMissing(ForestError):
    """A mapping that lacks a field (`field`) that every forest layer must have."""

    code = "column_missing"
    sentence = "No column gives the field {field}; columns of the file: {columns}"


class ColumnUnknown(ForestError):
    """A mapping that names a column which the file does not have."""

    code = "column_unknown"
    sentence = "The file has no column {column} (for the field {field}); its columns: {columns}"


class LayerCrsUnknown(ForestError):
    """A coordinate system (`crs`) without a known way to WGS84, such as VN-2000 stripped of its datum."""

    code = "layer_crs_unknown"
    sentence = "The coordinate system {crs} has no known datum shift to WGS84: choose the right one"


class EncodingUnknown(ForestError):
    """A text encoding (`encoding`) that is not offered."""

    code = "encoding_unknown"
    sentence = "There is no text encoding {encoding}; known: {known}"
