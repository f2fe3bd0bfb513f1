"""Which pages there are, in the groups of the bar. A page that leads nowhere by itself names its parent."""

from __future__ import annotations

from dataclasses import dataclass

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


def navigation() -> Navigation:
    """The pages in this visit's language."""
    woods = st.Page(forest.show, title=_("Rừng"), url_path="forest")
    guide = st.Page(forest_import.show, title=_("Nạp lớp rừng"), url_path="forest-import")
    forest_links.remember(woods, guide)
    return Navigation(
        [
            Group(
                "",
                [
                    st.Page(map_page.show, title=_("Bản đồ"), url_path="map", default=True),
                    st.Page(alarms.show, title=_("Cảnh báo"), url_path="alarms"),
                    st.Page(checking.show, title=_("Kiểm tra"), url_path="checking"),
                    st.Page(desk.show, title=_("Bàn trực"), url_path="desk"),
                    st.Page(incidents.show, title=_("Vụ việc"), url_path="incidents"),
                ],
            ),
            Group(
                _("Phối hợp"),
                [
                    st.Page(calendar.show, title=_("Lịch"), url_path="calendar"),
                    st.Page(planning.show, title=_("Quy hoạch tuần tra"), url_path="planning"),
                    st.Page(meetings.show, title=_("Hội nghị"), url_path="meetings"),
                    st.Page(teams.show, title=_("Đoàn liên ngành"), url_path="teams"),
                    st.Page(outreach.show, title=_("Tập huấn, tuyên truyền"), url_path="outreach"),
                    st.Page(cases.show, title=_("Hồ sơ chung"), url_path="cases"),
                    st.Page(figures.show, title=_("Số liệu 24 giờ"), url_path="figures"),
                    st.Page(reports.show, title=_("Báo cáo"), url_path="reports"),
                ],
            ),
            Group(
                _("Lực lượng"),
                [
                    st.Page(duty.show, title=_("Trực ban"), url_path="duty"),
                    st.Page(briefings.show, title=_("Bản tin"), url_path="briefings"),
                    st.Page(agencies.show, title=_("Đơn vị"), url_path="agencies"),
                    st.Page(rules.show, title=_("Quy tắc báo tin"), url_path="rules"),
                ],
            ),
            Group(
                _("Rừng và địa bàn"),
                [
                    st.Page(danger.show, title=_("Cấp cháy rừng"), url_path="danger"),
                    woods,
                    st.Page(places.show, title=_("Địa danh"), url_path="places"),
                ],
            ),
            Group(
                _("Hệ thống"),
                [
                    st.Page(wall.show, title=_("Màn hình"), url_path="wall"),
                    st.Page(sources.show, title=_("Nguồn vệ tinh"), url_path="sources"),
                    st.Page(journal.show, title=_("Nhật ký"), url_path="journal"),
                    st.Page(settings.show, title=_("Thiết đặt"), url_path="settings"),
                    st.Page(accounts.show, title=_("Tài khoản"), url_path="accounts"),
                    st.Page(about.show, title=_("Giới thiệu"), url_path="about"),
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
