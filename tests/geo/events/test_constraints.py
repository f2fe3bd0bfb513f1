"""A person's splits and merges win over the rule."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.events import Apart, group
from tests.geo.events.frames import at, frame, sets

CHAIN = [at(0), at(0.8), at(1.6), at(2.4)]  # a b c d, each linked to its neighbours


def test_a_split_cuts_its_members_from_all_others():
    grouping = group(frame(*CHAIN), forced_apart=[{"a", "b"}])
    assert sets(grouping.members) == {frozenset("ab"), frozenset("cd")}


def test_a_split_from_the_middle_leaves_two_ends():
    grouping = group(frame(*CHAIN), forced_apart=[{"b", "c"}])
    assert sets(grouping.members) == {frozenset("bc"), frozenset("a"), frozenset("d")}


def test_members_of_a_split_are_one_event_though_nothing_links_them():
    grouping = group(frame(*CHAIN), forced_apart=[{"a", "d"}])
    assert sets(grouping.members) == {frozenset("ad"), frozenset("bc")}


def test_a_merge_joins_events_far_apart_with_all_that_hangs_on_them():
    grouping = group(frame(at(), at(0.5), at(50), at(50.5)), forced_together=[{"a", "d"}])
    assert sets(grouping.members) == {frozenset("abcd")}


def test_later_detections_follow_the_nearer_side():
    # e and f came after the split: e is 0.3 km from b and 0.5 km from c, f the other way round.
    rows = frame(*CHAIN, at(1.1, hours=12), at(1.3, hours=12))
    split = Apart(frozenset("ab"), frozenset("cd"))
    assert sets(group(rows, forced_apart=[split]).members) == {frozenset("abe"), frozenset("cdf")}


def test_later_detections_that_reach_a_side_only_through_others_follow_these():
    # e hangs on b, g only on e.
    rows = frame(*CHAIN, at(0.8, 0.9, hours=12), at(50), at(0.8, 1.8, hours=24))
    split = Apart(frozenset("ab"), frozenset("cd"))
    expected = {frozenset("abeg"), frozenset("cd"), frozenset("f")}
    assert sets(group(rows, forced_apart=[split]).members) == expected


def test_with_equal_distances_the_earlier_detection_decides():
    rows = frame(at(hours=1), at(1.6), at(0.8, hours=12))
    rows["longitude"] = [103.0, 103.012, 103.006]
    rows["latitude"] = 21.0
    grouping = group(rows, forced_apart=[Apart(frozenset("a"), frozenset("b"))])
    assert len(grouping.events) == 2
    again = group(rows.iloc[::-1], forced_apart=[Apart(frozenset("a"), frozenset("b"))])
    assert sets(grouping.members) == sets(again.members)


def test_a_split_within_a_split():
    first = Apart(frozenset("abc"), frozenset("d"))
    second = Apart(frozenset("a"), frozenset("bc"))
    expected = {frozenset("a"), frozenset("bc"), frozenset("d")}
    assert sets(group(frame(*CHAIN), forced_apart=[first, second]).members) == expected


def test_a_split_holds_against_a_merge():
    grouping = group(frame(*CHAIN), forced_apart=[{"a", "b"}], forced_together=[{"a", "b", "c", "d"}])
    assert sets(grouping.members) == {frozenset("ab"), frozenset("cd")}


def test_splitting_what_was_merged():
    rows = frame(at(), at(0.5), at(50), at(50.5))
    split = Apart(frozenset("b"), frozenset("acd"))
    grouping = group(rows, forced_together=[set("abcd")], forced_apart=[split])
    assert sets(grouping.members) == {frozenset("b"), frozenset("acd")}


def test_ids_that_are_not_there_are_ignored():
    grouping = group(frame(*CHAIN), forced_apart=[{"gone"}], forced_together=[{"gone", "a"}, set()])
    assert sets(grouping.members) == {frozenset("abcd")}


def test_events_that_no_decision_touches_stay_as_they_are():
    rows = frame(*CHAIN, at(100), at(100.5))
    before = group(rows).events.set_index("event_id")
    after = group(rows, forced_apart=[{"a", "b"}]).events.set_index("event_id")
    far = after.index[after["longitude"] > 104.3]
    pd.testing.assert_frame_equal(before.loc[far], after.loc[far])


letters = "abcdefghijkl"
subset = st.sets(st.sampled_from(letters), max_size=5)


@settings(max_examples=120, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.floats(-2, 2), st.floats(-2, 2), st.integers(0, 60)), min_size=12, max_size=12
    ),
    splits=st.lists(st.tuples(subset, st.none() | subset), max_size=3),
    merges=st.lists(subset, max_size=2),
    shuffle=st.randoms(),
)
def test_any_order_of_rows_and_decisions_gives_the_same_events(places, splits, merges, shuffle):
    table = frame(*[at(x, y, hours) for x, y, hours in places])
    apart = [
        Apart(frozenset(members), None if others is None else frozenset(others - members))
        for members, others in splits
    ]
    straight = group(table, forced_apart=apart, forced_together=merges)
    order = list(range(len(table)))
    shuffle.shuffle(order)
    shuffle.shuffle(apart)
    shuffled = group(table.iloc[order], forced_apart=apart, forced_together=merges[::-1])
    pd.testing.assert_frame_equal(straight.events, shuffled.events)
    event = straight.members
    assert event.equals(shuffled.members.reindex(event.index))
    for split in apart:
        known = set(table["detection_id"]) if split.others is None else split.others
        inside = {event[each] for each in split.members}
        assert not inside & {event[each] for each in known - split.members}
    if len(apart) == 1:
        assert len({event[each] for each in apart[0].members}) <= 1
    if not apart:
        assert all(len({event[each] for each in merge}) <= 1 for merge in merges)
