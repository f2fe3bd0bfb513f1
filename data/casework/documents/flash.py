"""The flash notice: five items, at once, by any channel (TT 25/2019/TT-BNNPTNT, Điều 9 khoản 3).

Time and place · forest type and species · development and size · emergencies · how fighting is organised.
What is not known is said to be not known: the notice does not wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.casework.documents import words
from data.casework.documents.case_file import CaseFile
from data.casework.forces import headcount

SMS_PLAIN = 160
"""Letters of one SMS without diacritics; with them it holds 70 (DOMAIN 9)."""
CHANNELS = ("phone", "sms", "zalo", "email")
UNKNOWN = "chưa rõ"
BLANK_SENDER = "tôi là ………, đơn vị ………,"


@dataclass(frozen=True)
class Flash:
    """Ready texts. `items` are the five, as (name, what is known)."""

    subject: str
    items: tuple[tuple[str, str], ...]
    phone: str
    sms: str
    zalo: str
    email: str


def _place(case: CaseFile) -> str:
    row, record = case.incident, case.record
    near = (row["facts"] or {}).get("nearest")
    parts = [
        row["place_text"],
        f"bản {record.village}" if record.village else None,
        words.plot(vars(record)),
        f"xã {case.commune}" if case.commune else None,
    ]
    if row["latitude"] is not None:
        parts.append(f"tọa độ {row['latitude']:.5f}, {row['longitude']:.5f} (WGS84)")
    elif near:
        parts.append(f"gần {near['name']}")
    return "; ".join(part for part in parts if part) or UNKNOWN


def _forest(case: CaseFile) -> str:
    record = case.record
    parts = [
        words.ORIGINS.get(record.origin or ""),
        words.FUNCTIONS.get(record.function or 0),
        record.forest_state,
        f"loài cây {record.species}" if record.species else None,
        f"trồng năm {record.planted_year}" if record.planted_year else None,
    ]
    known = [part for part in parts if part]
    if not known:
        told = {words.FOREST_TYPES[call["forest_type"]] for call in case.calls} - {UNKNOWN}
        known = [f"theo tin báo: {', '.join(sorted(told))}"] if told else []
    return "; ".join(known) or UNKNOWN


def _size(case: CaseFile) -> str:
    status = words.STATUSES[case.incident["status"]]
    parts = [status]
    if case.burned_ha is not None:
        parts.append(f"diện tích cháy khoảng {words.hectares(case.burned_ha)}")
    elif case.incident["area_ha"] is not None:
        parts.append(f"diện tích theo tin báo {words.hectares(case.incident['area_ha'])}")
    else:
        parts.append("diện tích chưa rõ")
    fire_type = words.FIRE_TYPES.get(case.record.fire_type or "")
    spreading = any(call["spread_risk"] == "yes" for call in case.calls)
    parts += [fire_type or "", "có nguy cơ cháy lan" if spreading else ""]
    return "; ".join(part for part in parts if part)


def _emergencies(case: CaseFile) -> str:
    record, parts = case.record, []
    if record.killed or record.hurt:
        parts.append(f"người chết: {record.killed or 0}; người bị thương: {record.hurt or 0}")
    elif record.killed == 0 and record.hurt == 0:
        parts.append("không có người chết, bị thương")
    if any(call["house_risk"] == "yes" for call in case.calls):
        parts.append("có nguy cơ tới nhà dân")
    return "; ".join(parts) or "chưa có thông tin"


def _fighting(case: CaseFile) -> str:
    record, parts = case.record, []
    if record.commander:
        parts.append(f"chỉ huy: {record.commander}")
    if case.forces:
        told = ", ".join(f"{row['name']} {row['people']} người" for row in case.forces)
        parts.append(f"{words.number(headcount(list(map(dict, case.forces))))} người ({told})")
    return "; ".join(parts) or "chưa có thông tin"


def _sms(case: CaseFile, when: str) -> str:
    """One SMS without diacritics, the least that lets somebody go: what, where, when, how large."""
    row = case.incident
    head = "DIEN TAP. " if case.drill else ""
    at = "" if row["latitude"] is None else f" {row['latitude']:.5f},{row['longitude']:.5f}"
    size = "" if case.burned_ha is None else f" {case.burned_ha:.2f}ha"
    place = case.commune or UNKNOWN
    kind = words.KINDS[row["kind"]].upper()
    fixed = f"{head}{kind} {row['code']} xa {place}{at} luc {when}{size}. {words.STATUSES[row['status']]}."
    fixed = words.without_marks(fixed)
    room = SMS_PLAIN - len(fixed) - 1
    text = words.without_marks(" ".join(row["place_text"].split()))
    return f"{fixed} {text[:room].rstrip()}".strip() if room > 8 and text else fixed[:SMS_PLAIN]


def flash(case: CaseFile) -> Flash:
    """The notice as it can be given now, for every channel; in a drill each text begins with DIỄN TẬP."""
    row = case.incident
    mark = f"[{words.DRILL}] " if case.drill else ""
    kind = words.capital(words.KINDS[row["kind"]])
    when = words.moment(row["occurred_at"], case.tz)
    items = (
        ("Thời gian, địa điểm", f"{when}; {_place(case)}"),
        ("Loại rừng, loài cây", _forest(case)),
        ("Diễn biến, quy mô", _size(case)),
        ("Tình huống khẩn cấp", _emergencies(case)),
        ("Tổ chức chữa cháy", _fighting(case)),
    )
    subject = f"{mark}Thông tin nhanh: {kind} {row['code']}, xã {case.commune or UNKNOWN}"
    said = row["summary"]
    listed = "\n".join(f"{number}. {name}: {value}" for number, (name, value) in enumerate(items, start=1))
    local = words.short_moment(row["occurred_at"], case.tz)
    as_of = f"Thông tin đến {words.short_moment(case.now, case.tz)}."
    sender = case.head.agency or ""
    zalo = f"{subject}\n{said}\n{listed}\n{as_of}" + (f"\n{sender}" if sender else "")
    email = f"Kính gửi các đơn vị,\n\n{said}\n\n{listed}\n\n{as_of}\n" + (f"\n{sender}\n" if sender else "")
    opening = f"{mark}Alô, {sender or BLANK_SENDER} xin báo nhanh {words.KINDS[row['kind']]}."
    phone = f"{opening}\n{listed}\nĐề nghị đồng chí cho biết họ tên, chức vụ người nhận tin."
    return Flash(subject, items, phone, _sms(case, local), zalo, f"{mark}{email}")
