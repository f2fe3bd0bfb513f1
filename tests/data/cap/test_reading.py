"""From the ledger's rows, written by the program's own services, to messages: on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from data.access import LOCAL_ADMIN
from data.cap.chain import Link
from data.cap.composing import compose
from data.cap.errors import CapGone, CapUnknown
from data.cap.message import identifier_of
from data.cap.reading import message_of, recent_links
from data.cap.writing import to_xml
from data.danger_levels import Announcement, announce, withdraw
from data.danger_levels import By as DangerBy
from data.incidents import By, Incident, create, place_facts, set_status
from data.store.engine import reading, writing
from data.store.tables import matter, matter_fact
from tests.data import fires
from tests.data.cap import rows
from tests.data.cap.standard import parsed, problems, texts

NOW = fires.NOW
LONG_AGO = NOW - timedelta(days=30)


def written(engine: Engine, *facts: dict[str, Any], ref: str) -> list[dict[str, Any]]:
    """Insert the rows of one matter, as the ledger would have."""
    with writing(engine) as conn:
        about = {"kind": facts[0]["matter_kind"], "ref": ref, "created_at": facts[0]["recorded_at"]}
        matter_id = conn.execute(insert(matter).returning(matter.c.id), about).scalar_one()
        made = []
        for number, each in enumerate(facts, 1):
            row = {name: value for name, value in each.items() if name not in ("id", "matter_kind")}
            row |= {"matter_id": matter_id, "number": number}
            own = conn.execute(insert(matter_fact).returning(matter_fact.c.id), row).scalar_one()
            made.append(each | row | {"id": own})
        return made


def recent(engine: Engine, since: datetime = LONG_AGO) -> list[Link]:
    with reading(engine) as conn:
        return recent_links(conn, since, 26.0)


def said(links: list[Link]) -> list[tuple[str, str]]:
    return [(each.row["matter_kind"], each.msg_type) for each in links]


def check_all(engine: Engine) -> None:
    """Each message is found by its name, is the same as in the list, and good."""
    here = rows.issuer()
    for link in recent(engine):
        name = identifier_of(link.row, here.zone, exercise=False)
        with reading(engine) as conn:
            found = message_of(conn, name, here)
        assert found == link
        assert problems(to_xml(compose(found, here))) == []


def test_a_fire_that_satellites_see_and_a_person_reports(engine: Engine) -> None:
    fires.put(engine, fires.NEAR)
    place = place_facts(engine, fires.areas(), 21.6436, 103.6619, NOW)
    by = By(LOCAL_ADMIN, NOW + timedelta(minutes=1))
    with writing(engine) as conn:
        wanted = Incident(
            kind="forest_fire", field="forest", summary="Cháy trên đồi", occurred_at=NOW - timedelta(hours=1),
            known_at=NOW, latitude=21.6436, longitude=103.6619, place_text="đồi sau bản",
        )  # fmt: skip
        own = create(conn, wanted, place, by, fires.profile().tz)
    assert sorted(said(recent(engine))) == [("fire_event", "Alert"), ("incident", "Alert")]
    with writing(engine) as conn:
        later = replace(by, now=NOW + timedelta(minutes=30))
        set_status(conn, own, "responding", later, seen_version=1)
    newest = recent(engine)[0]
    assert said([newest]) == [("incident", "Update")]
    alert = parsed(to_xml(compose(newest, rows.issuer())))
    assert texts(alert, "incidents") == ["VV-2027-0001"]
    assert texts(alert, "info/certainty") == ["Observed", "Observed"]
    assert len(texts(alert, "references")[0].split()) == 1
    check_all(engine)


def test_a_level_that_is_announced_and_taken_back(engine: Engine) -> None:
    def by(minutes: int) -> DangerBy:
        return DangerBy(NOW + timedelta(minutes=minutes), LOCAL_ADMIN)

    with writing(engine) as conn:
        high = Announcement(5, "TB 12/KL", NOW, NOW + timedelta(days=1))
        (own,) = announce(conn, ["muong-gion-2025"], high, by(0), seen={})
        low = replace(high, level=3)
        announce(conn, ["muong-sai-2025"], low, by(0), seen={})
    assert said(recent(engine)) == [("danger_level", "Alert")]
    with writing(engine) as conn:
        withdraw(conn, own, by(5), seen_version=1, reason="nhầm xã, gọi 0912345678")
    newest, first = recent(engine)
    assert said([newest, first]) == [("danger_level", "Cancel"), ("danger_level", "Alert")]
    cancel = compose(newest, rows.issuer())
    assert cancel.note == "Tin này đã được rút: nhầm xã, gọi […]."
    assert cancel.references[0].identifier == compose(first, rows.issuer()).identifier
    check_all(engine)


def test_what_is_older_than_the_window_is_followed_but_not_listed(engine: Engine) -> None:
    one = rows.fire_event()
    written(engine, one, rows.then(one, timedelta(hours=2)), ref="ev-1")
    links = recent(engine, one["recorded_at"] + timedelta(hours=1))
    assert [(each.msg_type, len(each.references)) for each in links] == [("Update", 1)]
    assert recent(engine, one["recorded_at"] + timedelta(hours=3)) == []
    assert len(recent(engine, one["recorded_at"])) == 2


def test_what_is_no_alert_is_not_listed_nor_found(engine: Engine) -> None:
    weak, call = rows.fire_event(strength="weak"), rows.incident(matter_kind="call")
    stored = [written(engine, each, ref=ref)[0] for each, ref in ((weak, "ev-1"), (call, "TN-2027-0001"))]
    assert recent(engine) == []
    for row in stored:
        with reading(engine) as conn, pytest.raises(CapUnknown):
            message_of(conn, identifier_of(row, rows.issuer().zone, exercise=False), rows.issuer())


@pytest.mark.parametrize(
    "name",
    [
        "", "x", "canhlua-1-1", "canhlua-0-1-20270312144000", "canhlua-1-0-20270312144000",
        "canhlua-999-1-20270312144000", "canhlua-1-2-20270312144000", "canhlua-١-1-20270312144000",
        "canhlua-999999999999999999-999999999-20270312144000", "canhlua-1-1-20270312144000'--",
        f"canhlua-{'9' * 40}-1-20270312144000", "canhlua-1-1-20270312144000\n",
    ],
)  # fmt: skip
def test_names_that_no_message_bears(engine: Engine, name: str) -> None:
    written(engine, rows.fire_event(), ref="ev-1")
    with reading(engine) as conn, pytest.raises(CapUnknown):
        message_of(conn, name, rows.issuer())


def test_a_name_of_a_database_that_began_anew_is_gone(engine: Engine) -> None:
    (row,) = written(engine, rows.fire_event(), ref="ev-1")
    name = identifier_of(row, rows.issuer().zone, exercise=False)
    old = identifier_of(
        row | {"recorded_at": datetime(2027, 1, 2, tzinfo=UTC)}, rows.issuer().zone, exercise=False
    )
    with reading(engine) as conn:
        assert message_of(conn, name, rows.issuer()).row["id"] == row["id"]
        for other in (old, name.replace("canhlua", "dientap")):
            with pytest.raises(CapGone):
                message_of(conn, other, rows.issuer())


def test_a_message_stays_as_it_was_when_more_becomes_known(engine: Engine) -> None:
    one = rows.fire_event()
    two = rows.then(one)
    stored = written(engine, one, two, rows.then(two, state="withdrawn", reason="emptied"), ref="ev-1")
    here = rows.issuer()
    with reading(engine) as conn:
        first = compose(message_of(conn, identifier_of(stored[0], here.zone, exercise=False), here), here)
    assert (first.msg_type, first.references) == ("Alert", ())
    assert to_xml(first) == to_xml(rows.messages(stored[0])[0])


def test_the_newest_are_found_whole_however_they_are_asked_for(engine: Engine) -> None:
    stored = []
    for n in range(12):  # twelve fires that grow in turn: 300 rows, more than are looked at in one turn
        one = rows.fire_event(strength="weak" if n == 5 else "strong")
        history = [one]
        for _ in range(24):
            history.append(rows.then(history[-1], timedelta(minutes=1)))
        stored += written(engine, *history, ref=f"ev-{n}")
    expected = sorted((row["id"] for row in stored if row["strength"] == "strong"), reverse=True)
    whole = recent(engine, rows.STORED)
    assert [link.row["id"] for link in whole] == expected
    paged: list[Link] = []
    while True:
        before = paged[-1].row["id"] if paged else None
        with reading(engine) as conn:
            page = recent_links(conn, rows.STORED, 26.0, before=before, limit=70)
        if not page:
            break
        assert len(page) <= 70
        paged += page
    assert paged == whole
