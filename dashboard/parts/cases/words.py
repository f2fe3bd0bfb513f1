"""Cases in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.services import services
from dashboard.words import N_, _

STATUSES = {"open": N_("đang xử lý"), "handed_over": N_("đã bàn giao"), "closed": N_("đã đóng")}
PERSONS = {
    "suspect": N_("nghi liên quan"),
    "witness": N_("người làm chứng"),
    "victim": N_("người bị hại"),
    "other": N_("khác"),
}
STEPS = {
    "opened": N_("mở hồ sơ"),
    "step": N_("việc đã làm"),
    "evidence": N_("vật chứng, tài liệu"),
    "person": N_("thêm người liên quan"),
    "handover": N_("đề nghị bàn giao"),
    "receipt": N_("đã nhận bàn giao"),
    "refused": N_("từ chối nhận"),
    "closed": N_("đóng hồ sơ"),
    "erased": N_("xóa thông tin cá nhân"),
}
HANDOVERS = {
    "offered": N_("chờ nhận"),
    "received": N_("đã nhận hồ sơ"),
    "refused": N_("từ chối nhận"),
    "withdrawn": N_("đã rút"),
}
SECRET = N_("Không nhập thông tin bí mật nhà nước.")


def commune(row: Mapping[str, Any]) -> str:
    """The commune's name; "" where none is set."""
    own = row["commune_id"]
    return _("xã {name}", name=services().areas.by_id(own).name) if own else ""
