"""Every string on screen has its English, every code its words, and no placeholder is lost on the way."""

import importlib
import pkgutil
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import data
import geo
from dashboard import words
from dashboard.words import catalogue, errors
from geo.errors import GeoError
from geo.hotspots import REASONS

ROOT = Path(__file__).parents[2]
OTHERS = [language for language in catalogue.languages() if language != catalogue.SOURCE_LANGUAGE]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _error_classes() -> list[type[GeoError]]:
    for package in (geo, data):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found: list[type[GeoError]] = [GeoError]
    for one in found:
        found += one.__subclasses__()
    return sorted(
        {one for one in found if one.__module__.split(".")[0] in ("geo", "data")}, key=lambda c: c.code
    )


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_untranslated(language: str) -> None:
    lacking = catalogue.missing(language, ROOT / "dashboard")
    assert lacking == [], "add them to dashboard/words/*.po"


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_survive_translation(language: str) -> None:
    for _place, text in catalogue.source_strings(ROOT / "dashboard"):
        for count in (1, 2):
            said = catalogue.translate(text, language, count)
            assert _placeholders(said) <= _placeholders(text), text


@pytest.mark.parametrize("language", OTHERS)
def test_each_string_is_translated_once(language: str) -> None:
    """Of two files that say it differently one would win in silence."""
    said: Counter[str] = Counter()
    for file in sorted((ROOT / "dashboard" / "words").glob(f"{language}*.po")):
        with file.open("rb") as opened:
            said.update(str(each.id) for each in read_po(opened) if each.id)
    assert [text for text, times in said.items() if times > 1] == []


def test_a_missing_string_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text('title = _("chưa có trong danh mục này")\n', encoding="utf-8")
    (tmp_path / "part.py").write_text("html(f'<b>{escape(_(\"trong chuỗi ghép\"))}</b>')\n", encoding="utf-8")
    assert catalogue.missing("en", tmp_path) == [
        ("page.py:1", "chưa có trong danh mục này"),
        ("part.py:1", "trong chuỗi ghép"),
    ]


@pytest.mark.parametrize("error", _error_classes(), ids=lambda error: error.code)
def test_every_refusal_has_words(error: type[GeoError]) -> None:
    assert any(error.code in table for table in errors.TABLES)
    known = next(table[error.code] for table in errors.TABLES if error.code in table)
    assert _placeholders(known) <= _placeholders(error.sentence) | {"day_first", "month_first"}, known


@pytest.mark.parametrize("reason", [*REASONS])
def test_every_reject_reason_has_words(reason: str) -> None:
    assert reason in errors.REJECT


def test_params_fill_the_sentence_and_a_lacking_one_does_not_fail() -> None:
    words.use("vi")
    assert errors.say("wrong_header", {"missing": ["latitude", "longitude"]}).endswith(
        "thiếu cột latitude, longitude."
    )
    assert "?" in errors.say("wrong_header", {})


def test_a_problem_in_a_refusal_is_put_into_words_too() -> None:
    refusal = {"name": "a.zip", "path": "../a.csv", "problem": "leads_out_of_its_folder"}
    words.use("vi")
    assert "“../a.csv” bên trong dẫn ra ngoài thư mục" in errors.say("zip_unsafe_path", refusal)
    words.use("en")
    assert "“../a.csv” in it leads out of its folder" in errors.say("zip_unsafe_path", refusal)
    assert "no_such_key" in errors.say("profile_error", {"problem": "no_such_key"})
    words.use("vi")


def test_an_unknown_code_is_shown() -> None:
    words.use("en")
    assert "brand_new" in errors.say("brand_new")
    words.use("vi")


def test_plural_forms_by_language() -> None:
    words.use("en")
    assert words.counted("{count} điểm cháy", 1) == "1 hotspot"
    assert words.counted("{count} điểm cháy", 1200) == "1,200 hotspots"
    words.use("vi")
    assert words.counted("{count} điểm cháy", 1200) == "1.200 điểm cháy"


def test_an_unknown_language_falls_back_to_vietnamese() -> None:
    assert words.use("xx") == "vi"


@pytest.mark.parametrize(
    ("code", "problem", "said"),
    [
        ("notice_invalid", "name_missing", "cần ghi họ tên"),
        ("verdict_invalid", "name_missing", "chưa ghi họ tên"),
        ("rule_invalid", "nothing_changed", "không có gì khác với bản đang lưu"),
    ],
)
def test_a_refusal_speaks_with_the_words_of_its_own_room(code: str, problem: str, said: str) -> None:
    assert said in errors.say(code, {"problem": problem})
