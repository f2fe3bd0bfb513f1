"""What counts as forest here, and how near is near."""

from __future__ import annotations

from dataclasses import dataclass

from data.store.tables import STATE_GROUPS
from data.toml_table import Table


@dataclass(frozen=True)
class ForestSettings:
    """The table ``[forest]`` of a profile.

    near_m
        A hotspot this close to forest is called near it (m). A pixel is 375–1000 m wide: about one of them.
    counts_as_forest
        Groups of states that are forest; `cover` is tree cover seen from space.
    smallest_patch_ha
        Smaller patches of satellite tree cover are left out. Default: the least area of a forest in law
        (Decree 156/2018/NĐ-CP: 0.3 ha and more), rounded up to half a hectare.
    """

    near_m: float = 300.0
    counts_as_forest: tuple[str, ...] = ("natural", "planted", "cover")
    smallest_patch_ha: float = 0.5


def read_forest(table: Table) -> ForestSettings:
    """Check the table ``[forest]`` of a profile; what it leaves out has its default.

    Raises
    ------
    ProfileError
        A key is unknown, or has an impossible value.
    """
    given: dict[str, float | tuple[str, ...]] = {}
    for name in ("near_m", "smallest_patch_ha"):
        if table.has(name):
            given[name] = table.number(name, least=0)
    if table.has("counts_as_forest"):
        groups = table.texts("counts_as_forest")
        for group in groups:
            if group not in STATE_GROUPS:
                known = ", ".join(STATE_GROUPS)
                raise table.error("counts_as_forest", f"should be of {known}, got {group!r}")
        given["counts_as_forest"] = groups
    table.refuse_unknown()
    return ForestSettings(**given)  # type: ignore[arg-type]
