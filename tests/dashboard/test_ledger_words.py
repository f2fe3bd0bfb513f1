"""What the program writes into entries by itself has words in both languages."""

from __future__ import annotations

import pytest

from dashboard import words
from dashboard.parts.ledger import words as ledger_words
from data.ledger.merging import MERGED, SPLIT
from data.notices.escalating import EXHAUSTED
from data.notices.reminding import REMINDED
from data.notices.superiors import ANSWERED


@pytest.mark.parametrize("code", [MERGED, SPLIT, EXHAUSTED, REMINDED, ANSWERED])
def test_no_code_of_the_program_is_shown_as_it_is(code: str) -> None:
    said = set()
    for language in ("vi", "en"):
        words.use(language)
        said.add(ledger_words.remark(code))
    words.use("vi")
    assert len(said) == 2 and code not in said


def test_what_a_person_wrote_stays() -> None:
    assert ledger_words.remark("gọi nhầm <b>") == "gọi nhầm <b>"
