"""Forms of dialogs, each as a page of its own, for tests of what a press on their buttons stores and says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, func, select
from streamlit.testing.v1 import AppTest

from data.store.engine import reading
from data.store.tables import metadata


def _body(module: str, name: str, args: tuple[object, ...]) -> None:
    from importlib import import_module

    getattr(import_module(module), name)(*args)


def form(module: str, name: str, *args: Any, **held: Any) -> AppTest:
    """What the dialog of this function holds; `held` is in the session by then."""
    page = AppTest.from_function(_body, default_timeout=30, args=(module, name, args))
    for key, value in held.items():
        page.session_state[key] = value
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> str:
    """Press a button; everything that is said then."""
    page.button(key=key).click().run()
    return said(page)


def said(page: AppTest) -> str:
    """Everything that the page says."""
    assert not page.exception
    html = [str(each.proto.body) for each in page.get("html")]
    return "\n".join([*html, *(each.value for each in page.markdown)])


def stored(engine: Engine) -> dict[str, int]:
    """Table → how many rows it has: whatever is changed leaves a line in the journal, too."""
    with reading(engine) as conn:
        return {
            each.name: conn.execute(select(func.count()).select_from(each)).scalar_one()
            for each in metadata.sorted_tables
        }
