"""What stands against a plan, as a note: what cannot be first, then what should be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard import look
from dashboard.parts.patrols import words
from dashboard.services import services
from dashboard.words import _, counted
from data.patrols.conflicts import Conflict


def show(found: Sequence[Conflict], names: Mapping[str, str], *, hint: bool = True) -> None:
    """Draw it; where nothing stands against the plan that is said too. `hint`: say that a warning forbids
    nothing.
    """
    now = services().now()
    never = tuple(words.conflict(each, names, now) for each in found if each.forbids)
    warned = tuple(words.conflict(each, names, now) for each in found if not each.forbids)
    if never:
        look.note(_("Không lưu được kế hoạch này"), "", kind="bad", steps=never)
    if warned:
        look.note(
            counted("Có {count} điều cần xem lại", len(warned)),
            _("Vẫn lưu và giao được nếu bạn biết rõ.") if hint else "",
            kind="warn",
            steps=warned,
        )
    if not found:
        look.note(_("Không thấy trùng lặp"), _("Người, phương tiện, khu vực và giờ trực đều khớp."))
