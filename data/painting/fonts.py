"""Letters of pictures: Source Sans, carried by a package, so that every machine has every Vietnamese letter.

Pillow's own letters and those of a bare server lack them ("Mường Giôn" would be "M??ng Giôn").
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import font_source_sans_pro
from PIL import ImageFont

_FOLDER = Path(font_source_sans_pro.font_directory)


@lru_cache(maxsize=64)
def font(pixels: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Letters of a height in pixels."""
    return ImageFont.truetype(_FOLDER / f"SourceSansPro-{'Semibold' if bold else 'Regular'}.ttf", pixels)
