"""What an SMS that came in can come to, and what its sender is answered: one SMS without diacritics."""

from __future__ import annotations

from collections.abc import Mapping

RESULTS = (
    "acknowledged",
    "again",
    "delivered",
    "unknown_code",
    "unreadable",
    "expired",
    "withdrawn",
    "verdict",
    "verdict_stranger",
    "verdict_unclear",
    "verdict_which",
    "verdict_refused",
)
REPLIES: Mapping[str, str] = {
    "acknowledged": "Da ghi: {name} xac nhan {code}. Cam on.",
    "again": "{code} da duoc xac nhan tu truoc. Cam on.",
    "delivered": "So nay khong phai cua dau moi: {code} chua tinh la da nhan. Hay tra loi tu so da dang ky.",
    "unknown_code": "Khong co ma {code}. Xem lai tin da nhan va tra loi: {like} NHAN ho ten.",
    "unreadable": "Khong hieu tin nay. De xac nhan, tra loi: {like} NHAN ho ten.",
    "expired": "Ma {code} da het han. Hay goi don vi bao tin.",
    "withdrawn": "{code} da duoc rut, khong can lam gi.",
    "verdict": "Da ghi ket qua cho {code}: {said}. Nguoi thu hai se kiem duyet. Cam on.",
    "verdict_stranger": "So nay khong phai cua dau moi: chua ghi ket qua {code}. Hay tra loi tu so dang ky.",
    "verdict_unclear": "Chua ghi {code}: da tim bao nhieu phan tram? Tra loi: {code} KHONG 80",
    "verdict_which": "Chua ghi: {code} khong noi ve dung mot dam chay. Hay goi don vi bao tin.",
    "verdict_refused": "Chua ghi duoc ket qua cua {code}. Hay goi don vi bao tin.",
}
