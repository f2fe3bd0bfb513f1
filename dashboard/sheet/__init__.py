"""The sheet of one hotspot or fire event: facts as data, text for Zalo, and the component that shows them."""

from dashboard.sheet.event import event_sheet
from dashboard.sheet.hotspot import hotspot_sheet
from dashboard.sheet.model import Fact, GrowthRow, Sheet
from dashboard.sheet.render import render
from dashboard.sheet.zalo import zalo_text

__all__ = ["Fact", "GrowthRow", "Sheet", "event_sheet", "hotspot_sheet", "render", "zalo_text"]
