import pytest

from geo.forest.columns import EXPECTED, FIELDS, check_mapping, recognise
from geo.forest.errors import ColumnMissing, ColumnUnknown

FRMS = (  # noqa: SIM905 -- as one reads it
    "tt id matinh mahuyen maxa xa tk khoanh lo thuad tobando ddanh dtich nggocr ldlr maldlr sldlr namtr"
    " captuoi ktan nggocrt thanhrung mgo mtn mgolo mtnlo lapdia malr3 mdsd mamdsd dtuong churung machur"
    " trchap quyensd thoihansd khoan nqh nguoink nguoitrch kd vd"
).split()
ENGLISH = {
    "province_c": "province_code",
    "district_c": "district_code",
    "commune_co": "commune_code",
    "compt_code": "compartment",
    "sub_compt_": "subcompartment",
    "plot_code": "lot",
    "parcel_cod": "parcel",
    "map_sheet": "map_sheet",
    "village": "place_name",
    "area": "declared_area",
    "forest_org": "origin",
    "forest_typ": "state_code",
    "tree_spec_": "species",
    "planting_y": "planted_year",
    "p_forest_o": "planted_origin",
    "plant_stat": "maturity",
    "volume_per": "volume_per_ha",
    "stem_per_h": "bamboo_per_ha",
    "volume_p_1": "plot_volume",
    "stem_per_p": "plot_bamboo",
    "site_cond_": "site",
    "forest_fun": "purpose_code",
    "actor_type": "owner_kind",
    "actor_name": "owner",
    "actor_id": "owner_code",
    "conflict_s": "dispute",
    "land_use_c": "tenure",
    "land_use_t": "tenure_years",
    "prot_contr": "contract",
    "forest_use": "hostile",
}


def test_all_columns_of_an_inventory() -> None:
    found = recognise(FRMS)
    assert found.unknown == ["id"]
    assert found.doubtful == {}
    assert found.missing == []
    assert found.has_state
    assert len(found.mapping) == len(FRMS) - 1
    assert found.mapping["state_code"] == "maldlr"
    assert found.mapping["place_name"] == "ddanh"
    assert {"planted_origin", "longitude", "latitude"} <= set(found.mapping)


@pytest.mark.parametrize("change", [str.upper, str.title, lambda one: f" {one} "])
def test_in_any_case(change) -> None:
    assert recognise([change(one) for one in FRMS]).unknown == [change("id")]


def test_english_names_cut_to_ten_letters() -> None:
    assert {column: name for name, column in recognise(list(ENGLISH)).mapping.items()} == ENGLISH


@pytest.mark.parametrize("column", ["maldlr_23", "MALDLR_2023", "maldlr23", "maldlr 23"])
def test_a_year_behind_the_name(column: str) -> None:
    assert recognise([column]).mapping == {"state_code": column}


def test_malr3_is_no_year() -> None:
    assert recognise(["malr3"]).mapping == {"function_code": "malr3"}


def test_two_years_are_for_a_person_to_decide() -> None:
    found = recognise(["ldlr", "ldlr_22", "ldlr_23", "tk"])
    assert found.mapping == {"compartment": "tk", "state_abbreviation": "ldlr_23"}
    assert found.doubtful == {"state_abbreviation": ["ldlr_23", "ldlr_22", "ldlr"]}


def test_two_spellings_are_doubtful() -> None:
    found = recognise(["diadanh", "ddanh", "maldlr"])
    assert found.mapping["place_name"] == "ddanh"
    assert found.doubtful == {"place_name": ["ddanh", "diadanh"]}


@pytest.mark.parametrize("column", ["Tiểu khu", "tieu_khu", "TIEUKHU", "tk"])
def test_written_out(column: str) -> None:
    assert recognise([column]).mapping == {"compartment": column}


def test_what_is_missing_is_named() -> None:
    found = recognise(["a", "b"])
    assert found.unknown == ["a", "b"]
    assert found.missing == list(EXPECTED)
    assert not found.has_state


def test_a_mended_mapping_is_checked() -> None:
    check_mapping({"state_abbreviation": "b"}, ["a", "b"])
    with pytest.raises(ColumnMissing, match="a, b"):
        check_mapping({"lot": "a"}, ["a", "b"])
    with pytest.raises(ColumnUnknown, match="no column c"):
        check_mapping({"state_code": "c"}, ["a", "b"])
    with pytest.raises(ColumnUnknown, match="nonsense"):
        check_mapping({"state_code": "a", "nonsense": "b"}, ["a", "b"])


def test_no_spelling_means_two_things() -> None:
    every = [spelling for spellings in FIELDS.values() for spelling in spellings]
    assert len(set(every)) == len(every)
    for name, spellings in FIELDS.items():
        for spelling in spellings:
            assert recognise([spelling]).mapping == {name: spelling}
