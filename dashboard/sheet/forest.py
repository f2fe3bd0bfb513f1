"""The forest under a hotspot or a fire event, in words: how much, which plots, whose, by which layer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import formats, words
from dashboard.sheet.model import Fact, ForestPart, Plot, Record, Share, given, number_of
from dashboard.words import N_, _, counted
from dashboard.words import forest as named
from data.forest.layers import Layer
from geo.forest.palette import GROUP_COLOURS
from geo.forest.shares import SHARES

_PLOTS = 6
_OWNERS = 6
_OWNERS_IN_A_MESSAGE = 3
_FROM_SPACE = ("worldcover", "osm")
_CAUTION = N_("Ô ảnh, không phải một điểm: lửa ở đâu đó trong ô, chưa chắc ở phần rừng.")


@dataclass(frozen=True)
class Under:
    """What is stored about the ground under one hotspot.

    `layer` counts at its time; `facts` is its row of `data.forest.evidence.load`, None while that is not yet
    computed; `plots` are rows of `forest_plot` by id.
    """

    layer: Layer | None
    facts: Mapping[str, Any] | None = None
    plots: Mapping[int, Mapping[str, Any]] | None = None

    @property
    def beyond(self) -> bool:
        """Whether the layer says nothing about this ground: no plot here, and outside of its box."""
        return self.facts is not None and given(self.facts, "in_forest") is None


@dataclass(frozen=True)
class Reached:
    """What a fire event has reached: `growth` as `data.forest.evidence.growth` gives it, owners by weight."""

    layer: Layer | None
    growth: pd.DataFrame | None = None
    owners: Sequence[str] = ()


def percent(share: float) -> str:
    """62 %; what is there but rounds to nothing is "dưới 1 %"."""
    if 0 < share < 0.01:
        return _("dưới 1 %")
    shown = min(round(share * 100), 99) if share < 1 - 1e-6 else 100
    return f"{words.number(shown)} %"


def verdict(in_forest: str | None, distance_m: float | None) -> str:
    """Trong rừng, cách rừng 240 m, ngoài rừng; empty where no layer speaks."""
    if in_forest == "inside":
        return _("Trong rừng")
    if in_forest is None:
        return ""
    if distance_m is None or not math.isfinite(distance_m):
        return _("Ngoài rừng")
    metres = formats.distance(max(distance_m, 10.0))
    if in_forest == "near":
        return _("Cách rừng {distance}", distance=metres)
    return _("Ngoài rừng, cách rừng {distance}", distance=metres)


def line(record: Record, *, of_event: bool = False) -> str:
    """The same of a row of `screen.hotspots` or `screen.events` in one line, with the share of its pixels.

    Of an event that is the sum over its pixels: ground under two of them counts twice, while its sheet, pass
    by pass, counts ground once. The words say which.
    """
    in_forest = given(record, "in_forest")
    said = verdict(in_forest, number_of(record, "forest_distance_m"))
    share = number_of(record, "forest_share")
    if in_forest == "inside" and share is not None and of_event:
        return _("{where} ({share} tổng các ô ảnh)", where=said, share=percent(share))
    if in_forest == "inside" and share is not None:
        return _("{where} ({share} ô ảnh)", where=said, share=percent(share))
    return said


def source(layer: Layer) -> str:
    """Which layer speaks, since when."""
    return f"{layer.name} · {named.days(layer)}"


def listed(owners: Sequence[str], most: int) -> str:
    """The first owners by name, the others by number."""
    said = ", ".join(owners[:most])
    rest = len(owners) - most
    return said + " " + counted("và {count} chủ rừng khác", rest) if rest > 0 else said


def _plot_name(plot: Mapping[str, Any]) -> str:
    return named.plot_name(plot["lot"], plot["subcompartment"], plot["compartment"])


def _plot(plot: Mapping[str, Any], share: float) -> Plot:
    state = plot["state_name"] or plot["state_abbreviation"] or named.group(plot["state_group"])
    year = plot["planted_year"]
    trees = ", ".join(
        part for part in (plot["species"], _("trồng năm {year}", year=year) if year else "") if part
    )
    lines = [state, trees, named.function(plot["function"]) if plot["function"] else ""]
    lines.append(_("chủ rừng: {owner}", owner=plot["owner"]) if plot["owner"] else "")
    return Plot(_plot_name(plot) or _("Lô không có số hiệu"), percent(share), tuple(filter(None, lines)))


def _plots(under: Under) -> list[Plot]:
    """The plots touched, the largest share first; patches seen from space have no names to tell."""
    if under.layer is None or under.facts is None or under.layer.kind in _FROM_SPACE:
        return []
    known = under.plots or {}
    return [
        _plot(known[each["plot"]], float(each["share"]))
        for each in under.facts["plots"]
        if each["plot"] in known
    ]


def _shares(facts: Mapping[str, Any]) -> tuple[Share, ...]:
    found = [(float(facts[name]), name) for name in SHARES]
    return tuple(
        Share(name, named.group(name), percent(share), round(share, 4), GROUP_COLOURS.get(name, ""))
        for share, name in sorted(found, key=lambda each: -each[0])
        if share > 1e-4
    )


def _no_layer() -> Fact:
    return Fact("forest", _("Rừng"), _("chưa có lớp rừng"), _("Nhập kiểm kê ở trang Rừng."))


def fact_of_hotspot(under: Under) -> Fact:
    """In, near or outside of forest, judged from the pixel."""
    if under.layer is None:
        return _no_layer()
    facts, label = under.facts, _("Rừng")
    if facts is None:
        return Fact("forest", label, _("đang tính"), _("Mở lại sau ít phút."))
    if under.beyond:
        return Fact("forest", label, _("chưa rõ"), _("Lớp rừng đang dùng không phủ tới ô ảnh này."))
    where = verdict(facts["in_forest"], number_of(facts, "forest_distance_m"))
    if facts["in_forest"] == "inside":
        note = _("{share} ô ảnh là rừng.", share=percent(float(facts["forest"]))) + " " + _(_CAUTION)
    else:
        note = _("Tính từ mép ô ảnh.")
    return Fact("forest", label, where, note)


def part_of_hotspot(under: Under, address: str) -> ForestPart:
    """Bar, plots, owners and layer; `address` is that of the page *Rừng*."""
    if under.layer is None:
        return ForestPart(link=_("Mở trang Rừng"), href=address)
    note = named.note(under.layer.kind)
    if under.facts is None or under.beyond:
        return ForestPart(layer=source(under.layer), note=note, link=_("Mở trang Rừng"), href=address)
    plots = _plots(under)
    more = len(plots) - _PLOTS
    return ForestPart(
        shares=_shares(under.facts),
        plots=tuple(plots[:_PLOTS]),
        more=counted("và {count} lô nữa", more) if more > 0 else "",
        owners=listed(under.facts["owners"], _OWNERS),
        layer=source(under.layer),
        note=note,
    )


def _message(layer: Layer | None, *parts: str) -> str:
    """One line; says when the layer is no inventory."""
    said = "; ".join(part for part in parts if part)
    note = named.note(layer.kind) if layer is not None else ""
    return _("Rừng: {said}", said=f"{said} ({note})" if note else said)


def message_of_hotspot(under: Under) -> str:
    """For Zalo: where, the plot with the largest share, owners; empty where no layer speaks."""
    if under.layer is None or under.facts is None or under.beyond:
        return ""
    facts = under.facts
    where = line({**facts, "forest_share": facts["forest"]})
    first = next((_plot_name((under.plots or {})[each["plot"]]) for each in facts["plots"]
                  if each["plot"] in (under.plots or {})), "")  # fmt: skip
    owners = facts["owners"]
    whose = _("chủ rừng: {owner}", owner=listed(owners, _OWNERS_IN_A_MESSAGE)) if owners else ""
    return _message(under.layer, where, first, whose)


def _last(reached: Reached) -> tuple[float, float] | None:
    """Hectares of forest under all pixels so far, and their share."""
    if reached.growth is None or reached.growth.empty:
        return None
    last = reached.growth.iloc[-1]
    return float(last["forest_ha"]), float(last["forest_share"])


def _closest(members: pd.DataFrame) -> tuple[str | None, float | None]:
    """In, near or outside by the closest of an event's hotspots."""
    if "in_forest" not in members:
        return None, None
    known = members.dropna(subset=["in_forest"])
    best = next((one for one in ("inside", "near", "outside") if (known["in_forest"] == one).any()), None)
    away = known["forest_distance_m"].min() if len(known) else None
    return best, None if away is None or pd.isna(away) else float(away)


