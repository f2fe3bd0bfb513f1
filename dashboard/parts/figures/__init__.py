"""The figures of 24 hours."""
