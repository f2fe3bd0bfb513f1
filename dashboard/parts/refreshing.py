"""Parts that look again by themselves (`st.fragment(run_every=…)`) and may have a page drawn again."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def alone() -> bool:
    """Whether this part is being drawn by itself, not within a page that is being drawn nor before another
    part.

    Only then may it run the page again: what begins anew before it came to its buttons forgets which of them
    was pressed.
    """
    ctx = get_script_run_ctx()
    return ctx is not None and len(ctx.fragment_ids_this_run or ()) == 1
