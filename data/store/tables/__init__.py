"""Every table of the program, in one MetaData; one file per topic.

Times are aware UTC moments, coordinates WGS84 degrees. Small closed vocabularies are tuples beside their
tables and CHECK constraints in the database, so that code, screen and storage read the same list.
"""

from data.store.tables.access import (
    ROLES,
    TOKEN_KINDS,
    access_key,
    access_token,
    account,
    account_session,
    setup_link,
    sign_in_attempt,
)
from data.store.tables.agencies import AGENCY_LEVELS, AGENCY_ROLES, agency, focal_point
from data.store.tables.duty import DANGER_ENDS, SHIFT_ENDS, danger_level, duty_shift
from data.store.tables.events import (
    DECISION_KINDS,
    STRENGTHS,
    event_decision,
    event_member,
    fire_event,
    fire_event_alias,
)
from data.store.tables.feeds import RUN_KINDS, RUN_STATUSES, feed_reject, feed_run, satellite_pass
from data.store.tables.forest import (
    FUNCTIONS,
    IN_FOREST,
    LAYER_KINDS,
    LAYER_STATES,
    SHARES,
    STATE_GROUPS,
    detection_forest,
    forest_finding,
    forest_layer,
    forest_plot,
)
from data.store.tables.hotspots import CONFIDENCES, LOCATIONS, detection
from data.store.tables.incidents import (
    CALL_CHANNELS,
    ENTRY_KINDS,
    FOREST_TYPES,
    INCIDENT_FIELDS,
    INCIDENT_KINDS,
    INCIDENT_STATUSES,
    RISKS,
    incident,
    incident_entry,
    incident_event,
    reception_call,
)
from data.store.tables.places import LINE_KINDS, PLACE_KINDS, map_line, map_place
from data.store.tables.plan import PLAN_STATUSES, coordination_plan
from data.store.tables.shared import metadata
from data.store.tables.upkeep import journal, journal_head, setting, watch_lease

__all__ = [
    "AGENCY_LEVELS",
    "AGENCY_ROLES",
    "CALL_CHANNELS",
    "CONFIDENCES",
    "DANGER_ENDS",
    "DECISION_KINDS",
    "ENTRY_KINDS",
    "FOREST_TYPES",
    "FUNCTIONS",
    "INCIDENT_FIELDS",
    "INCIDENT_KINDS",
    "INCIDENT_STATUSES",
    "IN_FOREST",
    "LAYER_KINDS",
    "LAYER_STATES",
    "LINE_KINDS",
    "LOCATIONS",
    "PLACE_KINDS",
    "PLAN_STATUSES",
    "RISKS",
    "ROLES",
    "RUN_KINDS",
    "RUN_STATUSES",
    "SHARES",
    "SHIFT_ENDS",
    "STATE_GROUPS",
    "STRENGTHS",
    "TOKEN_KINDS",
    "access_key",
    "access_token",
    "account",
    "account_session",
    "agency",
    "coordination_plan",
    "danger_level",
    "detection",
    "detection_forest",
    "duty_shift",
    "event_decision",
    "event_member",
    "feed_reject",
    "feed_run",
    "fire_event",
    "fire_event_alias",
    "focal_point",
    "forest_finding",
    "forest_layer",
    "forest_plot",
    "incident",
    "incident_entry",
    "incident_event",
    "journal",
    "journal_head",
    "map_line",
    "map_place",
    "metadata",
    "reception_call",
    "satellite_pass",
    "setting",
    "setup_link",
    "sign_in_attempt",
    "watch_lease",
]
