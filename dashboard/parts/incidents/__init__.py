"""Incidents: list, sheet, case file."""
