"""One cell of the grid: its score and what each part counted there."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard.parts.html import html
from dashboard.parts.suggestions import act
from dashboard.parts.suggestions import words as score_words
from dashboard.services import services
from dashboard.words import _


def show(run: Mapping[str, Any], number: int) -> None:
    """Draw it, with a button that closes it."""
    cells = run["cells"]
    weights = run["rules"]["weights"]
    known = {part: values[number] for part, values in cells["parts"].items()}
    total = sum(weights[part] for part, value in known.items() if value is not None)
    shares = {
        part: "–" if value is None or not total else score_words.percent(weights[part] / total)
        for part, value in known.items()
    }
    rows = "".join(
        f"<tr><th>{escape(_(score_words.PARTS[part]))}</th>"
        f"<td>{escape(shares[part])}</td>"
        f"<td>{escape(score_words.score(value))}</td>"
        f"<td>{escape(score_words.of_cell(cells, number, part))}</td></tr>"
        for part, value in known.items()
    )
    name = _(
        "Ô {name} · xã {commune} · điểm {score}",
        name=score_words.cell_name(cells, number),
        commune=services().areas.by_id(cells["commune"][number]).name,
        score=score_words.score(cells["score"][number]),
    )
    head = "".join(
        f"<th>{escape(each)}</th>" for each in (_("Phần"), _("Trọng số"), _("Giá trị"), _("Đã đếm được"))
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    with st.container(key="suggestcell"):
        html(f'<section class="cl-scoretable cell"><h3>{escape(name)}</h3>{table}</section>')
        if st.button(_("Đóng ô này"), key="suggest_cell_close", type="tertiary"):
            act.look_at(None)
            st.rerun()
