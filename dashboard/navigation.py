"""Which pages there are, in the groups of the bar. A page that leads nowhere by itself names its parent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.pages import (
    about,
    accounts,
    agencies,
    alarms,
    briefings,
    calendar,
    cases,
    checking,
    danger,
    desk,
    duty,
    figures,
    forest,
    forest_import,
    incidents,
    journal,
    map_page,
    meetings,
    outreach,
    places,
    planning,
    reports,
    rules,
    settings,
    sources,
    teams,
    wall,
)
from dashboard.parts import dialogs
from dashboard.parts.forest import links as forest_links
from dashboard.words import _


@dataclass(frozen=True)
class Group:
    """Pages that stand together in the bar; a group without a title stands open."""

    title: str
    pages: list[StreamlitPage]


@dataclass(frozen=True)
class Navigation:
    """All pages, by their paths: `parents` the page to mark for one that the bar does not list, `needs` the
    action (in the table of roles) without which a page is not shown; else it is `map.read`.
    """

    groups: list[Group]
    hidden: list[StreamlitPage]
    parents: dict[str, StreamlitPage]
    needs: dict[str, str]

    def pages(self) -> list[StreamlitPage]:
        """Every page, those of the bar first."""
        return [page for group in self.groups for page in group.pages] + self.hidden

    def need(self, page: StreamlitPage) -> str:
        """The action that looking at a page is."""
        return self.needs.get(page.url_path, "map.read")

    def marked(self, current: StreamlitPage) -> StreamlitPage:
        """The page of the bar that `current` belongs to."""
        return self.parents.get(current.url_path, current)


def _page(show: Callable[[], None], title: str, path: str, *, default: bool = False) -> StreamlitPage:
    @wraps(show)
    def drawn() -> None:
        dialogs.resume(path)  # as part of the page: Streamlit tells fields apart by the page too
        show()

    return st.Page(drawn, title=title, url_path=path, default=default)


def navigation() -> Navigation:
    """The pages in this visit's language."""
    woods = _page(forest.show, _("Rừng"), "forest")
    guide = _page(forest_import.show, _("Nạp lớp rừng"), "forest-import")
    forest_links.remember(woods, guide)
    return Navigation(
        [
            Group(
                "",
                [
                    _page(map_page.show, _("Bản đồ"), "map", default=True),
                    _page(alarms.show, _("Cảnh báo"), "alarms"),
                    _page(checking.show, _("Kiểm tra"), "checking"),
                    _page(desk.show, _("Bàn trực"), "desk"),
                    _page(incidents.show, _("Vụ việc"), "incidents"),
                ],
            ),
            Group(
                _("Phối hợp"),
                [
                    _page(calendar.show, _("Lịch"), "calendar"),
                    _page(planning.show, _("Quy hoạch tuần tra"), "planning"),
                    _page(meetings.show, _("Hội nghị"), "meetings"),
                    _page(teams.show, _("Đoàn liên ngành"), "teams"),
                    _page(outreach.show, _("Tập huấn, tuyên truyền"), "outreach"),
                    _page(cases.show, _("Hồ sơ chung"), "cases"),
                    _page(figures.show, _("Số liệu 24 giờ"), "figures"),
                    _page(reports.show, _("Báo cáo"), "reports"),
                ],
            ),
            Group(
                _("Lực lượng"),
                [
                    _page(duty.show, _("Trực ban"), "duty"),
                    _page(briefings.show, _("Bản tin"), "briefings"),
                    _page(agencies.show, _("Đơn vị"), "agencies"),
                    _page(rules.show, _("Quy tắc báo tin"), "rules"),
                ],
            ),
            Group(
                _("Rừng và địa bàn"),
                [
                    _page(danger.show, _("Cấp cháy rừng"), "danger"),
                    woods,
                    _page(places.show, _("Địa danh"), "places"),
                ],
            ),
            Group(
                _("Hệ thống"),
                [
                    _page(wall.show, _("Màn hình"), "wall"),
                    _page(sources.show, _("Nguồn vệ tinh"), "sources"),
                    _page(journal.show, _("Nhật ký"), "journal"),
                    _page(settings.show, _("Thiết đặt"), "settings"),
                    _page(accounts.show, _("Tài khoản"), "accounts"),
                    _page(about.show, _("Giới thiệu"), "about"),
                ],
            ),
        ],
        [guide],
        {guide.url_path: woods},
        {
            guide.url_path: "forest.import",
            "cases": "cases.read",
            "journal": "journal.read",
            "checking": "checking.verdict",
            "wall": "wall.look",
            "settings": "settings.edit",
            "alarms": "wall.look",
            "briefings": "wall.look",
        },
    )
