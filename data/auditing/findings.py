"""What the auditor found: a stable code, and the plain values that say where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One difference between what should be and what is."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format_map(self.params)


SENTENCES = {
    # a record and its matter
    "matter_missing": "{kind} {ref} raises duties, and the ledger does not know it",
    "record_missing": "the ledger knows {kind} {ref}, and there is no such record",
    "facts_missing": "of {kind} {ref} it is not written what was known",
    "facts_gap": "of {kind} {ref} entry {number} of what was known is missing",
    "facts_not_newest": "{kind} {ref} points to {stored} as what is known, the newest is {newest}",
    "facts_differ": "{kind} {ref}: {column} is {recorded} in the record, the ledger has {known}",
    "forest_pending": "{kind} {ref}: nobody asked the forest since {since}; rules wait for it",
    # merges
    "merge_circle": "{kind} {ref} was merged into itself",
    "merge_missing": "{kind} {ref} is part of {into}, and its duties did not follow",
    "merge_unfounded": "the duties of {kind} {ref} followed {into}, and no record says why",
    # duties that should be
    "duty_missing": "{receiver} must be told of {kind} {ref} by rule {rule}, and there is no duty",
    "duty_undeserved": "duty {duty}: no rule says that {receiver} must be told of {kind} {ref}",
    "duty_misplaced": "duty {duty} of {kind} {ref} was raised by another matter's facts",
    "duty_late": "duty {duty} was raised by later facts ({stored}) than those that owe it first ({first})",
    "duty_differs": "duty {duty}: {column} should be {expected}, it is {stored}",
    "clock_differs": "duty {duty}: its {column} cannot be {stored}; by what was known it is {expected}",
    # what became of them
    "entry_illegal": "duty {duty}: entry {entry} ({kind}) cannot follow while it is {status}",
    "raised_missing": "duty {duty} does not begin with one entry that raised it",
    "standing_differs": "duty {duty}: {column} should be {expected} by its entries, it is {stored}",
    "deadline_unwritten": "duty {duty}: its entries move the deadline to {expected}, it is {stored}",
    "start_unwritten": "duty {duty}: its entries move the start to {expected}, it is {stored}",
    "withdrawn_unfounded": "duty {duty} is withdrawn, and {kind} {ref} is not called off",
    "withdrawn_missing": "duty {duty} is {status}, and {kind} {ref} is called off",
    "moved_missing": "duty {duty} stayed with {kind} {ref}, which was merged",
    "moved_astray": "duty {duty} was taken over by {moved_to}, which is not the survivor's of this receiver",
    "moved_unfounded": "duty {duty} was taken over by {moved_to}, and {kind} {ref} was not merged",
    "history_missing": "entry {entry} of duty {duty} did not come along to {moved_to}, which took it over",
    "copy_differs": "duty {duty}: entry {entry} is not what it is a copy of ({first})",
    # figures
    "figures_differ": "{who} {key}: {bucket} counts {stored}, by the entries {expected}",
}
