"""Decisions and recommendations on screen, whatever they come from."""
