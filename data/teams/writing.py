"""What every change to a team or an inspection needs (see `data.records`). Of a team nobody must be told."""

from __future__ import annotations

from functools import partial

from data.records import Records
from data.store.tables import inspection, joint_team
from data.teams.errors import TeamInvalid, TeamUnknown
from data.teams.reading import INSPECTION, TEAM, inspection_of, team_of

ACTION = "teams.edit"
SCREEN = "screen:teams"
TEAMS = Records(TEAM, joint_team, team_of, TeamInvalid, partial(TeamUnknown, kind=TEAM), called="name")
INSPECTIONS = Records(
    INSPECTION,
    inspection,
    inspection_of,
    TeamInvalid,
    partial(TeamUnknown, kind=INSPECTION),
    matter=INSPECTION,
)
held_team = partial(TEAMS.held, action=ACTION)
held_inspection = partial(INSPECTIONS.held, action=ACTION)
