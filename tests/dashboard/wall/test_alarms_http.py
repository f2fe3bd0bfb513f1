"""Alarms taken on a phone, and briefings read by role, over HTTP."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
import requests
from docx import Document
from sqlalchemy import select

from data.clock import real_now
from data.store.engine import open_engine, reading
from data.store.tables import wall_alarm
from data.wall import briefings
from data.wall.acting import By
from data.wall.briefings import Installed
from tests.browser import seed
from tests.data.access.people import PASSWORD, administrator, person
from tests.servers.dashboard import installation, serving

AGENCY = "hat-kiem-lam-khu-vuc"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('alarms') / 'canhlua.db'}"


@pytest.fixture(scope="module")
def address(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    here = installation(database)
    seed.fill(here)
    admin = administrator(here.engine, now=real_now())
    for name, role in (("lan", "ranger"), ("minh", "ranger"), ("khach", "viewer")):
        person(here.engine, admin, name, role, AGENCY, now=real_now())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(briefings, "picture_of", lambda *_: None)
        briefings.ask(here.engine, Installed(here.profile, here.areas, False), By(admin, here.now()))
    here.engine.dispose()
    with serving(database, tmp_path_factory.mktemp("log") / "log") as found:
        yield found


def signed_in(address: str, name: str) -> requests.Session:
    """A browser of somebody's."""
    who = requests.Session()
    mark = re.search(r'name="mark" value="([^"]+)"', who.get(f"{address}/login", timeout=60).text)
    assert mark
    given = {"mark": mark[1], "name": name, "password": PASSWORD, "next": "/m/"}
    assert who.post(f"{address}/login", given, timeout=60, allow_redirects=False).status_code == 303
    return who


def _forms(page: str) -> list[dict[str, str]]:
    return [
        {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
        for form in re.findall(r'<form method="post" action="/m/alarms.*?</form>', page, re.S)
    ]


def _post(who: requests.Session, address: str, form: dict[str, str]) -> requests.Response:
    return who.post(
        f"{address}/m/alarms", form, headers={"Origin": address}, allow_redirects=False, timeout=60
    )


def test_a_ranger_takes_an_alarm_once(address: str, database: str) -> None:
    lan, minh = signed_in(address, "lan"), signed_in(address, "minh")
    first = _forms(lan.get(f"{address}/m/alarms", timeout=60).text)
    other = _forms(minh.get(f"{address}/m/alarms", timeout=60).text)
    assert first and "Tiếp nhận" in lan.get(f"{address}/m/", timeout=60).text
    taken = _post(lan, address, first[0])
    assert (taken.status_code, taken.headers["location"]) == (303, "/m/alarms?lang=vi")
    kind, _colon, ref = first[0]["alarm"].partition(":")
    with reading(open_engine(database)) as conn:
        query = select(wall_alarm).where(wall_alarm.c.kind == kind, wall_alarm.c.ref == ref)
        row = conn.execute(query).mappings().one()
    assert (row["state"], row["acknowledged_by"]) == ("acknowledged", "Người lan")
    again = _post(minh, address, other[0])
    assert again.status_code == 409 and "người khác đã nhận" in again.text
    assert len(_forms(lan.get(f"{address}/m/alarms", timeout=60).text)) == len(first) - 1


@pytest.mark.parametrize("form", [{}, {"mark": "x", "alarm": "event:1", "version": "1"}])
def test_a_form_that_is_not_ours_takes_nothing(address: str, form: dict[str, str]) -> None:
    assert _post(signed_in(address, "lan"), address, form).status_code == 403


def test_a_viewer_has_no_such_page(address: str) -> None:
    assert signed_in(address, "khach").get(f"{address}/m/alarms", timeout=60).status_code == 403


def test_briefings_by_page_and_docx(address: str) -> None:
    visitor = signed_in(address, "khach")
    page = visitor.get(f"{address}/briefings/1", timeout=60)
    assert page.status_code == 200 and "BÁO CÁO TÌNH HÌNH" in page.text.upper()
    assert "Không có bản đồ" in page.text and "script-src 'self'" in page.headers["content-security-policy"]
    paper = visitor.get(f"{address}/briefings/1.docx", timeout=60)
    assert "ban-tin-" in paper.headers["content-disposition"]
    assert any("I. SỐ LIỆU" in each.text for each in Document(io.BytesIO(paper.content)).paragraphs)
    assert visitor.get(f"{address}/briefings/1.png", timeout=60).status_code == 404
    assert visitor.get(f"{address}/briefings/2", timeout=60).status_code == 404
    assert visitor.get(f"{address}/briefings/{10**19}", timeout=60).status_code == 404
    assert requests.get(f"{address}/briefings/1", timeout=60).status_code == 401
