"""Villages and other named places."""