def facts_of_event(reached: Reached, members: pd.DataFrame) -> list[Fact]:
    """Whether the fire has reached forest, how much, and whose."""
    label = _("Rừng")
    if reached.layer is None:
        return [_no_layer()]
    in_forest, away = _closest(members)
    where = verdict(in_forest, away)
    if not where:
        return [Fact("forest", label, _("chưa rõ"), _("Lớp rừng đang dùng không phủ tới đám này."))]
    note, last = _("Tính từ mép ô ảnh gần rừng nhất."), _last(reached)
    if in_forest == "inside" and last is not None:
        where += f" · {percent(last[1])}"
        note = _("{area} ha rừng trong các ô ảnh, chưa chắc đã cháy hết.", area=formats.number(last[0], 1))
    found = [Fact("forest", label, where, note)]
    if reached.owners:
        found.append(Fact("owners", _("Chủ rừng liên quan"), listed(reached.owners, _OWNERS)))
    return found


def part_of_event(reached: Reached, address: str) -> ForestPart:
    """Which layer speaks."""
    if reached.layer is None:
        return ForestPart(link=_("Mở trang Rừng"), href=address)
    return ForestPart(layer=source(reached.layer), note=named.note(reached.layer.kind))


def message_of_event(reached: Reached, members: pd.DataFrame) -> str:
    """For Zalo: where, how much, whose; empty where no layer speaks."""
    in_forest, away = _closest(members)
    where, last = verdict(in_forest, away), _last(reached)
    if reached.layer is None or not where:
        return ""
    if in_forest == "inside" and last is not None:
        where += f", {formats.number(last[0], 1)} ha ({percent(last[1])})"
    owners = reached.owners
    whose = _("chủ rừng: {owner}", owner=listed(owners, _OWNERS_IN_A_MESSAGE)) if owners else ""
    return _message(reached.layer, where, whose)
