"""Which column of a layer is which field of a plot: all spellings met in FRMS and inventory files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geo.forest.errors import ColumnMissing, ColumnUnknown
from geo.names import fold

FIELDS: dict[str, tuple[str, ...]] = {
    "feature_number": ("tt", "stt"),
    "compartment": ("tk", "tieukhu", "tieu khu", "compt_code"),
    "subcompartment": ("khoanh", "sub_compt_code"),
    "lot": ("lo", "lô", "plot_code"),
    "province_code": ("matinh", "province_code"),
    "province_name": ("tinh",),
    "district_code": ("mahuyen", "district_code"),
    "district_name": ("huyen",),
    "commune_code": ("maxa", "commune_code"),
    "commune_name": ("xa", "tenxa"),
    "place_name": ("ddanh", "diadanh", "dia danh", "village"),
    "declared_area": ("dtich", "dientich", "dien tich", "area", "area_ha"),
    "origin": ("nggocr", "nguongoc", "forest_org_code"),
    "state_abbreviation": ("ldlr", "trangthai", "trang thai"),
    "state_code": ("maldlr", "forest_type_code"),
    "species": ("sldlr", "loaicay", "loai cay", "maloaicay", "tree_spec_code"),
    "planted_year": ("namtr", "namtrong", "nam trong", "planting_year"),
    "age_class": ("captuoi", "cap tuoi"),
    "canopy": ("ktan", "kheptan", "avg_year_canopy"),
    "planted_origin": ("nggocrt", "p_forest_org_code"),
    "maturity": ("thanhrung", "plant_state_code"),
    "volume_per_ha": ("mgo", "volume_per_ha"),
    "bamboo_per_ha": ("mtn", "mtr", "stem_per_ha"),
    "plot_volume": ("mgolo", "volume_per_plot", "volume_p_1"),
    "plot_bamboo": ("mtnlo", "stem_per_plot"),
    "site": ("lapdia", "lap dia", "site_cond_code"),
    "function_code": ("malr3", "lr3"),
    "purpose": ("mdsd",),
    "purpose_code": ("mamdsd", "forest_func_sub_code"),
    "owner_kind": ("dtuong", "doituong", "madoituong", "actor_type_code"),
    "owner": ("churung", "chu rung", "actor_name"),
    "owner_code": ("machur", "machurung", "actor_id"),
    "dispute": ("trchap", "tranhchap", "conflict_sit_code"),
    "tenure": ("quyensd", "land_use_cert_code"),
    "tenure_years": ("thoihansd", "land_use_term"),
    "contract": ("khoan", "prot_contr_code"),
    "hostile": ("nqh", "forest_use_sit_code"),
    "staff": ("nguoink", "mangnk"),
    "reporter": ("nguoitrch", "nguoirch", "mangtrch"),
    "longitude": ("kd", "kinhdo"),
    "latitude": ("vd", "vido"),
    "map_sheet": ("tobando", "to ban do", "map_sheet"),
    "parcel": ("thuad", "thuadat", "parcel_code"),
}
"""Field of a plot → spellings, most usual first. Compared folded, without spaces and underscores, in any
case, with or without a year behind (`ldlr_23`), and cut to the ten characters of a Shapefile (`forest_typ`).
Sources: columns met in FRMS and inventory files, the Vietnamese and the English export."""

STATE = ("state_code", "state_abbreviation")
"""A layer must give at least one of these."""

EXPECTED = ("compartment", "subcompartment", "lot", "declared_area", *STATE, "function_code", "owner")
"""What a whole inventory has; a layer without one is taken, but people are told."""

_DBF_NAME = 10
_YEAR = re.compile(r"[ _]?((?:19|20)?\d{2})$")


@dataclass(frozen=True)
class Recognition:
    """What was recognised.

    Attributes
    ----------
    mapping : dict
        Field → column. Of several candidates the one with the latest year, else the most usual spelling.
    doubtful : dict
        Field → all its candidates where there is more than one (the mapped one first): for a person to
        decide.
    unknown : list of str
        Columns that are no known field; they are kept with the plot.
    missing : list of str
        Those of `EXPECTED` that no column gives.
    """

    mapping: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def has_state(self) -> bool:
        """Say whether the layer tells the state of its plots at all."""
        return any(name in self.mapping for name in STATE)


def _key(name: str) -> str:
    return re.sub(r"[^0-9a-z]", "", fold(name))


def _spellings() -> dict[str, tuple[str, int]]:
    """Return key → (field, rank). Cut names come last: two may be cut to the same ten letters."""
    found: dict[str, tuple[str, int]] = {}
    for cut in (False, True):
        for name, spellings in FIELDS.items():
            for rank, spelling in enumerate(spellings):
                text = spelling[:_DBF_NAME] if cut else spelling
                found.setdefault(_key(text), (name, rank))
    return found


_KNOWN = _spellings()


def _match(column: str) -> tuple[str, int, int] | None:
    """Return field, year (0 for none) and rank of a column."""
    whole = _KNOWN.get(_key(column))
    if whole is not None:
        return whole[0], 0, whole[1]
    year = _YEAR.search(column.strip())
    stem = _KNOWN.get(_key(column.strip()[: year.start()])) if year else None
    if year is None or stem is None:
        return None
    digits = int(year.group(1))
    return stem[0], digits if digits > 99 else 2000 + digits, stem[1]


def recognise(names: Sequence[str]) -> Recognition:
    """Recognise the columns of a layer.

    Parameters
    ----------
    names : sequence of str
        As they stand in the file.
    """
    candidates: dict[str, list[tuple[int, int, int, str]]] = {}
    unknown = []
    for position, column in enumerate(names):
        match = _match(column)
        if match is None:
            unknown.append(column)
        else:
            candidates.setdefault(match[0], []).append((-match[1], match[2], position, column))
    ordered = {name: [one[3] for one in sorted(candidates[name])] for name in FIELDS if name in candidates}
    return Recognition(
        mapping={name: columns[0] for name, columns in ordered.items()},
        doubtful={name: columns for name, columns in ordered.items() if len(columns) > 1},
        unknown=unknown,
        missing=[name for name in EXPECTED if name not in ordered],
    )


def check_mapping(mapping: Mapping[str, str], columns: Sequence[str]) -> None:
    """Check a mapping that a person has mended.

    Raises
    ------
    ColumnMissing
        If neither the code nor the abbreviation of the state is mapped.
    ColumnUnknown
        If a field or a column is named that does not exist.
    """
    for name, column in mapping.items():
        if name not in FIELDS or column not in columns:
            raise ColumnUnknown(field=name, column=column, columns=list(columns))
    if not any(name in mapping for name in STATE):
        raise ColumnMissing(field=STATE[0], columns=list(columns))
