"""The checks themselves: each rule of the standard refuses a message that breaks it."""

from __future__ import annotations

import pytest

from data.cap.writing import to_xml
from tests.data.cap.rows import danger_level, fire_event, messages, then
from tests.data.cap.standard import problems

FIRE = fire_event()
_, UPDATE = (to_xml(each).decode() for each in messages(FIRE, then(FIRE)))
ALERT = to_xml(messages(FIRE)[0]).decode()
LEVEL = to_xml(messages(danger_level())[0]).decode()
EXERCISE = to_xml(messages(FIRE, drill=True)[0]).decode()
NOTE = "  <note>DIỄN TẬP – không phải cháy thật</note>\n"
REFERENCES = "canhlua.example.vn,canhlua-7-1-20270312144000,2027-03-12T14:40:00+07:00"


@pytest.mark.parametrize("xml", [ALERT, UPDATE, LEVEL, EXERCISE])
def test_good_messages(xml: str) -> None:
    assert problems(xml.encode()) == []


@pytest.mark.parametrize(
    ("xml", "good", "bad"),
    [
        (ALERT, "cap:1.2", "cap:1.1"),
        (ALERT, "</alert>", ""),
        (ALERT, "Mường", "Mường & sông"),
        (ALERT, "<identifier>", "<identifier>a b"),
        (ALERT, "<identifier>", "<identifier>a,b"),
        (ALERT, "<identifier>", "<identifier>&lt;"),
        (ALERT, "<sender>", "<sender>&amp;"),
        (ALERT, "<sender>canhlua.example.vn</sender>", "<sender/>"),
        (ALERT, "14:40:00+07:00</sent>", "07:40:00Z</sent>"),
        (ALERT, "14:40:00+07:00</sent>", "14:40:00</sent>"),
        (ALERT, "14:40:00+07:00</sent>", "14:40:00.5+07:00</sent>"),
        (ALERT, "14:40:00+07:00</sent>", "07:40:00+00:00</sent>"),
        (ALERT, "2027-03-12T14:40:00+07:00</sent>", "2027-02-30T14:40:00+07:00</sent>"),
        (ALERT, "Actual", "Real"),
        (ALERT, ">Alert<", ">Warning<"),
        (ALERT, ">Alert<", ">Update<"),
        (ALERT, ">Alert<", ">Cancel<"),
        (UPDATE, ">Update<", ">Alert<"),
        (ALERT, ">Restricted<", ">Secret<"),
        (ALERT, ">Restricted<", ">Public<"),
        (ALERT, ">Restricted<", ">Private<"),
        (ALERT, "<restriction>", "<note>x</note><restriction>"),
        (EXERCISE, NOTE, ""),
        (UPDATE, REFERENCES, "canhlua.example.vn,canhlua-7-1-20270312144000"),
        (UPDATE, REFERENCES, f"{REFERENCES};{REFERENCES}"),
        (UPDATE, REFERENCES, f"{REFERENCES} {REFERENCES}"),
        (UPDATE, "14:40:00+07:00</references>", "07:40:00Z</references>"),
        (UPDATE, "14:40:00+07:00</references>", "23:40:00+07:00</references>"),
        (UPDATE, "canhlua-7-1-20270312144000,", "canhlua-7-2-20270312154000,"),
        (ALERT, "<category>Fire</category>", ""),
        (ALERT, "<category>Fire</category>", "<category>Forest</category>"),
        (ALERT, "<event>", "<responseType>Assess</responseType><event>"),
        (ALERT, ">Assess<", ">Look<"),
        (ALERT, ">Immediate<", ">Now<"),
        (ALERT, ">Severe<", ">Bad<"),
        (ALERT, ">Severe<", ">Minor<"),
        (ALERT, ">Likely<", ">Very Likely<"),
        (ALERT, "<urgency>Immediate</urgency>", ""),
        (ALERT, "en-US", "vi-VN"),
        (ALERT, "2027-03-13T16:40:00+07:00</expires>", "2027-03-11T16:40:00+07:00</expires>"),
        (ALERT, "<valueName>canhlua</valueName>", ""),
        (ALERT, "<circle>21.64360,103.66190 1.00", "<circle>21.64360 103.66190 1.00"),
        (ALERT, "<circle>21.64360,103.66190 1.00", "<circle>21.64360,103.66190"),
        (ALERT, "<circle>21.64360,103.66190 1.00", "<circle>103.66190,21.64360 1.00"),
        (ALERT, "<circle>21.64360,103.66190 1.00", "<circle>21.64360,103.66190 20000"),
        (ALERT, "<circle>21.64360,103.66190 1.00", "<circle>21.64360,103.66190 -1"),
        (ALERT, "<areaDesc>", "<geocode/><areaDesc>"),
        (ALERT, "<value>03697</value>", ""),
        (LEVEL, "21.8320,103.6480</polygon>", "21.8320,103.6481</polygon>"),
        (LEVEL, "<polygon>21.8320,103.6480 ", "<polygon>21.8320,103.6480, "),
        (LEVEL, "<polygon>21.8320,103.6480 ", "<polygon>103.6480,21.8320 "),
        (LEVEL, "<language>vi-VN</language>", '<language x="1">vi-VN</language>'),
    ],
)
def test_each_rule_is_enforced(xml: str, good: str, bad: str) -> None:
    assert good in xml
    assert problems(xml.replace(good, bad, 1).encode()) != []


def test_a_ring_of_three_points_is_none() -> None:
    start, end = LEVEL.index("<polygon>"), LEVEL.index("</polygon>")
    for ring in ("21.8,103.6 21.8,103.7 21.8,103.6", "21.8,103.6 21.8,103.6 21.8,103.6 21.8,103.6"):
        assert problems((LEVEL[: start + 9] + ring + LEVEL[end:]).encode()) != []


def test_an_entity_from_elsewhere_is_not_read() -> None:
    hostile = ALERT.replace(
        "<alert", '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/hostname">]><alert', 1
    ).replace("<event>", "<event>&x;", 1)
    assert problems(hostile.encode()) != []
