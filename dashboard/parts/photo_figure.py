"""One photo from the ground as the copy that tells no place, with what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard.words import _


def figure(each: Mapping[str, Any], *, original: bool, origin: str = "") -> str:
    """The HTML of a photo of `dashboard.field.told_verdict.photo`.

    Parameters
    ----------
    original
        With the way to the photo as it came, which tells place and device.
    origin
        HTML that says where it comes from.
    """
    findings = f"<small>{escape(', '.join(each['findings']))}</small>" if each["findings"] else ""
    raw = escape(_("bản gốc"))
    more = f'<a href="/m/photo/{each["id"]}.jpg?size=original" download>{raw}</a>' if original else ""
    return (
        f'<figure><a href="/m/photo/{each["id"]}.jpg" target="_blank"><img loading="lazy" '
        f'src="/m/photo/{each["id"]}.jpg?size=small" alt="{escape(each["name"], quote=True)}"></a>'
        f"<figcaption>{origin}{escape(each['taken'])}{findings}{more}</figcaption></figure>"
    )
