"""Does a rule speak of this, and of which agencies? Pure: rows in, answers out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from data.matters.facts import begins_at

UPWARD = ("village", "commune", "area", "province")
"""Where there is no receiver on the level that a rule names, the next one up is told."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Owed:
    """What one agency is owed by the rules: the strictest of those that speak of it. A target that lies after
    the deadline of a stricter rule is none. `before_at`: when it begins, if one of them says that it must be
    told before that."""

    agency_id: str
    level: str
    rule: Row
    target_at: datetime | None
    deadline_at: datetime
    before_at: datetime | None
    urgency: str
    telling: str


def in_force(rule: Row, moment: datetime) -> bool:
    """Whether a wording of a rule counts for a matter whose clock started at `moment`."""
    begins, ends = rule["valid_from"], rule["valid_to"]
    return begins is not None and begins <= moment and (ends is None or moment < ends)


def _any(condition: Sequence[str] | None, *values: str | None) -> bool:
    return condition is None or any(value in condition for value in values)


def applies(rule: Row, kind: str, fact: Row) -> bool:
    """Whether the rule's conditions hold for what is known of a matter of this kind (see `matter_fact`)."""
    level, least = fact["level"], rule["min_level"]
    return (
        rule["matter_kind"] == kind
        and fact["state"] == "open"
        and fact["fresh"]
        and (rule["permanent_too"] or not fact["permanent"])
        and (least is None or (level is not None and level >= least))
        and _any(rule["fields"], fact["field"])
        and _any(rule["subkinds"], fact["subkind"])
        and _any(rule["communes"], *fact["communes_2025"])
        and _any(rule["places"], fact["place"])
        and _any(rule["forests"], fact["forest"])
        and _any(rule["strengths"], fact["strength"])
        # What a satellite saw before the rule was there is an older matter, whenever its file came.
        and (fact["seen_at"] is None or fact["seen_at"] >= rule["valid_from"])
    )


def _works_there(agency: Row, communes: Sequence[str]) -> bool:
    if agency["communes"] is None:
        return agency["level"] in ("area", "province")
    return any(each in agency["communes"] for each in communes)


def receivers(
    rule: Row, communes: Sequence[str], agencies: Sequence[Row], involved: Sequence[str] = ()
) -> tuple[list[Row], list[Row]]:
    """The agencies that a rule means, and the receivers of the rule for which there is none at all.

    `agencies`: rows that hold on the local day of the matter. Where no agency of a force works there on the
    level that is named, the next level up is taken. `involved`: the agencies that the record itself names.
    """
    found: list[Row] = []
    missing: list[Row] = []
    for wanted in rule["receivers"]:
        one_by_one = [{"agency_id": own} for own in involved] if "named" in wanted else [wanted]
        for each in one_by_one:
            some = _meant(each, communes, agencies)
            found += [one for one in some if one not in found]
            missing += [] if some else [each]
    return found, missing


def _meant(wanted: Row, communes: Sequence[str], agencies: Sequence[Row]) -> list[Row]:
    if "agency_id" in wanted:
        return [each for each in agencies if each["agency_id"] == wanted["agency_id"]]
    return _by_role(wanted, communes, agencies)


def _by_role(wanted: Row, communes: Sequence[str], agencies: Sequence[Row]) -> list[Row]:
    mine = [each for each in agencies if each["role"] == wanted["role"]]
    for level in UPWARD[UPWARD.index(wanted["level"]) :]:
        some = [each for each in mine if each["level"] == level and _works_there(each, communes)]
        if some:
            return some
    return []


def _strictest(agency: Row, rules: Sequence[Row], since: datetime, begins: datetime | None) -> Owed:
    def due(rule: Row) -> datetime:
        return since + timedelta(minutes=rule["deadline_minutes"])

    first = min(rules, key=lambda rule: (due(rule), rule["id"]))
    targets = [
        since + timedelta(minutes=rule["target_minutes"])
        for rule in rules
        if rule["target_minutes"] is not None and rule["target_minutes"] <= first["deadline_minutes"]
    ]
    return Owed(
        agency_id=agency["agency_id"],
        level=agency["level"],
        rule=first,
        target_at=min(targets, default=None),
        deadline_at=due(first),
        before_at=begins if any(rule["before_start"] for rule in rules) else None,
        urgency="immediate" if any(rule["urgency"] == "immediate" for rule in rules) else "normal",
        telling="auto" if any(rule["telling"] == "auto" for rule in rules) else "person",
    )


def owed(
    kind: str, fact: Row, holder_id: str | None, rules: Sequence[Row], agencies: Sequence[Row]
) -> tuple[list[Owed], list[Row]]:
    """Who must be told of a matter by the rules in force when it was known; the holder owes itself nothing.

    Returns what each agency is owed, and the receivers of rules that no agency answers to.
    """
    since = fact["since"]
    speaking = [rule for rule in rules if in_force(rule, since) and applies(rule, kind, fact)]
    by_agency: dict[str, tuple[Row, list[Row]]] = {}
    lacking: list[Row] = []
    for rule in speaking:
        found, missing = receivers(rule, fact["communes_2025"], agencies, fact["involved"] or ())
        lacking += [each for each in missing if each not in lacking]
        for agency in found:
            if agency["agency_id"] != holder_id:
                by_agency.setdefault(agency["agency_id"], (agency, []))[1].append(rule)
    begins = begins_at(fact)
    return [_strictest(agency, rows, since, begins) for agency, rows in by_agency.values()], lacking
