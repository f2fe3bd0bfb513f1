"""What duties and incidents leave in the book of whoever holds them, and in the list of open matters."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.access import program
from data.dutybook import phrases
from data.dutybook.open_matters import Matter, open_matters
from data.dutybook.running import Line, running_log
from data.ledger.telling import By
from data.notices.escalating import EXHAUSTED
from data.notices.superiors import escalated
from data.store.engine import reading, writing
from tests.data.dutybook.installed import AREAS
from tests.data.ledger.world import POLICE_A, STATION, TZ, World

DAY = timedelta(days=1)
NAMES = {POLICE_A: "Công an A", STATION: "Hạt Kiểm lâm"}


@pytest.fixture
def world(engine: Engine) -> World:
    made = World(engine)
    made.incident()
    made.later(minutes=5)
    return made


def _lines(world: World, agency: str) -> list[Line]:
    with reading(world.engine) as conn:
        return running_log(conn, agency, world.now - DAY, world.now + DAY, names=NAMES, areas=AREAS)


def _open(world: World, agency: str) -> list[Matter]:
    with reading(world.engine) as conn:
        return open_matters(conn, agency, world.now, TZ)


def test_a_telling_stands_in_both_books(world: World) -> None:
    own = world.duties("incident", 1)[POLICE_A]
    assert not [line for line in _lines(world, POLICE_A) if line.source == "duty"]
    world.tell(own["id"], person="Bình")
    (told,) = [line for line in _lines(world, POLICE_A) if line.source == "duty"]
    assert told.text.startswith("Báo đơn vị ta về vụ việc VV-2027-0001 (Bình, gọi điện)")
    if own["holder_id"] is not None:
        (said,) = [line for line in _lines(world, own["holder_id"]) if line.source == "duty"]
        assert said.text.startswith("Báo Công an A về vụ việc VV-2027-0001 (Bình, gọi điện)")


def test_what_the_program_writes_as_a_code_is_told_in_words(world: World) -> None:
    own = world.duties("incident", 1)[POLICE_A]
    entry = {"duty_id": own["id"], "happened_at": world.now, "text": EXHAUSTED}
    with writing(world.engine) as conn:
        escalated(conn, [entry], By(program("notices"), world.now))
    (said,) = [line for line in _lines(world, POLICE_A) if line.source == "duty"]
    assert said.text.endswith("VV-2027-0001: mọi đầu mối đã tới lượt")


def test_every_code_of_the_ledger_has_its_words_in_the_book() -> None:
    from dashboard.parts.ledger import words

    assert set(phrases.TEXTS) == set(words.CODES)


def test_what_is_owed_is_handed_on_until_it_is_acknowledged(world: World) -> None:
    (owed,) = [each for each in _open(world, POLICE_A) if each.kind == "duties"]
    assert owed.text.startswith("Tin về vụ việc VV-2027-0001: đơn vị ta chưa tiếp nhận (hạn ")
    assert not owed.late
    world.later(days=3)
    assert [each.late for each in _open(world, POLICE_A) if each.kind == "duties"] == [True]
