"""Suggested zones on the page of planning: the score on the map, its parts in counts, a planner's word."""
