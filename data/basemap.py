"""Tiles under the map, as a profile names them: address, attribution, key and the closest zoom there is.

The key itself never stands in a profile. It is read from the environment when a page is made, and every
browser that loads a tile can see it: only a key that its owner allows in public pages belongs here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from data.feeds.redact import remember
from data.toml_table import Table

_log = logging.getLogger(__name__)
_PLACES = ("z", "x", "y")
_KNOWN = {*_PLACES, "s", "r", "key"}  # what Leaflet fills in, and {key}
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_warned: set[str] = set()
CLOSEST = 18
"""The map's own greatest zoom, and the default of `max_zoom`."""


@dataclass(frozen=True)
class Basemap:
    """A tile server. `template` still holds ``{key}``; `key_variable` is empty where no key is needed."""

    template: str
    attribution: str
    key_variable: str
    max_zoom: int

    def address(self, environ: Mapping[str, str]) -> str | None:
        """The template with its key; None, with one warning in the log, while the variable is not set."""
        if not self.key_variable:
            return self.template
        key = environ.get(self.key_variable, "").strip()
        if not key:
            if self.key_variable not in _warned:  # pages ask again and again
                _warned.add(self.key_variable)
                _log.warning("no basemap: the environment variable %s is not set", self.key_variable)
            return None
        remember(key)
        return self.template.replace("{key}", quote(key, safe=""))


def _template(table: Table) -> str:
    template = table.text("template").strip()
    parts = urlsplit(template)
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", template):
        raise table.error("template", f"should be an http(s) address, got {template!r}")
    found = re.findall(r"\{([^{}]*)\}", template)
    for name in _PLACES:
        if name not in found:
            raise table.error("template", f"should contain {{{name}}}")
    for name in found:
        if name not in _KNOWN:
            raise table.error(
                "template", f"{{{name}}} is not known; known are {{z}} {{x}} {{y}} {{s}} {{r}} {{key}}"
            )
    return template


def _key_variable(table: Table, template: str) -> str:
    if not table.has("key_variable"):
        if "{key}" in template:
            raise table.error("key_variable", "is missing, and the template has {key}")
        return ""
    name = table.text("key_variable").strip()
    if not _VARIABLE.fullmatch(name):
        # The value is not repeated: somebody may have written the key itself here.
        raise table.error("key_variable", "should be the name of an environment variable")
    if "{key}" not in template:
        raise table.error("key_variable", "is of no use: the template has no {key}")
    return name


def read_basemap(table: Table) -> Basemap:
    """Check the table ``[basemap]`` of a profile.

    Raises
    ------
    ProfileError
        A key is missing, unknown, or has an impossible value.
    """
    template = _template(table)
    closest = table.number("max_zoom", least=1) if table.has("max_zoom") else CLOSEST
    if closest != int(closest) or closest > 24:
        raise table.error("max_zoom", f"should be a whole number from 1 to 24, got {closest:g}")
    basemap = Basemap(
        template=template,
        attribution=table.text("attribution").strip(),
        key_variable=_key_variable(table, template),
        max_zoom=int(closest),
    )
    table.refuse_unknown()
    return basemap
