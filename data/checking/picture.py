"""Open a photo by its content, whatever its name says, and make the smaller copy that is shown."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from data.checking.errors import (
    PhotoDamaged,
    PhotoNeedsPackage,
    PhotoNotAnImage,
    PhotoTooLarge,
    PhotoTooManyPixels,
)
from geo.hotspots.refusal import binary_kind

LIMIT_MB = 30
LIMIT_MEGAPIXELS = 120
"""The largest that phones write by default are 108; a photo of 120 unpacks to 360 MB."""
SHOWN_PX = 1600
_QUALITY = 82
_TYPES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "HEIF": "heic"}
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_BROKEN = (
    OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, OverflowError, struct.error,
)  # fmt: skip
"""What Pillow's readers raise over damaged files."""


@dataclass(frozen=True)
class Picture:
    """`image` is opened but not decoded; `width` and `height` as the file has them, before turning."""

    image: Image.Image
    extension: str
    type: str
    width: int
    height: int


def _is_heic(raw: bytes) -> bool:
    return raw[4:8] == b"ftyp" and raw[8:12] in _HEIC


def _teach_heic(name: str) -> None:
    try:
        import pillow_heif
    except ImportError:
        raise PhotoNeedsPackage(name=name, package="pillow-heif") from None
    pillow_heif.register_heif_opener()


def _kind(raw: bytes) -> str:
    head = raw[:64].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg")):
        return "HTML/XML"
    return binary_kind(raw) or "text"


def open_picture(raw: bytes, name: str) -> Picture:
    """The photo in `raw`, checked by its content.

    Raises
    ------
    PhotoTooLarge, PhotoTooManyPixels, PhotoNotAnImage, PhotoNeedsPackage, PhotoDamaged
    """
    if len(raw) > LIMIT_MB * 1024 * 1024:
        raise PhotoTooLarge(name=name, megabytes=-(-len(raw) // (1024 * 1024)), limit_mb=LIMIT_MB)
    if not raw:
        raise PhotoDamaged(name=name)
    if _is_heic(raw):
        _teach_heic(name)
    Image.init()
    formats = [each for each in _TYPES if each in Image.OPEN]  # a build of Pillow may lack some
    try:
        image = Image.open(io.BytesIO(raw), formats=formats)
    except Image.DecompressionBombError:
        raise PhotoTooManyPixels(name=name, limit_megapixels=LIMIT_MEGAPIXELS) from None
    except UnidentifiedImageError:
        kind = _kind(raw)
        if kind in ("JPEG image", "PNG image"):
            raise PhotoDamaged(name=name) from None
        raise PhotoNotAnImage(name=name, kind=kind) from None
    except _BROKEN:
        raise PhotoDamaged(name=name) from None
    width, height = image.size
    if width * height > LIMIT_MEGAPIXELS * 1_000_000:
        raise PhotoTooManyPixels(name=name, limit_megapixels=LIMIT_MEGAPIXELS)
    extension = _TYPES[image.format or ""]
    return Picture(image, extension, f"image/{'jpeg' if extension == 'jpg' else extension}", width, height)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; as it is where that cannot be read."""
    try:
        return ImageOps.exif_transpose(image)
    except (*_BROKEN, ZeroDivisionError):
        return image


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGB", image.size, "white")
        layer: Any = image.convert("RGBA")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image.convert("RGB")


def shown_copy(picture: Picture, name: str) -> bytes:
    """A JPEG of at most `SHOWN_PX` pixels on its longer side, upright, without anything but the picture: no
    place, no device, no thumbnail, no colour profile (it can name the device).

    Raises
    ------
    PhotoDamaged
    """
    image = picture.image
    try:
        if image.format in ("JPEG", "MPO"):
            image.draft("RGB", (SHOWN_PX, SHOWN_PX))  # decodes at a fraction of the size and memory
        image.load()
        small = _upright(image)
        small.thumbnail((SHOWN_PX, SHOWN_PX), Image.Resampling.LANCZOS)
        plain = _opaque(small)
        bare = Image.frombytes("RGB", plain.size, plain.tobytes())
        out = io.BytesIO()
        bare.save(out, "JPEG", quality=_QUALITY, optimize=True)
    except _BROKEN:
        raise PhotoDamaged(name=name) from None
    return out.getvalue()
