"""Rejected rows in words, and values that a spreadsheet must not run."""

import pandas as pd
import pytest

from dashboard import words
from dashboard.parts.sources.upload import harmless, reject_table


@pytest.mark.parametrize("value", ["=1+1", "+84", "-2", "@SUM(A1)", " =cmd|'/c calc'!A1", "\tx", "\r=1"])
def test_formulas_become_text(value: str) -> None:
    assert harmless(value) == "'" + value


@pytest.mark.parametrize("value", ["", "21.5", "NOAA-20", "a=b"])
def test_other_values_stay_as_they_are(value: str) -> None:
    assert harmless(value) == value


def test_rejects_are_said_in_words() -> None:
    words.use("vi")
    rejected = pd.DataFrame(
        {"line": [7], "reason": ["not_a_number"], "column": ["frp"], "value": ["=HYPERLINK(1)"]}
    )
    (row,) = reject_table(rejected).to_dict("records")
    assert row == {"Dòng": 7, "Lý do": "không phải số", "Cột": "frp", "Giá trị": "'=HYPERLINK(1)"}
