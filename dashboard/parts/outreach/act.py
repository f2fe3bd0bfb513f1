"""What a person does on the page *Tập huấn, tuyên truyền*."""

from __future__ import annotations

from dashboard.parts.together.deeds import PlanDeeds
from data.outreach.acting import ACTION, SCREEN

_deeds = PlanDeeds("outreach", ACTION, SCREEN)
attempt, do, news, remember = _deeds.attempt, _deeds.do, _deeds.news, _deeds.remember
finish, may, now_act = _deeds.finish, _deeds.may, _deeds.now_act
