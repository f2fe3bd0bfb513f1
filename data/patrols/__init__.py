"""Patrols of the three forces: planned, put together, followed, proven."""
