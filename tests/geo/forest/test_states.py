import pytest

from geo.forest.states import FOREST_GROUPS, GROUPS, function_of, state_of, states


def test_every_code_of_the_inventory_is_in_one_group() -> None:
    assert sorted(states()) == list(range(1, 99))
    groups = {code: state.group for code, state in states().items()}
    wanted = {
        "natural": [*range(1, 60), *range(94, 99)],
        "planted": range(60, 72),
        "not_yet": range(72, 86),
        "farmland": range(88, 92),
        "water": [92],
        "other": [86, 87, 93],
    }
    assert {group: [c for c in groups if groups[c] == group] for group in wanted} == {
        group: list(codes) for group, codes in wanted.items()
    }
    assert set(FOREST_GROUPS) <= set(GROUPS)


@pytest.mark.parametrize(
    ("code", "abbreviation", "found"),
    [
        (16, None, 16),
        ("16", None, 16),
        (16.0, None, 16),
        (" 16.00 ", None, 16),
        (None, "txn", 16),
        (None, " TXN ", 16),
        (float("nan"), "RTG", 60),
        (999, "RTG", 60),
        (16, "RTG", 16),  # the code counts; the contradiction is a finding of `plots`
        (95, None, 95),
    ],
)
def test_code_first_then_abbreviation(code: object, abbreviation: str | None, found: int) -> None:
    state = state_of(code, abbreviation)
    assert state is not None and state.code == found


@pytest.mark.parametrize(
    ("code", "abbreviation"), [(0, None), (99, None), ("x", "y"), (None, None), (16.5, None), (None, "")]
)
def test_an_unknown_state_is_never_other(code: object, abbreviation: str | None) -> None:
    assert state_of(code, abbreviation) is None


@pytest.mark.parametrize(
    ("code", "purpose", "function"),
    [
        (1, None, "protection"),
        ("2", None, "special_use"),
        (3.0, "PHDN", "production"),
        (0, "SXGL", "outside"),
        (None, None, "outside"),
        ("", "", "outside"),
        (None, "PHDN", "protection"),
        (None, "ddvq", "special_use"),
        (None, "ĐDVQ", "special_use"),
        (None, "SXGL", "production"),
        (7, None, None),
        ("x", None, None),
    ],
)
def test_functions(code: object, purpose: str | None, function: str | None) -> None:
    assert function_of(code, purpose) == function
