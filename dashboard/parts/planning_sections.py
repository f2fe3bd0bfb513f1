"""The sections of the page *Quy hoạch tuần tra*: one line each, in the order of the bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.parts.patrols import board as patrols
from dashboard.parts.patrols import effort
from dashboard.parts.suggestions import section as suggestions
from dashboard.parts.zones import section as zones
from dashboard.words import N_


@dataclass(frozen=True)
class Section:
    """`key` stands in the address (``?section=``); `title` goes through ``_``; `needs` is the action, in the
    table of roles, without which it is not shown; `show` draws it. A page opened with one of the parameters
    `asked_by` begins with this section.
    """

    key: str
    title: str
    needs: str
    show: Callable[[], None]
    asked_by: tuple[str, ...] = ()


SECTIONS: tuple[Section, ...] = (
    Section("zones", N_("Khu vực"), "map.read", zones.show, ("zone",)),
    Section("suggestions", N_("Gợi ý"), "map.read", suggestions.show, ("suggestion",)),
    Section("patrols", N_("Tuần tra"), "patrols.follow", patrols.show, ("patrol",)),
    Section("effort", N_("Công tuần tra"), "map.read", effort.show, ("span",)),
)


def of(key: str | None, sections: tuple[Section, ...] = SECTIONS) -> Section:
    """The section of that key, else the first."""
    return next((each for each in sections if each.key == key), sections[0])


def asked(names: set[str], sections: tuple[Section, ...] = SECTIONS) -> Section | None:
    """The section that one of the address's parameters asks for."""
    return next((each for each in sections if names.intersection(each.asked_by)), None)
