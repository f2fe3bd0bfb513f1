"""The small pages of signing in: plain HTML that a cheap phone shows at once, without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard import words
from dashboard.services import services
from dashboard.words import _

_FOLDER = Path(__file__).with_name("templates")


def environment(*folders: Path) -> Environment:
    """Templates of these folders, and the frame that every plain page has."""
    loader = FileSystemLoader([*folders, _FOLDER])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)


_TEMPLATES = environment()
HEADERS = {
    "Cache-Control": "no-store",
    # Nothing from elsewhere, no script at all, and nobody puts these pages into a frame.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_FORM_HEADERS = HEADERS | {
    # The one script of these pages clears what a phone kept of the account before (`dashboard.field`).
    "Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}; script-src 'self'"
}


@dataclass(frozen=True)
class Field:
    """One line of a form."""

    name: str
    label: str
    type: str = "text"
    autocomplete: str = "off"
    value: str = ""
    hint: str = ""


def frame(request: Request, title: str, lead: str = "", problem: str = "") -> dict[str, object]:
    """What the frame of a plain page needs."""
    here, language = services(), words.current()
    other = "en" if language == "vi" else "vi"
    kept = {name: value for name, value in request.query_params.items() if name != "lang"}
    return {
        "language": language,
        "other": other,
        "other_name": "English" if other == "en" else "Tiếng Việt",
        "kept": f"&{urlencode(kept)}" if kept else "",
        "place": here.profile.name_en if language == "en" else here.profile.name_vi,
        "drill": _("DIỄN TẬP: không có gì ở đây là thật") if here.drill else "",
        "title": title,
        "lead": lead,
        "problem": problem,
    }


def form(
    request: Request,
    *,
    title: str,
    action: str,
    fields: Sequence[Field],
    button: str,
    mark: str,
    lead: str = "",
    problem: str = "",
    hidden: Mapping[str, str] | None = None,
    warning: str = "",
    status: int = 200,
) -> HTMLResponse:
    """A page with one form; `mark` proves that the form came from here."""
    told = frame(request, title, lead, problem) | {
        "action": action,
        "fields": fields,
        "button": button,
        "mark": mark,
        "hidden": hidden or {},
        "warning": warning,
    }
    return HTMLResponse(_TEMPLATES.get_template("form.html").render(told), status, _FORM_HEADERS)


def notice(
    request: Request,
    *,
    title: str,
    lead: str = "",
    problem: str = "",
    href: str = "",
    button: str = "",
    status: int = 200,
) -> HTMLResponse:
    """A page that says one thing, with a way on."""
    told = frame(request, title, lead, problem) | {"href": href, "button": button}
    return HTMLResponse(_TEMPLATES.get_template("notice.html").render(told), status, HEADERS)
