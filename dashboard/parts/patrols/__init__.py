"""Patrols on the page of planning."""
