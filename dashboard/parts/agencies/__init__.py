"""Agencies and their focal points."""
