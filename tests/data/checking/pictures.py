"""Real photos, as cameras write them."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational


def scene(width: int = 800, height: int = 600) -> Image.Image:
    """Something like smoke over a slope: no flat colour, so that sizes are a photo's."""
    gradient = Image.linear_gradient("L").resize((width, height))
    noise = Image.effect_noise((width, height), 60)
    return Image.merge("RGB", (gradient, noise, gradient.transpose(Image.Transpose.ROTATE_180)))


def _dms(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    degrees = int(value)
    minutes = int((value - degrees) * 60)
    seconds = round(((value - degrees) * 60 - minutes) * 6000)
    return IFDRational(degrees), IFDRational(minutes), IFDRational(seconds, 100)


def exif(
    taken: datetime | None = None,
    place: tuple[float, float] | None = None,
    *,
    offset: str | None = None,
    orientation: int | None = None,
    gps: dict[int, Any] | None = None,
) -> Image.Exif:
    """What a camera writes; `taken` is its own clock."""
    found = Image.Exif()
    found[0x010F], found[0x0110] = "Máy ảnh".encode().decode("latin-1"), "X100"
    if orientation is not None:
        found[0x0112] = orientation
    if taken is not None:
        more = found.get_ifd(0x8769)
        more[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
        if offset is not None:
            more[0x9011] = offset
    where = dict(gps or {})
    if place is not None:
        where |= {1: "N", 2: _dms(place[0]), 3: "E", 4: _dms(place[1])}
    if where:
        found.get_ifd(0x8825).update(where)
    return found


def jpeg(
    image: Image.Image | None = None, meta: Image.Exif | bytes | None = None, quality: int = 85
) -> bytes:
    out = io.BytesIO()
    more = {} if meta is None else {"exif": meta}
    (image or scene()).save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def saved(form: str, image: Image.Image | None = None, **more: Any) -> bytes:
    out = io.BytesIO()
    (image or scene()).save(out, form, **more)
    return out.getvalue()
