"""What the desk shows: filters, how duties stand together, and a matter that a link asked for."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard import formats
from dashboard.access import who
from dashboard.parts.agencies import words as agency_words
from dashboard.parts.incidents import words as incident_words
from dashboard.parts.ledger import words as ledger_words
from dashboard.services import services
from dashboard.words import _
from data.agencies import agencies_at
from data.ledger.desk import Wanted
from data.ledger.reading import matter_of
from data.store.engine import reading
from data.store.tables import AGENCY_ROLES, INCIDENT_FIELDS, MATTER_KINDS, URGENCIES
from geo.alphabet import sort_key


@dataclass(frozen=True)
class Choice:
    """`by`: ``matter_id`` or ``receiver_id``."""

    wanted: Wanted
    by: str


def _pick(label: str, key: str, values: dict[str | None, str]) -> str | None:
    found: str | None = st.selectbox(label, list(values), key=key, format_func=values.__getitem__)
    return found


def _agencies() -> list[dict[str, str | None]]:
    here = services()
    with reading(here.engine) as conn:
        return agencies_at(conn, formats.local(here.now()).date())


def _receivers(
    force: str | None, receiver: str | None, rows: list[dict[str, str | None]]
) -> list[str] | None:
    if receiver is not None:
        return [receiver]
    return None if force is None else [str(row["agency_id"]) for row in rows if row["role"] == force]


def _asked_matter() -> int | None:
    """``?matter=incident:7`` narrows the desk to that matter until it is let go."""
    asked = st.query_params.get("matter", "")
    kind, _colon, ref = asked.partition(":")
    if not asked:
        return None
    with reading(services().engine) as conn:
        found = matter_of(conn, kind, ref)
    return int(found["merged_into"] or found["id"]) if found is not None else -1


def show() -> Choice:
    """Draw the bar and say what is wanted."""
    areas, me, anything = services().areas, who(), {None: _("tất cả")}
    communes = areas.of_era(areas.present_era)
    named = dict(zip(communes["area_id"], communes["name"], strict=True))
    rows = _agencies()
    shown = {"to_tell": _("Phải báo"), "to_acknowledge": _("Chờ tiếp nhận"), "live": _("Tất cả")}
    ways = {"matter_id": _("Theo tin"), "receiver_id": _("Theo đơn vị")}
    matter_id = _asked_matter()
    with st.container(key="deskbar", horizontal=True, vertical_alignment="bottom"):
        default = "live" if matter_id is not None else "to_tell"
        which = st.segmented_control(
            _("Xem"), list(shown), default=default, required=True, key=f"desk_shown_{default}",
            format_func=shown.__getitem__, width="content",
        )  # fmt: skip
        by = st.segmented_control(
            _("Xếp"), list(ways), default="matter_id", required=True, key="desk_by",
            format_func=ways.__getitem__, width="content",
        )  # fmt: skip
        mine = me.agency_id is not None and st.toggle(_("Của đơn vị tôi"), key="desk_mine")
        with st.popover(_("Lọc"), icon=":material/filter_alt:"):
            force = _pick(
                _("Lực lượng nhận"),
                "desk_force",
                anything | {r: _(agency_words.ROLES[r]) for r in AGENCY_ROLES},
            )
            some = [row for row in rows if force in (None, row["role"])]
            receiver = _pick(
                _("Bên nhận tin"), "desk_receiver",
                anything | {str(row["agency_id"]): agency_words.agency_name(row) for row in some},
            )  # fmt: skip
            ordered = sorted(named, key=lambda each: sort_key(named[each]))
            commune = _pick(_("Xã"), "desk_commune", anything | {own: named[own] for own in ordered})
            field = _pick(
                _("Lĩnh vực"),
                "desk_field",
                anything | {f: _(incident_words.FIELDS[f]) for f in INCIDENT_FIELDS},
            )
            kind = _pick(
                _("Loại tin"), "desk_kind", anything | {k: _(ledger_words.KINDS[k]) for k in MATTER_KINDS}
            )
            urgency = _pick(
                _("Mức khẩn"), "desk_urgency", anything | {u: _(ledger_words.URGENCIES[u]) for u in URGENCIES}
            )  # fmt: skip
        if matter_id is not None and st.button(
            _("Bỏ lọc theo tin này"), key="desk_all", icon=":material/close:"
        ):
            del st.query_params["matter"]
            st.rerun()
    wanted = Wanted(
        shown=str(which), receivers=_receivers(force, receiver, rows), commune=commune, field=field,
        kind=kind, urgency=urgency, mine=me.agency_id if mine else None, matter_id=matter_id,
    )  # fmt: skip
    return Choice(wanted, str(by))
