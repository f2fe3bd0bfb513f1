"""Coordination meetings: what the plan promises, when they are held, what was said and decided."""
