"""What a person does on the page *Hội nghị*."""

from __future__ import annotations

from dashboard.parts.together.deeds import PlanDeeds
from data.meetings.writing import ACTION, SCREEN

_deeds = PlanDeeds("meetings", ACTION, SCREEN)
attempt, do, news, remember = _deeds.attempt, _deeds.do, _deeds.news, _deeds.remember
close, finish, may, now_act, saved = _deeds.close, _deeds.finish, _deeds.may, _deeds.now_act, _deeds.saved
