"""The kinds of agencies: to which force each belongs and on which levels it stands (DOMAIN: two profiles)."""

from __future__ import annotations

KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ranger_subdepartment": ("ranger", ("province",)),
    "ranger_station": ("ranger", ("area",)),
    "provincial_police": ("police", ("province",)),
    "district_police": ("police", ("area",)),
    "commune_police": ("police", ("commune",)),
    "provincial_military_command": ("military", ("province",)),
    "area_defence_command": ("military", ("area",)),
    "district_military_command": ("military", ("area",)),
    "commune_military_command": ("military", ("commune",)),
    "commune_committee": ("participant", ("commune",)),
    "forest_owner": ("participant", ("village", "commune", "area", "province")),
    "village_fire_team": ("participant", ("village",)),
    "civil_team": ("participant", ("village", "commune")),
    "other": ("participant", ("village", "commune", "area", "province")),
}
"""kind: its role and the levels it can have."""
