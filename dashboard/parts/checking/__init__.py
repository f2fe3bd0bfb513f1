"""Checks of fires, as the desk sees them."""
