"""What a person does on the page *Hồ sơ chung*."""

from __future__ import annotations

from dashboard.parts.together.deeds import PlanDeeds
from data.cases.writing import ACTION, SCREEN

_deeds = PlanDeeds("cases", ACTION, SCREEN)
attempt, do, news, remember = _deeds.attempt, _deeds.do, _deeds.news, _deeds.remember
close, may, now_act, saved = _deeds.close, _deeds.may, _deeds.now_act, _deeds.saved
